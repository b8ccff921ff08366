"""What lookups become: the other side's record of a shared parent."""

from collections.abc import Iterable, Mapping

from s2sctl.app.sync.work import Work
from s2sctl.model.documents import ids_in
from s2sctl.model.ids import RecordId
from s2sctl.model.names import ObjectName
from s2sctl.model.side import Side
from s2sctl.model.values import Values
from s2sctl.sync.link import Link, LinkStatus
from s2sctl.sync.mapped import Mapped

EXPECTED = RecordId("000000000000000AAA")
"""Stands, while surveying, for the id of a copy that this pass is going to make."""


def parents_of(
    work: Work, fields: Iterable[Mapped], seen: Iterable[tuple[Side, Values]]
) -> dict[tuple[Side, RecordId], RecordId]:
    """By side and parent id there: the parent's partner, where the parent is shared."""
    wanted: dict[tuple[Side, ObjectName], set[RecordId]] = {}
    lookups = [one for one in fields if one.is_lookup]
    if not lookups:
        return {}
    for side, values in seen:
        for mapped in lookups:
            named = ids_in(values.get(mapped.link.fields.of(side)))
            for name in parent_objects(work, mapped, side) if named else ():
                wanted.setdefault((side, name), set()).update(named)
    found: dict[tuple[Side, RecordId], RecordId] = {}
    for (side, name), ids in wanted.items():
        found |= _shared(work, side, name, sorted(ids))
        found |= {(side, one): EXPECTED for one in ids if (side, one) in work.expected}
    return found


def parent_objects(work: Work, mapped: Mapped, side: Side) -> list[ObjectName]:
    """The objects a lookup may point to that are shared over this connection."""
    taking_part = {pairing.objects.of(side) for pairing in work.pairings}
    return [name for name in mapped.types.of(side).reference_to if name in taking_part]


def _shared(
    work: Work, side: Side, name: ObjectName, ids: list[RecordId]
) -> Mapping[tuple[Side, RecordId], RecordId]:
    links = work.store.links(work.name, side, name, ids)
    found = {
        (side, id): there
        for id, link in links.items()
        if link.status is LinkStatus.ACTIVE and (there := link.ids.of(side.other)) is not None
    }
    dead = _deleted(work, side.other, links.values())
    return {at: there for at, there in found.items() if there not in dead}


def _deleted(work: Work, side: Side, links: Iterable[Link]) -> set[RecordId]:
    """Those whose tombstones this pass has read, though their shares end only later in it. What an
    org cleared because of such a delete is no word about the other org's lookup."""
    ids: dict[ObjectName, list[RecordId]] = {}
    for link in links:
        if (id := link.ids.of(side)) is not None:
            ids.setdefault(link.objects.of(side), []).append(id)
    rows = (work.stage.get(side, name, some) for name, some in ids.items())
    return {id for found in rows for id, row in found.items() if row.deleted}
