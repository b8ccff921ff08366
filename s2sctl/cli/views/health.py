"""A connection's health, as text and for scripts."""

from s2sctl.cli.answer import Json
from s2sctl.cli.views.drift import drift_json, drift_lines
from s2sctl.cli.views.tables import table
from s2sctl.sync.health import Health, Verdict

MARKS = {Verdict.OK: "ok", Verdict.DEGRADED: "!", Verdict.FAILING: "FAIL"}


def health_json(health: Health) -> dict[str, Json]:
    """``result`` of ``health -o json``."""
    return {
        "connection": health.connection,
        "state": health.state,
        "verdict": health.verdict.value,
        "flows": [
            {
                "object": flow.object,
                "from": flow.source,
                "to": flow.target,
                "lag_seconds": flow.lag_seconds,
                "pending": flow.pending,
                "failed": flow.failed,
                "conflicts": flow.conflicts,
            }
            for flow in health.flows
        ],
        "drift": [drift_json(one) for one in health.drifts],
        "checks": [
            {"id": check.id, "status": check.status.value, "text": check.text}
            for check in health.checks
        ],
    }


def health_text(health: Health) -> str:
    """Verdict first, then the flows, then every check."""
    lines = [f"{health.connection}: {health.verdict.value} ({health.state})", ""]
    if health.flows:
        rows = [
            (
                flow.object,
                f"{flow.source} → {flow.target}",
                "-" if flow.lag_seconds is None else f"{flow.lag_seconds:,} s",
                f"{flow.pending:,}",
                f"{flow.failed:,}",
                f"{flow.conflicts:,}",
            )
            for flow in health.flows
        ]
        lines += [table(("OBJECT", "FLOW", "LAG", "PENDING", "FAILED", "CONFLICTS"), rows), ""]
    checks = [(MARKS[check.status], check.id, check.text) for check in health.checks]
    lines.append(table(("", "CHECK", ""), checks))
    lines += drift_lines(health.drifts)
    return "\n".join(lines)
