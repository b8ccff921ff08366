"""Shares, as lists and one by one."""

from collections.abc import Sequence
from datetime import datetime

from s2sctl.app.sharing.telling import Told
from s2sctl.cli.answer import Json
from s2sctl.cli.views.moments import moment_json
from s2sctl.cli.views.tables import counted, table
from s2sctl.model.values import datetime_text
from s2sctl.sync.native import NativeState

_STATES = {
    "pending": (NativeState.PENDING_SENT, NativeState.PENDING_RECEIVED),
    "active": (NativeState.ACTIVE_SENT, NativeState.ACTIVE_RECEIVED),
    "inactive": (NativeState.INACTIVE, NativeState.DELETED, NativeState.CONVERTED),
    "deleted": (NativeState.DELETED,),
    "converted": (NativeState.CONVERTED,),
    "refused": (NativeState.REFUSED,),
}


def states_of(word: str) -> frozenset[NativeState]:
    """The states one word of ``--status`` means; ``inactive`` is every ended one."""
    return frozenset(_STATES[word])


def told_text(shares: Sequence[Told], alias: str, *, more: bool) -> str:
    """A table, seen from ``alias``."""
    if not shares:
        return f"Nothing is shared over this connection that fits, as {alias} sees it."
    rows = [
        (
            one.object,
            one.record or "-",
            one.partner_record or "-",
            one.state.value,
            _origin(one),
            _when(one.since),
            _when(one.last_sent),
            one.error or "-",
        )
        for one in shares
    ]
    heads = (
        "OBJECT",
        f"IN {alias.upper()}",
        "AT PARTNER",
        "STATE",
        "ORIGIN",
        "SINCE",
        "LAST SENT",
        "LAST ERROR",
    )
    tail = "; there are more:  --limit 0" if more else ""
    return f"{table(heads, rows)}\n{counted(len(rows), 'share')}{tail}"


def share_text(one: Told, alias: str) -> str:
    """All of one share, a line for each fact."""
    facts = (
        (f"in {alias}", f"{one.object} {one.record or '-'}"),
        ("at the partner", f"{one.partner_object or ''} {one.partner_record or '-'}".strip()),
        ("state", one.state.value),
        ("origin", _origin(one)),
        ("since", _when(one.since)),
        ("last sent", _when(one.last_sent)),
        ("last error", one.error or "-"),
    )
    width = max(len(name) for name, _ in facts)
    return "\n".join(f"{name.ljust(width)}  {value}" for name, value in facts)


def told_json(one: Told) -> Json:
    """One share, for scripts; times in UTC."""
    return {
        "object": one.object,
        "record": one.record,
        "partner_object": one.partner_object,
        "partner_record": one.partner_record,
        "state": one.state.value,
        "origin": _origin(one),
        "since": moment_json(one.since),
        "last_sent": moment_json(one.last_sent),
        "last_error": one.error,
    }


def _origin(one: Told) -> str:
    return "here" if one.here else "partner"


def _when(moment: datetime | None) -> str:
    return "-" if moment is None else datetime_text(moment)
