"""Which share a row belongs to. Keys before anything else. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from s2sctl.model.digest import Digest
from s2sctl.model.ids import Key, OrgId, RecordId
from s2sctl.model.names import ObjectName
from s2sctl.model.records import Record
from s2sctl.model.side import Pair, Side
from s2sctl.sync.link import FOUND, Link, LinkStatus
from s2sctl.sync.shares import Reason


@dataclass(frozen=True, slots=True)
class Case:
    """One share as this pass sees it: its link, and the rows that were read (None: not read).

    ``stored`` is the link as the store holds it, None for a share that begins now.
    """

    link: Link
    rows: Pair[Record | None]
    stored: Link | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """What linking needs to know of one pairing, seen from the side whose rows are looked at.

    ``connections`` are both orgs' own connection records; ``prefixes`` the key prefixes of both
    objects; ``originates`` whether this side's own records are shared; ``onward``
    whether copies that came over another connection are too.
    """

    side: Side
    objects: Pair[ObjectName]
    orgs: Pair[OrgId]
    connections: Pair[RecordId]
    prefixes: Pair[str]
    originates: bool
    onward: bool = False


def names_partner(row: Record, ground: Ground) -> bool:
    """Whether the row's key says it is a copy of one of the partner's records."""
    return row.key is not None and row.key.org == ground.orgs.of(ground.side.other)


def link_of(
    row: Record, ground: Ground, by_id: Mapping[RecordId, Link], by_key: Mapping[Key, Link]
) -> Link | None:
    """The share a row belongs to, connected to the row; None where it belongs to none.

    A row whose key names the partner is its copy: it is linked, even where the state was lost,
    and never originated over this connection (design §3.3).
    """
    if row.id in by_id:
        return by_id[row.id] if by_id[row.id].objects == ground.objects else None
    if row.key is not None and names_partner(row, ground):
        known = by_key.get(row.key)
        return _connected(row, known, ground) if known else _found(row, row.key, ground)
    if _may_begin(row, ground):
        return _begun(row, ground)
    return None


def _connected(row: Record, known: Link, ground: Ground) -> Link | None:
    """The share whose copy this is: the answer to an open intent, or a copy made again."""
    if known.objects != ground.objects or row.deleted:
        return None
    side, since = ground.side, known.since or row.modified_at
    if known.status is not LinkStatus.PENDING:
        return replace(_with_another(known, side), ids=known.ids.put(side, row.id), since=since)
    return replace(
        known,
        ids=known.ids.put(side, row.id),
        status=LinkStatus.ACTIVE,
        unconfirmed=known.unconfirmed | {side},
        since=since,
    )


def _with_another(known: Link, side: Side) -> Link:
    """The share without what is remembered of the copy it had: another row never agreed to that,
    and an old one that comes out of the recycle bin would seem edited wherever it is behind. So
    every field counts as changed on both sides."""
    nothing = Digest("")
    return replace(
        known.confirmed({side}),
        base={name: Pair(nothing, nothing) for name in known.base},
        flips={},
        foreign_edit=known.foreign_edit.put(side, None),
    )


def buried(row: Record, ground: Ground) -> Link | None:
    """A share the store has forgotten and whose receiver deleted the copy."""
    if row.key is None:
        return None
    link = _found(replace(row, deleted=False), row.key, ground)
    if link is None:
        return None
    return replace(link, status=LinkStatus.DELETED, reason=Reason.COPY_DELETED.value)


def _found(row: Record, key: Key, ground: Ground) -> Link | None:
    """A share the store has forgotten. Its base is empty: equal fields are adopted,
    others wait for a person (found.py)."""
    ours = ground.connections.of(ground.side)
    prefix = ground.prefixes.of(ground.side.other)
    if row.deleted or row.connection_id not in (None, ours):
        return None
    if prefix and not key.record.startswith(prefix):
        return None
    return Link(
        key=key,
        origin=ground.side.other,
        objects=ground.objects,
        ids=Pair.seen_from(ground.side, row.id, key.record),
        status=LinkStatus.ACTIVE,
        reason=FOUND,
    )


def _may_begin(row: Record, ground: Ground) -> bool:
    """Whether a new share may begin: alive, and its fields came, so the rule (or a person) said
    so. A row that names our connection without a key is somebody's hand-made copy: not ours. A
    copy that came over another connection goes on only where the manifest says ``onward``."""
    return (
        ground.originates
        and bool(row.values)
        and not row.deleted
        and not row.converted
        and row.connection_id != ground.connections.of(ground.side)
        and (row.key is None or ground.onward)
    )


def _begun(row: Record, ground: Ground) -> Link:
    return Link(
        key=Key(ground.orgs.of(ground.side), row.id),
        origin=ground.side,
        objects=ground.objects,
        ids=Pair.seen_from(ground.side, row.id, None),
        status=LinkStatus.PENDING,
    )
