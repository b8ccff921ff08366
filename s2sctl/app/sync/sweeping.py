"""A sweep: every shared row compared with the links, whatever its stamp says (design §7).

It finds what no window shows: rows that are gone for good, rows that came into view, commits later
than the last look, rows a rule takes in or lets go without a stamp. Ids and stamps come first and
are kept in a stage of their own, so that memory does not grow with them; only what they cannot
settle is read.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.entries import note_lost
from s2sctl.app.sync.followers import children, still_following
from s2sctl.app.sync.rereading import by_id, stage_again
from s2sctl.app.sync.standing import Standing, followed, living
from s2sctl.app.sync.work import CHUNK, Work
from s2sctl.model.ids import RecordId
from s2sctl.model.records import Record
from s2sctl.model.side import Pair, Side
from s2sctl.ports.org import Query
from s2sctl.ports.reporter import Progress
from s2sctl.ports.store import Stage
from s2sctl.sync.chunks import chunks
from s2sctl.sync.ledger import LOST
from s2sctl.sync.link import LIVING, Link
from s2sctl.sync.marks import MARGIN
from s2sctl.sync.readings import Reading
from s2sctl.sync.report import Swept
from s2sctl.sync.shares import RETURNING

TOLD_EACH = 1_000
"""Lost rows of one object that are told one by one; of more than that a login lost its access."""


def sweep(work: Work, readings: Sequence[Reading], last: Pair[datetime | None]) -> Swept:
    """Stage every shared row that the windows cannot have shown since the ``last`` sweep.

    Call after the windows were read. Rows that are neither found nor in the recycle bin are
    entered into the ledger, and nothing follows from that: absence is not deletion.
    """
    total = Swept()
    for reading in readings:
        with work.store.stage() as seen:
            _see(work, reading, seen)
            total += Swept(strangers=_take_in(work, reading, seen))
            for pairing in _pairings(work, reading):
                total += _compare(work, pairing, reading, seen, last.of(reading.side))
    return total


def found_again(work: Work) -> None:
    """Strike from the ledger what was lost and has been read in this pass."""
    for entry in tuple(work.book.entries.values()):
        if entry.field != LOST:
            continue
        link = work.store.links_by_key(work.name, [entry.key]).get(entry.key)
        id = link.ids.of(entry.target) if link is not None else None
        name = entry.objects.of(entry.target)
        if id is None or id in work.stage.get(entry.target, name, [id]):
            work.book.settle((entry.key, entry.target, LOST))


def _pairings(work: Work, reading: Reading) -> Iterator[Pairing]:
    return (one for one in work.pairings if one.objects.of(reading.side) == reading.object)


def _see(work: Work, reading: Reading, seen: Stage) -> None:
    """Ids and stamps of everything that is shared by rule or with a parent, and of all copies."""
    side, name = reading.side, reading.object
    if reading.condition:
        query = Query(work.ends.schema(side, name), (), reading.condition, deleted=False)
        pages = work.ends.orgs.of(side).read([query])
        _put(work, reading, seen, (page.records for page in pages))
    for pairing in _pairings(work, reading):
        rule = pairing.share.of(side)
        if rule is not None and rule.follows:
            now = Standing(side, followed(work, pairing, side))
            _put(work, reading, seen, chunks(_kin(work, pairing, now), CHUNK))


def _kin(work: Work, pairing: Pairing, now: Standing) -> Iterator[Record]:
    return children(work, pairing, now.side, living(work, now), ())


def _put(work: Work, reading: Reading, seen: Stage, pages: Iterable[Sequence[Record]]) -> None:
    for rows in pages:
        seen.put(reading.side, rows)
        done = seen.count(reading.side, reading.object)
        org = work.ends.orgs.of(reading.side).alias
        work.reporter.progress(Progress(f"sweep {reading.object} of {org}", done, None))
        work.stop_if_asked()


def _take_in(work: Work, reading: Reading, seen: Stage) -> int:
    """Stage shared rows that no link knows, and those whose share may begin again."""
    side, name = reading.side, reading.object
    taken = 0
    for rows in seen.scan(side, name, CHUNK):
        ids = [row.id for row in rows]
        links = work.store.links(work.name, side, name, ids)
        staged = work.stage.get(side, name, ids)
        wanted = [
            id for id in ids if id not in staged and (id not in links or _returned(links[id], side))
        ]
        if wanted:
            found = _fields(work, reading, wanted)
            work.keep(side, found.values())
            taken += len(found)
        work.stop_if_asked()
    return taken


def _returned(link: Link, side: Side) -> bool:
    """Whether it is an origin whose return begins its share again."""
    return link.origin is side and link.status not in LIVING and link.reason in RETURNING


def _fields(work: Work, reading: Reading, ids: Sequence[RecordId]) -> dict[RecordId, Record]:
    """Those of ``ids`` that are shared at this moment, with their mapped fields."""
    side = reading.side
    schema, org = work.ends.schema(side, reading.object), work.ends.orgs.of(side)
    found: dict[RecordId, Record] = {}
    if reading.condition:
        query = Query(schema, reading.fields, f"({reading.condition}) AND ", deleted=False)
        found = by_id(work, side, query, ids)
    for pairing in _pairings(work, reading):
        rule = pairing.share.of(side)
        if rule is not None and rule.follows:
            now = Standing(side, followed(work, pairing, side))
            rest = [id for id in ids if id not in found]
            still = still_following(work, pairing, now, rest) if rest else ()
            found |= org.fetch(schema, sorted(still), reading.fields)
    return found


def _compare(
    work: Work, pairing: Pairing, reading: Reading, seen: Stage, last: datetime | None
) -> Swept:
    """Every living share's row of one side: there and unchanged, changed, deleted, or lost."""
    side = reading.side
    total = Swept()
    links = work.store.scan_links(work.name, statuses=LIVING, objects=pairing.objects)
    for some in chunks((one for one in links if one.ids.of(side) is not None), CHUNK):
        by_row = {id: link for link in some if (id := link.ids.of(side)) is not None}
        there = work.ends.orgs.of(side).fetch(work.schema(pairing, side), list(by_row), ())
        known = seen.get(side, reading.object, list(there))
        again = [
            id
            for id, row in there.items()
            if _changed(row, last)
            or work.book.about(by_row[id].key)
            or (id not in known and _by_rule(pairing, by_row[id], side))
        ]
        stage_again(work, pairing, side, again)
        absent = [id for id in by_row if id not in there]
        lost = _look_in_bin(work, pairing, side, absent)
        total += Swept(compared=len(by_row), lost=len(lost))
        for id in lost[: max(0, TOLD_EACH - total.lost + len(lost))]:
            note_lost(work, by_row[id], side)
        _tell(work, pairing, side, total.compared)
    if total.lost > TOLD_EACH:
        work.notes.append(_many(work, pairing, side, total))
    return total


def _changed(row: Record, last: datetime | None) -> bool:
    return last is None or row.modstamp >= last - MARGIN


def _by_rule(pairing: Pairing, link: Link, side: Side) -> bool:
    rule = pairing.share.of(side)
    return link.origin is side and rule is not None and not rule.manual


def _look_in_bin(
    work: Work, pairing: Pairing, side: Side, ids: Sequence[RecordId]
) -> list[RecordId]:
    """Stage the tombstones of rows that did not come; those that have none."""
    staged = work.stage.get(side, pairing.objects.of(side), ids)
    missing = [id for id in ids if id not in staged or not staged[id].deleted]
    if not missing:
        return []
    found = by_id(work, side, Query(work.schema(pairing, side)), missing)
    work.keep(side, [row for row in found.values() if row.deleted])
    return [id for id in missing if id not in found]


def _tell(work: Work, pairing: Pairing, side: Side, done: int) -> None:
    name, org = pairing.objects.of(side), work.ends.orgs.of(side).alias
    work.reporter.progress(Progress(f"compare {name} of {org}", done, None))
    work.stop_if_asked()


def _many(work: Work, pairing: Pairing, side: Side, total: Swept) -> str:
    name, org = pairing.objects.of(side), work.ends.orgs.of(side).alias
    return (
        f"{total.lost:,} of {total.compared:,} shared {name} records of {org} were not found; the "
        f"first {TOLD_EACH:,} are among the failures. That many at once is what lost access looks "
        f"like: s2sctl org test {org}"
    )
