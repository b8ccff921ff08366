"""Rows refused for a record they point to are tried again once that record has changed."""

from collections.abc import Sequence

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.parents import parent_objects
from s2sctl.app.sync.rereading import read_again
from s2sctl.app.sync.work import Work
from s2sctl.model.documents import ids_in
from s2sctl.model.ids import RecordId
from s2sctl.model.names import ObjectName
from s2sctl.model.records import Record
from s2sctl.model.side import Side
from s2sctl.sync.ledger import past, place
from s2sctl.sync.link import LIVING, EntryKind, LedgerEntry
from s2sctl.sync.refusals import met


def wake(work: Work) -> None:
    """Stage the rows of failures for a parent of which either side's row was read in this pass.

    Called when the orgs' changes are staged. Costs a question per object where something was
    refused for a parent and rows of that parent's object were read, and none elsewhere.
    """
    for pairing in work.pairings:
        for target in Side:
            asleep = [
                entry
                for entry in work.book.entries.values()
                if entry.objects == pairing.objects
                and entry.target is target
                and _for_parent(entry)
                and not past(entry, work.now(target))
            ]
            if asleep and any(_read(work, *one) for one in _parents(work, pairing)):
                _wake(work, pairing, target, asleep)


def _for_parent(entry: LedgerEntry) -> bool:
    return entry.kind is EntryKind.FAILURE and not entry.field and met(entry.code).parent


def _parents(work: Work, pairing: Pairing) -> set[tuple[Side, ObjectName]]:
    """Both sides' objects that the pairing's lookups may point to."""
    return {
        (side, name)
        for mapped in work.mapped(pairing)
        if mapped.is_lookup
        for side in Side
        for name in parent_objects(work, mapped, side)
    }


def _read(work: Work, side: Side, name: ObjectName) -> bool:
    """Whether rows of an object were read in this pass."""
    return any(rows for rows in work.stage.scan(side, name, 1))


def _wake(work: Work, pairing: Pairing, target: Side, asleep: Sequence[LedgerEntry]) -> None:
    source = target.other
    links = work.store.links_by_key(work.name, [entry.key for entry in asleep])
    ids = {
        key: id
        for key, link in links.items()
        if link.status in LIVING and (id := link.ids.of(source)) is not None
    }
    rows = read_again(work, pairing, source, list(ids.values())) if ids else {}
    for entry in asleep:
        row = rows.get(ids[entry.key]) if entry.key in ids else None
        if row is not None and _parent_changed(work, pairing, source, row):
            work.keep(source, [row])
            work.book.wake(place(entry))


def _parent_changed(work: Work, pairing: Pairing, side: Side, row: Record) -> bool:
    for mapped in work.mapped(pairing):
        named = ids_in(row.values.get(mapped.link.fields.of(side))) if mapped.is_lookup else ()
        for name in parent_objects(work, mapped, side) if named else ():
            if work.stage.get(side, name, named) or _copies_read(work, side, name, named):
                return True
    return False


def _copies_read(work: Work, side: Side, name: ObjectName, ids: Sequence[RecordId]) -> bool:
    """Whether the other side's row of one of these parents was read in this pass."""
    return any(
        work.stage.get(side.other, link.objects.of(side.other), [there])
        for link in work.store.links(work.name, side, name, ids).values()
        if (there := link.ids.of(side.other)) is not None
    )
