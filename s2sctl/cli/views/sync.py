"""A run, as text and for scripts."""

from s2sctl.cli.answer import Json
from s2sctl.cli.views.tables import counted, table
from s2sctl.sync.plan import PlannedWrite
from s2sctl.sync.report import FlowReport, RunReport

SHOWN = 20
"""Planned rows shown as text; ``-o json`` has all."""


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
    if report.dry_run:
        result["planned"] = [_planned_json(write) for write in report.planned.writes]
    return result


def _flow_json(flow: FlowReport) -> dict[str, Json]:
    return {
        "object": flow.object,
        "from": flow.source,
        "to": flow.target,
        "created": flow.created,
        "updated": flow.updated,
        "ended": flow.ended,
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


def report_text(report: RunReport) -> str:
    """A table of the flows, and what the run cost; of a dry run the first planned rows too."""
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
    ]
    heads = ("OBJECT", "FLOW", "CREATED", "UPDATED", "ENDED", "CONFLICTS", "FAILED", "WAITING")
    lines = [table(heads, rows) if rows else "Nothing flows over this connection yet."]
    if report.dry_run:
        lines += ["", *_planned_lines(report)]
    calls = ", ".join(
        f"{alias} {counted(count, 'API call')}" for alias, count in report.api_calls.items()
    )
    lines += ["", f"{report.connection}: {report.seconds:.1f} s, {calls}"]
    return "\n".join(lines)


def _planned_lines(report: RunReport) -> list[str]:
    writes = report.planned.writes
    if not writes:
        return ["Dry run: nothing would be written."]
    lines = [f"Dry run: {counted(len(writes), 'row')} would be written, none was."]
    lines += [
        f"  {write.org}: {write.action} {write.object} {write.id or 'from ' + write.source}"
        + (f" ({', '.join(write.fields)})" if write.fields else "")
        for write in writes[:SHOWN]
    ]
    if len(writes) > SHOWN:
        lines.append(f"  … and {len(writes) - SHOWN:,} more; -o json lists all")
    return lines
