"""Who last changed the records of a conflict, and when: asked of the orgs, without any value."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from s2sctl.app.parked import Parked
from s2sctl.app.sync.opening import identify
from s2sctl.app.users import user_names
from s2sctl.model.ids import RecordId
from s2sctl.model.records import Record
from s2sctl.model.side import Pair, Side
from s2sctl.ports.org import Org
from s2sctl.ports.store import KnownConnection, StateStore
from s2sctl.sync.settled import SettledConflict


@dataclass(frozen=True, slots=True)
class Edit:
    """The latest edit of a record: the org keeps no more than this of it for every field."""

    who: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Looked:
    """One entry with the latest edit of each side's record; None where it cannot be read."""

    parked: Parked
    edits: Pair[Edit | None]


def look(
    known: KnownConnection, orgs: Pair[Org], store: StateStore, some: Sequence[Parked]
) -> tuple[Looked, ...]:
    """The latest edits of the records some entries are about.

    Read are ids, stamps and users' names only: a record may have left its rule since. Raises
    WrongOrg, and whatever the orgs raise.
    """
    identify(known, orgs)
    edits = Pair(*(_edits(known, orgs.of(side), store, side, some) for side in Side))
    return tuple(
        Looked(one, Pair(*(_edit(edits.of(side), one.ids.of(side)) for side in Side)))
        for one in some
    )


def _edit(edits: Mapping[RecordId, Edit], id: RecordId | None) -> Edit | None:
    return edits.get(id) if id is not None else None


def _edits(
    known: KnownConnection, org: Org, store: StateStore, side: Side, some: Sequence[Parked]
) -> dict[RecordId, Edit]:
    rows: list[Record] = []
    schemas = store.schemas(known.name, side)
    for name in dict.fromkeys(one.entry.objects.of(side) for one in some):
        ids = [
            id
            for one in some
            if one.entry.objects.of(side) == name and (id := one.ids.of(side)) is not None
        ]
        if name in schemas and ids:
            rows += org.fetch(schemas[name], list(dict.fromkeys(ids)), ()).values()
    names = user_names(org, {row.modified_by for row in rows if row.modified_by is not None})
    return {
        row.id: Edit(names.get(row.modified_by, row.modified_by), row.modified_at)
        for row in rows
        if row.modified_by is not None
    }


def people(
    known: KnownConnection, orgs: Pair[Org], some: Iterable[SettledConflict]
) -> dict[RecordId, str]:
    """Who edited the records of settled conflicts: users' names by id, of both orgs.

    Raises WrongOrg, and whatever the orgs raise.
    """
    identify(known, orgs)
    some = tuple(some)
    found: dict[RecordId, str] = {}
    for side in Side:
        edits = (one.edited.of(side).by for one in some)
        found |= user_names(orgs.of(side), {by for by in edits if by is not None})
    return found
