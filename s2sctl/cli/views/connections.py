"""Connections as their orgs tell them."""

from collections.abc import Sequence

from s2sctl.app.listing import Listed
from s2sctl.cli.answer import Json
from s2sctl.cli.views.moments import moment_json
from s2sctl.cli.views.tables import table
from s2sctl.connection.record import ConnectionRecord
from s2sctl.model.spans import told_span


def listed_text(listed: Sequence[Listed]) -> str:
    """One line per connection and org, and what the two orgs' words come to."""
    if not listed:
        return "No connections."
    rows = [
        (
            one.record.name,
            one.alias,
            one.record.role.value.lower(),
            one.record.status.value,
            told_span(one.age) if one.age is not None else "-",
            one.record.partner_name or "-",
            _flow(one.record),
            one.verdict,
        )
        for one in listed
    ]
    heads = ("CONNECTION", "ORG", "ROLE", "STATE", "FOR", "PARTNER", "PUBLISHES/TAKES", "TOGETHER")
    return table(heads, rows)


def _flow(record: ConnectionRecord) -> str:
    return f"{len(record.terms.publish)}/{len(record.terms.subscribe)} objects"


def listed_json(listed: Sequence[Listed]) -> list[Json]:
    """Every connection of every org, for scripts."""
    return [
        {
            **record_json(one.record, one.alias),
            "age_seconds": None if one.age is None else int(one.age.total_seconds()),
            "connected": one.connected,
            "verdict": one.verdict,
            "token": one.token,
        }
        for one in listed
    ]


def record_json(record: ConnectionRecord, alias: str) -> dict[str, Json]:
    """One org's own record, for scripts."""
    return {
        "connection": record.name,
        "org": alias,
        "id": record.id,
        "role": record.role.value,
        "state": record.status.value,
        "reason": record.reason,
        "since": moment_json(record.since),
        "by": record.by or None,
        "partner_org_id": record.partner_org,
        "partner_name": record.partner_name,
        "expires": moment_json(record.expires),
        "publishes": [one.object for one in record.terms.publish],
        "subscribes": [one.source for one in record.terms.subscribe],
    }


def step_text(record: ConnectionRecord, alias: str) -> str:
    """What a step in a connection's life came to."""
    reason = f": {record.reason}" if record.reason else ""
    return f"{record.name} is now {record.status.value} in {alias}{reason}"
