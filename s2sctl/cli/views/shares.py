"""Records shared by hand."""

from collections.abc import Sequence

from s2sctl.app.share import Did, ShareResult
from s2sctl.cli.answer import Json
from s2sctl.cli.views.tables import counted, table
from s2sctl.connection.share import Share


def results_text(results: Sequence[ShareResult]) -> str:
    """One line per record."""
    return "\n".join(f"{one.record}  {one.did.value}" for one in results)


def results_json(results: Sequence[ShareResult]) -> list[Json]:
    """One object per record; ``changed`` is whether a row was written."""
    return [
        {
            "record": one.record,
            "outcome": one.did.name.lower(),
            "changed": one.did in (Did.SHARED, Did.ENDED),
        }
        for one in results
    ]


def shares_text(shares: Sequence[Share], alias: str) -> str:
    """Every share this org keeps a row of."""
    if not shares:
        return f"{alias} has no records shared by hand over this connection."
    rows = [
        (one.object, one.record, one.direction.value, one.status.value, one.partner_record or "-")
        for one in shares
    ]
    heads = ("OBJECT", "RECORD", "DIRECTION", "STATE", "PARTNER'S RECORD")
    return f"{table(heads, rows)}\n{counted(len(rows), 'share')}"


def shares_json(shares: Sequence[Share]) -> list[Json]:
    """Every share, for scripts."""
    return [
        {
            "object": one.object,
            "record": one.record,
            "partner_record": one.partner_record,
            "direction": one.direction.value,
            "state": one.status.value,
        }
        for one in shares
    ]
