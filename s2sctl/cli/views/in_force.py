"""What putting one half of a manifest in force would change."""

from s2sctl.app.in_force import InForce, Proposal
from s2sctl.cli.answer import Json
from s2sctl.cli.views.answer import finding_json
from s2sctl.cli.views.effects import effect_lines, effects_json
from s2sctl.cli.views.footprint import counted_of, deployed_text
from s2sctl.cli.views.tables import counted
from s2sctl.metadata.difference import Difference, Kind

_MARKS = {Kind.ADDED: "+", Kind.REMOVED: "-", Kind.CHANGED: "~"}


def proposal_text(proposal: Proposal) -> str:
    """Every difference to what is in force, and what would be deployed for it."""
    where = f"{proposal.record.name} in {proposal.book.org.alias}"
    if not proposal.differences:
        lines = [f"{where}: the {proposal.half.value} section is in force already."]
    else:
        lines = [f"{where}: {counted(len(proposal.differences), 'difference')} to what is in force"]
        lines.extend(f"  {difference_line(one)}" for one in proposal.differences)
    lines.extend(f"  since it was put in force: {one.text}" for one in proposal.drifts)
    missing = proposal.plan.missing
    if missing:
        names = ", ".join(one.name for one in missing)
        lines.append(f"  deploy {counted_of(len(missing), 'components')}: {names}")
    hidden = [one.path for one in proposal.granted if one.code not in ("S2S306", "S2S307")]
    if hidden:
        lines.append(f"  grant to S2S_Runner: {', '.join(hidden)}")
    ours, partner = str(proposal.book.org.alias), proposal.partner
    lines.extend(effect_lines(proposal.effects, ours, partner))
    for one in proposal.warnings:
        lines.append(f"  warning {one.code}: {one.path}: {one.message}")
        lines.extend([f"    = help: {one.help}"] if one.help else [])
    return "\n".join(lines)


def done_text(done: InForce, alias: str) -> str:
    """What was done."""
    freed = f"\nRemoved the fields of s2sctl from {', '.join(done.removed)}."
    return f"{deployed_text(done.deployed)}{freed if done.removed else ''}\nIn force in {alias}."


def difference_line(one: Difference) -> str:
    """``~ path: before -> after``; ``+`` and ``-`` for what comes and goes."""
    mark = _MARKS[one.kind]
    if one.kind is Kind.CHANGED:
        return f"{mark} {one.path}: {one.before} -> {one.after}"
    return f"{mark} {one.path}: {one.before or one.after}"


def difference_json(one: Difference) -> dict[str, Json]:
    """One difference for scripts."""
    return {"kind": one.kind.value, "path": one.path, "before": one.before, "after": one.after}


def proposal_json(proposal: Proposal) -> dict[str, Json]:
    """The proposal for scripts."""
    return {
        "connection": proposal.record.name,
        "org": proposal.book.org.alias,
        "section": proposal.half.value,
        "differences": [difference_json(one) for one in proposal.differences],
        "deploy": [{"kind": one.kind, "name": one.name} for one in proposal.plan.missing],
        "grant": [one.path for one in proposal.granted],
        "drift": [one.text for one in proposal.drifts],
        "effects": effects_json(proposal.effects),
        "findings": [finding_json(one) for one in proposal.warnings],
    }
