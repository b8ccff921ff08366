"""Settled conflicts in a table, both values with each, until their time is past."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, delete, func, select

from s2sctl.model.names import ConnectionName
from s2sctl.model.side import Pair, Side
from s2sctl.store.codec import (
    Columns,
    from_micros,
    key_from,
    maybe_id,
    maybe_micros,
    maybe_moment,
    objects_from,
    to_micros,
)
from s2sctl.store.schema import SETTLED
from s2sctl.store.statements import drop, put
from s2sctl.sync.settled import Contest, Edited, How, SettledConflict


def put_contests(
    conn: Connection, name: ConnectionName, contests: Sequence[SettledConflict]
) -> None:
    """Put settled conflicts, each replaced by (key, field, mark)."""
    put(conn, SETTLED, [{"connection": name} | _to_columns(one) for one in contests])


def drop_contests(conn: Connection, name: ConnectionName, moot: Sequence[Contest]) -> None:
    """Drop some, their values with them."""
    rows: list[Columns] = [
        {"connection": name, "key": str(key), "field": field, "mark": mark}
        for key, field, mark in moot
    ]
    drop(conn, SETTLED, rows)


def erase_before(conn: Connection, name: ConnectionName, since: datetime | None) -> None:
    """Drop all that were settled before ``since``; none where it is None."""
    if since is not None:
        conn.execute(
            delete(SETTLED).where(SETTLED.c.connection == name, SETTLED.c.at < to_micros(since))
        )


def settled_conflicts(conn: Connection, name: ConnectionName) -> tuple[SettledConflict, ...]:
    """All of a connection, newest first, then by key, field and mark."""
    query = select(SETTLED).where(SETTLED.c.connection == name)
    order = (SETTLED.c.at.desc(), SETTLED.c.key, SETTLED.c.field, SETTLED.c.mark)
    return tuple(map(contest_from_row, conn.execute(query.order_by(*order)).mappings()))


def oldest(conn: Connection, name: ConnectionName) -> datetime | None:
    """When the oldest was settled; None where there is none."""
    first = select(func.min(SETTLED.c.at)).where(SETTLED.c.connection == name)
    return maybe_moment(conn.scalar(first))


def contest_from_row(row: RowMapping) -> SettledConflict:
    """The settled conflict a row holds."""
    policy = row["policy_a"]
    return SettledConflict(
        key=key_from(row["key"]),
        objects=objects_from(row),
        ids=Pair(maybe_id(row["id_a"]), maybe_id(row["id_b"])),
        field=row["field"],
        mark=row["mark"],
        how=How(row["how"]),
        winner=None if row["winner"] is None else Side(row["winner"]),
        values=Pair(*json.loads(row["conflict"])),
        at=from_micros(row["at"]),
        edited=Pair(
            Edited(maybe_id(row["by_a"]), maybe_moment(row["edited_a"])),
            Edited(maybe_id(row["by_b"]), maybe_moment(row["edited_b"])),
        ),
        agreed=maybe_moment(row["agreed"]),
        policies=None if policy is None else Pair(policy, row["policy_b"]),
    )


def _to_columns(one: SettledConflict) -> Columns:
    return {
        "key": str(one.key),
        "field": one.field,
        "mark": one.mark,
        "object_a": one.objects.a,
        "object_b": one.objects.b,
        "id_a": one.ids.a,
        "id_b": one.ids.b,
        "how": one.how.value,
        "winner": None if one.winner is None else one.winner.value,
        "conflict": json.dumps([one.values.a, one.values.b]),
        "at": to_micros(one.at),
        "by_a": one.edited.a.by,
        "by_b": one.edited.b.by,
        "edited_a": maybe_micros(one.edited.a.at),
        "edited_b": maybe_micros(one.edited.b.at),
        "agreed": maybe_micros(one.agreed),
        "policy_a": one.policies.a if one.policies else None,
        "policy_b": one.policies.b if one.policies else None,
    }
