"""Links in tables: found by id, by key, or walked in order of key."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection, Select, func, select

from s2sctl.model.ids import Key, RecordId
from s2sctl.model.names import ConnectionName, ObjectName
from s2sctl.model.side import Pair, Side
from s2sctl.store.codec import link_from_row, link_to_columns
from s2sctl.store.schema import LINKS
from s2sctl.store.statements import put
from s2sctl.sync.link import Link, LinkStatus

T = TypeVar("T")

PAGE = 1000
"""Most ids in one statement, and links in one page of a walk."""


def put_links(conn: Connection, name: ConnectionName, links: Sequence[Link]) -> None:
    """Put links, each replaced whole by key."""
    put(conn, LINKS, [{"connection": name} | link_to_columns(link) for link in links])


def links_by_id(
    conn: Connection,
    name: ConnectionName,
    side: Side,
    object_: ObjectName,
    ids: Sequence[RecordId],
) -> dict[RecordId, Link]:
    """Links by one side's record ids; of two links with one id the later key counts."""
    ours = LINKS.c[f"id_{side.value}"]
    found: dict[RecordId, Link] = {}
    for some in in_parts(ids, PAGE):
        query = (
            select(LINKS)
            .where(LINKS.c.connection == name, ours.in_(some))
            .where(LINKS.c[f"object_{side.value}"] == object_)
            .order_by(LINKS.c.key)
        )
        for link in _links(conn, query):
            id_ = link.ids.of(side)
            if id_ is not None:
                found[id_] = link
    return found


def links_by_key(conn: Connection, name: ConnectionName, keys: Sequence[Key]) -> dict[Key, Link]:
    """Links by key."""
    found: dict[Key, Link] = {}
    for some in in_parts([str(key) for key in keys], PAGE):
        query = select(LINKS).where(LINKS.c.connection == name, LINKS.c.key.in_(some))
        found.update((link.key, link) for link in _links(conn, query))
    return found


def links_after(
    conn: Connection,
    name: ConnectionName,
    after: str,
    statuses: Sequence[LinkStatus],
    objects: Pair[ObjectName] | None,
) -> list[Link]:
    """The next page of a walk: links whose key comes after ``after``, in order of key."""
    query = select(LINKS).where(LINKS.c.connection == name, LINKS.c.key > after)
    if statuses:
        query = query.where(LINKS.c.status.in_([status.value for status in statuses]))
    if objects is not None:
        query = query.where(LINKS.c.object_a == objects.a, LINKS.c.object_b == objects.b)
    return list(_links(conn, query.order_by(LINKS.c.key).limit(PAGE)))


def count_links(
    conn: Connection, name: ConnectionName
) -> dict[tuple[Pair[ObjectName], LinkStatus], int]:
    """How many links there are, per pair of objects and status."""
    group = (LINKS.c.object_a, LINKS.c.object_b, LINKS.c.status)
    query = select(*group, func.count()).where(LINKS.c.connection == name).group_by(*group)
    return {
        (Pair(ObjectName(a), ObjectName(b)), LinkStatus(status)): count
        for a, b, status, count in conn.execute(query)
    }


def in_parts(things: Sequence[T], size: int) -> Iterator[list[T]]:
    """The distinct ``things`` in order, at most ``size`` at a time."""
    left = iter(dict.fromkeys(things))
    while part := list(islice(left, size)):
        yield part


def _links(conn: Connection, query: Select[tuple[object, ...]]) -> Iterator[Link]:
    return map(link_from_row, conn.execute(query).mappings())
