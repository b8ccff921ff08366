"""What would be deployed to an org, or taken out of it."""

from pathlib import Path

from s2sctl.app.disable import REMAINS, Removal
from s2sctl.app.enable import Component, Deployed, FootprintPlan
from s2sctl.cli.answer import Json
from s2sctl.cli.views.tables import counted

_KINDS = {"object": "custom objects", "field": "fields", "set": "permission sets"}


def plan_text(plan: FootprintPlan, alias: str) -> str:
    """What ``org enable`` would do, shortest form first."""
    lines = [f"{alias} is org {plan.identity.org_id}, user {plan.identity.username}."]
    for kind, words in _KINDS.items():
        ours = [one for one in plan.components if one.kind == kind]
        lines.extend(_kind_lines(words, ours))
    if plan.in_place:
        lines.append("  deploy       nothing: all of it is in place")
    lines.append("  assign       S2S_Runner to that user, and check that every field is visible")
    return "\n".join(lines)


def _kind_lines(words: str, components: list[Component]) -> list[str]:
    new = [one for one in components if not one.visible]
    lines = []
    if len(new) < len(components):
        lines.append(f"  there        {counted_of(len(components) - len(new), words)}")
    if new:
        lines.append(f"  deploy       {counted_of(len(new), words)}: {_listed(new)}")
    return lines


def counted_of(count: int, words: str) -> str:
    """``1 field``, ``3 fields``."""
    return f"{count} {words if count != 1 else words.removesuffix('s')}"


def _listed(components: list[Component]) -> str:
    names = [one.name for one in components]
    return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")


def plan_json(plan: FootprintPlan, alias: str) -> dict[str, Json]:
    """The plan for scripts; ``files`` are the package's paths."""
    return {
        "alias": alias,
        "org_id": plan.identity.org_id,
        "username": plan.identity.username,
        "components": [
            {"kind": one.kind, "name": one.name, "visible": one.visible} for one in plan.components
        ],
        "files": sorted(plan.files),
        "in_place": plan.in_place,
    }


def source_text(plan: FootprintPlan, folder: Path, *, dry_run: bool) -> str:
    """The files that were written, or would be."""
    head = f"{'Would write' if dry_run else 'Wrote'} to {folder}; no org was changed:"
    return "\n".join([head, "  README.md", *(f"  package/{one}" for one in sorted(plan.files))])


def deployed_text(deployed: Deployed) -> str:
    """What was done."""
    assigned = "assigned now" if deployed.assigned else "was assigned"
    done = counted(deployed.components, "component") if deployed.components else "nothing"
    return (
        f"Deployed {done}; S2S_Runner {assigned}; "
        f"the user sees all {counted(deployed.verified, 'field')}."
    )


def deployed_json(deployed: Deployed) -> dict[str, Json]:
    """What was done, for scripts."""
    return {
        "deployed": deployed.components,
        "assigned": deployed.assigned,
        "verified": deployed.verified,
    }


def removal_text(removal: Removal, alias: str) -> str:
    """What ``org disable`` would do, and what it leaves."""
    if removal.empty:
        return f"{alias} holds nothing of s2sctl."
    fields = [f"{name}.{one}" for name, ones in removal.key_fields.items() for one in ones]
    lost = [f"{count:,} of {name}" for name, count in (removal.keyed or {}).items() if count]
    lines = [
        f"From {alias} would go:",
        f"  objects      {', '.join(removal.objects) or 'none'}"
        f" ({counted(removal.connections, 'connection')})",
        f"  fields       {', '.join(fields) or 'none'}",
        f"  sets         {', '.join(removal.permission_sets)}"
        f" ({counted(len(removal.assignments), 'assignment')})",
        f"  keys         {', '.join(lost) or 'on no record'}",
        *([f"  torn off     {', '.join(removal.living)}: not over"] if removal.living else []),
        "What remains:",
        *(f"  - {one}" for one in REMAINS),
    ]
    return "\n".join(lines)


def removal_json(removal: Removal, alias: str) -> dict[str, Json]:
    """What would go, for scripts."""
    return {
        "alias": alias,
        "objects": list(removal.objects),
        "fields": [f"{name}.{one}" for name, ones in removal.key_fields.items() for one in ones],
        "permission_sets": list(removal.permission_sets),
        "assignments": len(removal.assignments),
        "connections": removal.connections,
        "living": list(removal.living),
        "keys_lost": {str(name): count for name, count in (removal.keyed or {}).items()},
        "remains": list(REMAINS),
    }
