"""What waited for a parent is tried again once the parent is there: the run's second pass."""

from collections.abc import Callable, Iterable, Sequence

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.linking import cases_of
from s2sctl.app.sync.parents import parent_objects
from s2sctl.app.sync.rereading import read_again
from s2sctl.app.sync.work import CHUNK, Work
from s2sctl.model.ids import Key, RecordId
from s2sctl.model.names import ObjectName
from s2sctl.model.side import Side
from s2sctl.sync.chunks import chunks
from s2sctl.sync.ledger import Place, place
from s2sctl.sync.link import LedgerEntry, Link, LinkStatus
from s2sctl.sync.linking import Case
from s2sctl.sync.steps import End

Act = Callable[[Work, Pairing, Sequence[Case]], list[End]]


def fill_waits(work: Work, act_on: Act) -> None:
    """Go over the ledger's waits until no more parents have come.

    A chain of records that need each other takes a round per link; each entry is tried once.
    """
    tried: set[Place] = set()
    while True:
        came = _whose_parents_came(
            work, [entry for entry in work.book.waits() if place(entry) not in tried]
        )
        if not came:
            return
        tried |= {place(entry) for entry in came}
        for pairing in work.pairings:
            for source in Side:
                _try_again(work, pairing, source, came, act_on)


def _whose_parents_came(work: Work, waits: Sequence[LedgerEntry]) -> list[LedgerEntry]:
    """``source_digest`` of a wait is the parent's id on the source side."""
    sought: dict[tuple[Side, ObjectName], set[RecordId]] = {}
    for entry in waits:
        for name in _parent_names(work, entry):
            ids = sought.setdefault((entry.target.other, name), set())
            ids.add(RecordId(entry.source_digest))
    came: set[tuple[Side, RecordId]] = set()
    for (side, name), ids in sought.items():
        for some in chunks(sorted(ids), CHUNK):
            links = work.store.links(work.name, side, name, some)
            came |= {(side, id) for id in links if links[id].status is LinkStatus.ACTIVE}
    return [e for e in waits if (e.target.other, e.source_digest) in came]


def _parent_names(work: Work, entry: LedgerEntry) -> set[ObjectName]:
    """The objects on the source side that the lookup an entry waits with may point to."""
    pairing = work.pairing_of(entry.objects)
    if pairing is None or not entry.source_digest:
        return set()
    return {
        name
        for mapped in work.mapped(pairing)
        if mapped.is_lookup and entry.field in ("", mapped.link.name)
        for name in parent_objects(work, mapped, entry.target.other)
    }


def _try_again(
    work: Work, pairing: Pairing, source: Side, came: Iterable[LedgerEntry], act_on: Act
) -> None:
    keys = [
        entry.key
        for entry in came
        if entry.objects == pairing.objects and entry.target is source.other
    ]
    for some in chunks(dict.fromkeys(keys), CHUNK):
        links = work.store.links_by_key(work.name, some)
        ids = [id for key in some if (id := _row_id(work, key, links.get(key), source))]
        rows = read_again(work, pairing, source, ids) if ids else {}
        act_on(work, pairing, cases_of(work, pairing, source, list(rows.values()), staged=False))


def _row_id(work: Work, key: Key, link: Link | None, source: Side) -> RecordId | None:
    """The row of the source side: by its link, or, before there is one, by the key."""
    if link is not None:
        return link.ids.of(source)
    return key.record if key.org == work.ends.identities.of(source).org_id else None
