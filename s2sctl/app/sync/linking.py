"""Step 4, link: keys before anything else, and which share each staged row belongs to."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.inbox import by_hand, note_arrived
from s2sctl.app.sync.key_rows import copies_by_key, give_keys
from s2sctl.app.sync.rereading import shared_now
from s2sctl.app.sync.share_rows import note_active
from s2sctl.app.sync.work import CHUNK, Work
from s2sctl.connection.objects import KEY, holds_key
from s2sctl.model.ids import Key, RecordId
from s2sctl.model.records import Record
from s2sctl.model.side import Pair, Side
from s2sctl.ports.org import Query
from s2sctl.sync.chunks import chunks
from s2sctl.sync.link import Link, LinkStatus
from s2sctl.sync.linking import Case, buried, link_of, names_partner
from s2sctl.sync.shares import Reason

KEYS_A_QUERY = 200
"""Keys in one condition: each takes 40 characters of a query's text."""


def link_copies(work: Work) -> None:
    """Connect every staged row whose key names the partner, then ask for open intents by key.

    Afterwards the store knows the share of every copy that was read, also where the state was
    lost or a run was killed between a create and its answer.
    """
    for pairing in work.pairings:
        for side in Side:
            give_keys(work, pairing, side)
            if pairing.intake.of(side) is None:
                continue
            deleted: list[Record] = []
            for rows in work.stage.scan(side, pairing.objects.of(side), CHUNK):
                _connect(work, pairing, side, rows)
                deleted += [row for row in rows if row.deleted and _thrown_away(work, side, row)]
            for some in chunks(deleted, CHUNK):
                _bury(work, pairing, side, some)
        _answer_intents(work, pairing)


def _connect(work: Work, pairing: Pairing, side: Side, rows: Sequence[Record]) -> None:
    ground = work.ground(pairing, side)
    copies = [row for row in rows if names_partner(row, ground)]
    if not copies:
        return
    by_id = _links(work, pairing, side, copies)
    strangers = [row for row in copies if row.id not in by_id]
    keys = [row.key for row in strangers if row.key is not None]
    by_key = work.store.links_by_key(work.name, keys) if keys else {}
    found = (link_of(row, ground, {}, by_key) for row in strangers)
    links = [link for link in found if link is not None]
    work.remember(*_proven(work, pairing, links, by_key))
    _tell_arrived(work, side, [link for link in links if _answered(by_key.get(link.key), link)])


def _answered(before: Link | None, link: Link) -> bool:
    """Whether the copy is what an open intent made."""
    pending = before is not None and before.status is LinkStatus.PENDING
    return pending and link.status is LinkStatus.ACTIVE


def _tell_arrived(work: Work, side: Side, links: Sequence[Link]) -> None:
    """What a killed run made and did not tell: where records are accepted by hand both orgs' rows
    say that they have arrived."""
    accepted = [link for link in links if by_hand(work, link)]
    if accepted and not work.options.dry_run:
        note_arrived(work, side, accepted)
        note_active(work, side.other, accepted)


def _proven(
    work: Work, pairing: Pairing, links: Sequence[Link], known: Container[Key]
) -> Iterator[Link]:
    """A share that only a copy's key tells of flows if the origin's org shares the record.

    Anyone who may edit the copy's org can write a key; that must not open a record over there.
    One that is not shared (any more) rests until it is.
    """
    told: Pair[set[RecordId]] = Pair(set(), set())
    for link in links:
        if link.key not in known:
            told.of(link.origin).add(link.key.record)
    shared = Pair(*(shared_now(work, pairing, side, told.of(side)) for side in Side))
    for link in links:
        if link.key in known or link.key.record in shared.of(link.origin):
            yield link
        else:
            yield replace(link, status=LinkStatus.INACTIVE, reason=Reason.LEFT_RULE.value)


def _thrown_away(work: Work, side: Side, row: Record) -> bool:
    """Whether a deleted row was a copy that someone of its org deleted: not we, and no merge."""
    user = work.ends.identities.of(side).user_id
    return row.key is not None and row.master_id is None and row.modified_by != user


def _bury(work: Work, pairing: Pairing, side: Side, rows: Sequence[Record]) -> None:
    """Deleted copies of shares the store has forgotten: they are not made again."""
    ground = work.ground(pairing, side)
    by_id = _links(work, pairing, side, rows)
    strangers = [row for row in rows if row.id not in by_id and names_partner(row, ground)]
    by_key = work.store.links_by_key(work.name, [row.key for row in strangers if row.key])
    work.remember(
        *(
            link
            for row in strangers
            if row.key not in by_key and (link := buried(row, ground)) is not None
        )
    )


def _answer_intents(work: Work, pairing: Pairing) -> None:
    """Find out which creates of a killed run arrived. Refused ones, and those that wait for a
    parent, are known not to have."""
    intents = work.store.scan_links(
        work.name, statuses=(LinkStatus.PENDING,), objects=pairing.objects
    )
    open_ones = [link for link in intents if not _refused(work, link)]
    for target in Side:
        ours = [link for link in open_ones if link.origin is target.other]
        if not holds_key(pairing.objects.of(target)):
            for copies in copies_by_key(work, pairing, target, [link.key for link in ours]):
                _connect(work, pairing, target, copies)
            continue
        for some in chunks(ours, KEYS_A_QUERY):
            keys = ",".join(f"'{link.key}'" for link in some)
            query = Query(work.schema(pairing, target), where=f"{KEY} IN ({keys})", deleted=False)
            for page in work.ends.orgs.of(target).read([query]):
                _connect(work, pairing, target, page.records)


def _refused(work: Work, link: Link) -> bool:
    return any(not entry.field for entry in work.book.about(link.key))


def cases(work: Work, pairing: Pairing) -> Iterator[list[Case]]:
    """Every share of the pairing that has a staged row, once, some at a time."""
    for side in Side:
        for rows in work.stage.scan(side, pairing.objects.of(side), CHUNK):
            found = cases_of(work, pairing, side, rows)
            # Shares with a staged row in a were met there.
            yield [case for case in found if side is Side.A or case.rows.a is None]


def cases_of(
    work: Work, pairing: Pairing, side: Side, rows: Sequence[Record], *, staged: bool = True
) -> list[Case]:
    """The shares of some rows of one side, each with the other side's row where that is staged.

    ``staged`` is to be false once this pass has written: what was staged may have changed since.
    """
    ground = work.ground(pairing, side)
    by_id = _links(work, pairing, side, rows)
    far_ids = [there for link in by_id.values() if (there := link.ids.of(side.other)) is not None]
    name = pairing.objects.of(side.other)
    far = work.stage.get(side.other, name, far_ids) if staged else {}
    found = []
    for row in rows:
        if row.id not in by_id and names_partner(row, ground):
            # A deleted copy of a share nobody remembers, or another connection's.
            continue
        link = link_of(row, ground, by_id, {})
        if link is None or (row.id not in by_id and (side, row.id) in work.held):
            continue
        there = link.ids.of(side.other)
        pair = Pair.seen_from(side, row, far.get(there) if there else None)
        found.append(Case(link, pair, by_id.get(row.id)))
    return found


def _links(
    work: Work, pairing: Pairing, side: Side, rows: Sequence[Record]
) -> dict[RecordId, Link]:
    ids = [row.id for row in rows]
    return work.store.links(work.name, side, pairing.objects.of(side), ids)
