"""Step 3, children: records that are shared because a record they point to is shared.

Found by a query on the lookup, never by looking at rows that may not be shared: of those nothing
but id, stamp, deletion mark and key is read (design §3.1).
"""

from collections.abc import Iterable, Iterator, Sequence

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.followers import children, still_following
from s2sctl.app.sync.judging import judge_cases
from s2sctl.app.sync.linking import cases
from s2sctl.app.sync.relinked import names_many, stage_relinked
from s2sctl.app.sync.standing import Standing, followed, living
from s2sctl.app.sync.work import CHUNK, Work
from s2sctl.model.ids import RecordId
from s2sctl.model.records import Record
from s2sctl.model.side import Side
from s2sctl.ports.org import Query, Range
from s2sctl.sync.chunks import chunks
from s2sctl.sync.link import LIVING, LinkStatus
from s2sctl.sync.linking import names_partner
from s2sctl.sync.readings import Reading
from s2sctl.sync.shares import Begins, Flows, Moves


def stage_children(work: Work, readings: Sequence[Reading]) -> None:
    """Stage the rows of every object that follows its parents, parents first.

    A child's row comes with its fields where it is shared now. A child that is linked, and whose
    parent's share has ended or that went to another parent, comes by id alone: its share ends.
    """
    by_place = {(one.side, one.object): one for one in readings}
    for pairing in work.pairings:
        for side in Side:
            rule = pairing.share.of(side)
            if rule is not None and rule.follows:
                _stage(work, pairing, by_place[side, pairing.objects.of(side)])


def _stage(work: Work, pairing: Pairing, reading: Reading) -> None:
    side = reading.side
    parents = followed(work, pairing, side)
    now = _standing(work, parents, side)
    if reading.whole:
        _put(work, pairing, side, _with_fields(work, pairing, side, living(work, now)))
    else:
        _stage_changed(work, pairing, reading, now)
        _stage_under_touched(work, pairing, side, now.touched)
        stage_relinked(work, pairing, now)
    _stage_left(work, pairing, now)
    if pairing in parents:
        _stage_descendants(work, pairing, now)


def _standing(work: Work, parents: tuple[Pairing, ...], side: Side) -> Standing:
    """Judge every staged parent once. Reads share rows only where a record leaves its rule."""
    found = Standing(side, parents)
    for pairing in parents:
        for some in cases(work, pairing):
            for case, verdict in zip(some, judge_cases(work, pairing, some), strict=True):
                id = case.link.ids.of(side)
                if id is None:
                    continue
                if isinstance(verdict, Moves) and verdict.side is side:
                    found.touched.add(verdict.winner)
                elif isinstance(verdict, Flows | Begins | Moves):
                    found.touched.add(id)
                else:
                    found.gone.add(id)
    return found


def _stage_descendants(work: Work, pairing: Pairing, before: Standing) -> None:
    """An object that follows itself: children of children, until no more come or go."""
    while True:
        now = _standing(work, before.pairings, before.side)
        came, went = now.touched - before.touched, now.gone - before.gone
        if not came and not went:
            return
        _stage_under_touched(work, pairing, now.side, came)
        _stage_left(work, pairing, now, went)
        before = now


def _with_fields(
    work: Work, pairing: Pairing, side: Side, parents: Iterable[RecordId]
) -> Iterator[Record]:
    return children(work, pairing, side, parents, pairing.mapped(side))


def _put(work: Work, pairing: Pairing, side: Side, rows: Iterable[Record]) -> None:
    """Stage a rule's rows; copies of the partner's records are read by their own condition."""
    ground = work.ground(pairing, side)
    for some in chunks(rows, CHUNK):
        work.keep(side, [row for row in some if not names_partner(row, ground)])
        work.stop_if_asked()


def _stage_under_touched(
    work: Work, pairing: Pairing, side: Side, parents: Iterable[RecordId]
) -> None:
    """Children of parents that were read in this pass and have no share yet: the parent's may
    have begun now, or in a run that was killed. Those that flow are read by their stamps."""
    found = children(work, pairing, side, sorted(parents), ())
    for some in chunks(found, CHUNK):
        links = work.store.links(
            work.name, side, pairing.objects.of(side), [row.id for row in some]
        )
        new = [
            row.id
            for row in some
            if row.id not in links
            or links[row.id].status is not LinkStatus.ACTIVE
            or (names_many(pairing, side) and links[row.id].origin is side)
        ]
        if new:
            schema, org = work.schema(pairing, side), work.ends.orgs.of(side)
            rows = org.fetch(schema, new, pairing.mapped(side))
            _put(work, pairing, side, rows.values())


def _stage_changed(work: Work, pairing: Pairing, reading: Reading, now: Standing) -> None:
    """Rows that the window found by id: which of them are shared?"""
    side, name = reading.side, reading.object
    linked: list[RecordId] = []
    strangers = False
    ground = work.ground(pairing, side)
    for rows in work.stage.scan(side, name, CHUNK):
        bare = [
            row.id
            for row in rows
            if not row.values and not row.deleted and not names_partner(row, ground)
        ]
        links = work.store.links(work.name, side, name, bare)
        known = {id for id, link in links.items() if link.status in LIVING}
        linked += [id for id in bare if id in known and links[id].origin is side]
        strangers = strangers or any(id not in known for id in bare)
    _stage_still(work, pairing, now, linked)
    if strangers and not names_many(pairing, side):
        ranges = tuple(Range(span.lo, span.hi) for span in reading.spans)
        window = Query(work.schema(pairing, side), pairing.mapped(side), "", ranges, deleted=False)
        parents = living(work, now)
        _put(work, pairing, side, children(work, pairing, side, parents, (), window))


def _stage_left(
    work: Work, pairing: Pairing, now: Standing, parents: Iterable[RecordId] | None = None
) -> None:
    """Linked children of parents whose shares ended: read by id alone, unless another lookup of
    theirs still points to a record that is shared."""
    side, name = now.side, pairing.objects.of(now.side)
    gone = sorted(now.gone if parents is None else parents)
    for some in chunks(children(work, pairing, side, gone, ()), CHUNK):
        links = work.store.links(work.name, side, name, [row.id for row in some])
        living_ones = [row for row in some if row.id in links and links[row.id].status in LIVING]
        ours = [row for row in living_ones if links[row.id].origin is side]
        work.keep(side, ours)
        _stage_still(work, pairing, now, [row.id for row in ours])


def _stage_still(work: Work, pairing: Pairing, now: Standing, ids: Sequence[RecordId]) -> None:
    """Of linked children, those that still follow a shared record come with their fields."""
    schema, org = work.schema(pairing, now.side), work.ends.orgs.of(now.side)
    for some in chunks(ids, CHUNK):
        still = sorted(still_following(work, pairing, now, some))
        if still:
            work.keep(now.side, org.fetch(schema, still, pairing.mapped(now.side)).values())
