"""A run, as text and for scripts."""

from dataclasses import replace

from s2sctl.app.sync.record import pause_text
from s2sctl.app.sync.work import Options
from s2sctl.cli.answer import Json
from s2sctl.cli.views.drift import drift_json, drift_lines
from s2sctl.cli.views.guards import guard_json, guard_lines
from s2sctl.cli.views.tables import counted, table
from s2sctl.sync.plan import PlannedWrite
from s2sctl.sync.report import FlowReport, Held, RunReport, Swept

SHOWN = 6
"""Planned rows shown as text; ``-o json`` has all, field by field."""

NAMED = 4
"""Fields of a planned row named in text; more are counted."""


def report_json(report: RunReport) -> dict[str, Json]:
    """``result`` of ``sync -o json``; ``planned`` in a dry run only."""
    result: dict[str, Json] = {
        "connection": report.connection,
        "run": report.run,
        "flows": [_flow_json(flow) for flow in report.flows],
        "api_calls": {str(alias): calls for alias, calls in report.api_calls.items()},
        "writes": {str(alias): writes for alias, writes in report.writes.items()},
        "seconds": round(report.seconds, 3),
        "dry_run": report.dry_run,
    }
    result["parked"] = {
        "conflicts": report.ledger.conflicts,
        "failures": report.ledger.failures,
        "waits": report.ledger.waits,
    }
    result["drift"] = [drift_json(one) for one in report.drifts]
    result["paused"] = dict(report.paused)
    result["swept"] = _swept_json(report.swept)
    result["missing"] = [
        {"org": one.org, "command": one.command, "text": one.text} for one in report.missing
    ]
    if report.dry_run:
        result["guards"] = [guard_json(one) for one in report.guards]
        result["planned"] = [_planned_json(write) for write in report.planned.writes]
    return result


def _swept_json(swept: Swept | None) -> Json:
    if swept is None:
        return None
    return {"compared": swept.compared, "strangers": swept.strangers, "lost": swept.lost}


def _flow_json(flow: FlowReport) -> dict[str, Json]:
    return {
        "object": flow.object,
        "from": flow.source,
        "to": flow.target,
        "created": flow.created,
        "updated": flow.updated,
        "ended": flow.ended,
        "offered": flow.offered,
        "conflicts": flow.conflicts,
        "failed": flow.failed,
        "waiting": flow.waiting,
    }


def _planned_json(write: PlannedWrite) -> dict[str, Json]:
    return {
        "org": write.org,
        "object": write.object,
        "action": write.action,
        "id": write.id or None,
        "source": write.source,
        "fields": list(write.fields),
    }


def report_text(report: RunReport, *, quiet: bool = False) -> str:
    """A table of the flows, what waits for a person, and what the run cost; of a dry run the
    first planned rows too. ``quiet``: nothing where nothing was written and nothing waits.
    """
    if quiet and not (report.changed or report.parked or report.drifts or report.dry_run):
        return ""
    if report.paused and not report.changed:
        return f"{pause_text(report.connection, report.paused)}. Nothing was written; updates wait."
    lines = [_flows(report), *_swept_lines(report.swept), *_held_lines(report.ledger)]
    lines += drift_lines(report.drifts)
    if report.dry_run:
        lines += ["", *_planned_lines(report), *guard_lines(report.guards)]
    if report.paused:
        lines += ["", f"{pause_text(report.connection, report.paused)}. The run stopped there."]
        lines[-1] += " What was written is remembered; the rest waits."
    calls = ", ".join(
        f"{alias} {counted(count, 'API call')}" for alias, count in report.api_calls.items()
    )
    lines += ["", f"{report.connection}: {report.seconds:.1f} s, {calls}"]
    return "\n".join(lines)


def next_step(report: RunReport, asked: Options | None = None) -> str:
    """The command a person would run now; ``asked``: what this run was asked for."""
    if report.dry_run:
        real = replace(asked or Options(), dry_run=False)
        return real.again(report.connection, report.guards)
    if report.paused:
        return f"s2sctl resume {report.connection} --org {next(iter(report.paused))}"
    if report.missing:
        return f"s2sctl {report.missing[0].command} MANIFEST  (the one of {report.missing[0].org})"
    if report.stopped:
        return "s2sctl validate --live --diff"
    if report.ledger.conflicts:
        return f"s2sctl conflicts list {report.connection}"
    if report.ledger.failures:
        return f"s2sctl failures list {report.connection}"
    return f"s2sctl health {report.connection}"


def _swept_lines(swept: Swept | None) -> list[str]:
    """What the sweep compared and what it found."""
    if swept is None:
        return []
    found = [f"{swept.strangers:,} not known before"] if swept.strangers else []
    found += [f"{swept.lost:,} not found any more"] if swept.lost else []
    told = f": {', '.join(found)}" if found else ""
    return ["", f"Swept: {counted(swept.compared, 'shared record')} compared{told}."]


def _held_lines(held: Held) -> list[str]:
    """What earlier runs left too: a flow's own row tells of this run's conflicts only."""
    told = [
        counted(count, thing)
        for count, thing in ((held.conflicts, "conflict"), (held.failures, "failure"))
        if count
    ]
    lines = [f"{' and '.join(told)} waiting for a person to settle."] if told else []
    if held.waits:
        lines.append(f"{counted(held.waits, 'wait')} for a parent, or a price, to arrive.")
    return ["", *lines] if lines else []


def _flows(report: RunReport) -> str:
    if not report.flows:
        why = "; ".join(one.text for one in report.missing)
        return f"Nothing flows over {report.connection} yet{': ' if why else ''}{why}."
    rows = [
        (
            f"{flow.object}",
            f"{flow.source} → {flow.target}",
            *(
                f"{count:,}" if count else "-"
                for count in (
                    flow.created,
                    flow.updated,
                    flow.ended,
                    flow.conflicts,
                    flow.failed,
                    flow.waiting,
                )
            ),
        )
        for flow in report.flows
        if flow.busy
    ]
    if not rows:
        return f"Nothing new in {counted(len(report.flows), 'flow')}."
    heads = ("OBJECT", "FLOW", "CREATED", "UPDATED", "ENDED", "CONFLICTS", "FAILED", "WAITING")
    offered = sum(flow.offered for flow in report.flows)
    did = "would be put" if report.dry_run else "put"
    told = f"\n{counted(offered, 'record')} {did} into the receiver's inbox." if offered else ""
    return f"{table(heads, rows)}{told}"


def _planned_lines(report: RunReport) -> list[str]:
    writes = report.planned.writes
    if not writes:
        offered = any(flow.offered for flow in report.flows)
        return [f"Dry run: nothing{' else' * offered} would be written."]
    lines = [f"Dry run: {counted(len(writes), 'row')} would be written, none was."]
    lines += [
        f"  {write.org}: {write.action} {write.object} {write.id or 'from ' + write.source}"
        + _fields_text(write)
        for write in writes[:SHOWN]
    ]
    if len(writes) > SHOWN:
        lines.append(f"  … and {len(writes) - SHOWN:,} more; -o json lists all")
    return lines


def _fields_text(write: PlannedWrite) -> str:
    if not write.fields:
        return ""
    few = len(write.fields) <= NAMED
    return f" ({', '.join(write.fields) if few else counted(len(write.fields), 'field')})"
