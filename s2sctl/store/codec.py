"""Values of the core ↔ columns and JSON. What goes in comes out equal."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TypeAlias

from sqlalchemy import RowMapping

from s2sctl.errors import StateUnusable
from s2sctl.model.digest import Digest
from s2sctl.model.ids import Key, RecordId
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.side import Pair, Side
from s2sctl.model.values import Value
from s2sctl.sync.flips import Flip
from s2sctl.sync.link import Cursor, EntryKind, LedgerEntry, Link, LinkStatus

Columns: TypeAlias = dict[str, str | int | None]
"""One row as a statement takes it."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_micros(moment: datetime) -> int:
    """Whole microseconds since 1970 UTC, exactly; a moment without a zone raises TypeError."""
    return (moment - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The moment in UTC."""
    return _EPOCH + micros * _MICROSECOND


def maybe_micros(moment: datetime | None) -> int | None:
    """As :func:`to_micros`; None stays None."""
    return None if moment is None else to_micros(moment)


def maybe_moment(micros: int | None) -> datetime | None:
    """As :func:`from_micros`; None stays None."""
    return None if micros is None else from_micros(micros)


def plain(text: str) -> str:
    """Text for people that every database takes: no NUL, no half of a surrogate pair."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def values_to_json(values: Mapping[FieldName, Value]) -> str:
    """Canonical values as JSON; a Decimal becomes a list of its exact text."""
    return json.dumps(
        {name: [str(v)] if isinstance(v, Decimal) else v for name, v in values.items()},
        separators=(",", ":"),
    )


def values_from_json(text: str) -> dict[FieldName, Value]:
    """The canonical values that :func:`values_to_json` was given."""
    return {
        FieldName(name): Decimal(v[0]) if isinstance(v, list) else v
        for name, v in json.loads(text).items()
    }


def link_to_columns(link: Link) -> Columns:
    """A link as a row, without its connection."""
    return {
        "key": str(link.key),
        "origin": link.origin.value,
        "object_a": link.objects.a,
        "object_b": link.objects.b,
        "id_a": link.ids.a,
        "id_b": link.ids.b,
        "status": link.status.value,
        "base": json.dumps(
            {name: _base_to_json(pair, link.flips.get(name)) for name, pair in link.base.items()},
            separators=(",", ":"),
        ),
        "unconfirmed": "".join(sorted(side.value for side in link.unconfirmed)),
        "unsettled": json.dumps(_unsettled_to_json(link), separators=(",", ":")),
        "foreign_a": maybe_micros(link.foreign_edit.a),
        "foreign_b": maybe_micros(link.foreign_edit.b),
        "since": maybe_micros(link.since),
        "last_sent": maybe_micros(link.last_sent),
        "reason": plain(link.reason),
    }


def link_from_row(row: RowMapping) -> Link:
    """The link a row holds."""
    fields, unsettled = json.loads(row["base"]), json.loads(row["unsettled"])
    return Link(
        key=key_from(row["key"]),
        origin=Side(row["origin"]),
        objects=objects_from(row),
        ids=Pair(maybe_id(row["id_a"]), maybe_id(row["id_b"])),
        status=LinkStatus(row["status"]),
        base={name: Pair(Digest(one[0]), Digest(one[1])) for name, one in fields.items()},
        flips={name: _flip(*one[2:]) for name, one in fields.items() if len(one) > 2},
        unconfirmed=frozenset(map(Side, row["unconfirmed"])),
        unsettled=Pair(*map(frozenset, unsettled[:2])),
        intents=Pair(*map(_intents, unsettled[2:] or ({}, {}))),
        foreign_edit=Pair(maybe_moment(row["foreign_a"]), maybe_moment(row["foreign_b"])),
        since=maybe_moment(row["since"]),
        last_sent=maybe_moment(row["last_sent"]),
        reason=row["reason"],
    )


def _unsettled_to_json(link: Link) -> list[list[str] | dict[str, list[str]]]:
    """Per side the fields that our write did not set; behind them, where there are any, the
    intents of what it did."""
    unset: list[list[str] | dict[str, list[str]]] = [sorted(names) for names in link.unsettled]
    if not any(link.intents):
        return unset
    return unset + [
        {name: [base.a, base.b] for name, base in known.items()} for known in link.intents
    ]


def _intents(known: Mapping[str, list[str]]) -> dict[str, Pair[Digest]]:
    return {name: Pair(Digest(a), Digest(b)) for name, (a, b) in known.items()}


def _base_to_json(pair: Pair[Digest], flip: Flip | None) -> list[str | int]:
    """Both digests; behind them what is known of writes that no person asked for."""
    base: list[str | int] = [pair.a, pair.b]
    return base if flip is None else [*base, flip.to.value, flip.times, flip.sent.a, flip.sent.b]


def _flip(to: str, times: int, a: str, b: str) -> Flip:
    return Flip(Side(to), times, Pair(Digest(a), Digest(b)))


def entry_to_columns(entry: LedgerEntry) -> Columns:
    """A ledger entry as a row, without its connection."""
    values = entry.values
    return {
        "key": str(entry.key),
        "target": entry.target.value,
        "field": entry.field,
        "kind": entry.kind.value,
        "object_a": entry.objects.a,
        "object_b": entry.objects.b,
        "code": entry.code,
        "message": plain(entry.message),
        "since": to_micros(entry.since),
        "tries": entry.tries,
        "next_try": maybe_micros(entry.next_try),
        "source_digest": entry.source_digest,
        "conflict": None
        if values is None
        else json.dumps([values.a, values.b, maybe_micros(entry.agreed)]),
    }


def entry_from_row(row: RowMapping) -> LedgerEntry:
    """The ledger entry a row holds."""
    conflict = None if row["conflict"] is None else json.loads(row["conflict"])
    return LedgerEntry(
        kind=EntryKind(row["kind"]),
        key=key_from(row["key"]),
        objects=objects_from(row),
        target=Side(row["target"]),
        field=row["field"],
        code=row["code"],
        message=row["message"],
        since=from_micros(row["since"]),
        tries=row["tries"],
        next_try=maybe_moment(row["next_try"]),
        source_digest=row["source_digest"],
        values=None if conflict is None else Pair(*conflict[:2]),
        # An older state tells no time.
        agreed=maybe_moment(conflict[2]) if conflict and len(conflict) > 2 else None,
    )


def cursor_to_columns(cursor: Cursor) -> Columns:
    """A cursor as a row, without its connection and token."""
    return {
        "side": cursor.side.value,
        "object": cursor.object,
        "looks": json.dumps([maybe_micros(look) for look in cursor.looks]),
        "flow_digest": cursor.flow_digest,
    }


def cursor_from_row(row: RowMapping) -> Cursor:
    """The cursor a row holds."""
    return Cursor(
        side=Side(row["side"]),
        object=ObjectName(row["object"]),
        looks=tuple(maybe_moment(look) for look in json.loads(row["looks"])),
        flow_digest=row["flow_digest"],
    )


def key_from(text: str) -> Key:
    """The key a row names; a row with anything else is damage."""
    key = Key.parse(text)
    if key is None:
        raise StateUnusable(
            "The state is damaged: a link's key is not one of ours.",
            code="S2S743",
            help="Put back a copy of the state made earlier, or move it away: the next sync "
            "finds the shared records again by their keys.",
        )
    return key


def objects_from(row: RowMapping) -> Pair[ObjectName]:
    """The two objects a row is about."""
    return Pair(ObjectName(row["object_a"]), ObjectName(row["object_b"]))


def maybe_id(text: str | None) -> RecordId | None:
    """The id a column holds, None for none."""
    return None if text is None else RecordId(text)
