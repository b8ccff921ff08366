"""End the shares of records by hand: looked at first, then done."""

from collections.abc import Sequence
from dataclasses import dataclass

from s2sctl.app.book import describe
from s2sctl.app.chronicle import remember
from s2sctl.app.sharing.asked import found_rows
from s2sctl.app.sharing.outcomes import Did, ShareResult
from s2sctl.app.sharing.rows import Door, new_share, rows_about, with_status, write_rows
from s2sctl.connection.share import Direction, Share, ShareStatus
from s2sctl.errors import UsageError
from s2sctl.model.ids import RecordId
from s2sctl.model.names import ObjectName
from s2sctl.model.records import Record
from s2sctl.ports.org import Query
from s2sctl.ports.reporter import Progress, Reporter
from s2sctl.ports.store import StateStore
from s2sctl.soql.literals import quote
from s2sctl.sync.chunks import chunks
from s2sctl.sync.link import Link

IDS_A_QUERY = 300
"""Ids in one condition: each takes 21 characters of a query's text."""


@dataclass(frozen=True, slots=True)
class EndPlan:
    """What unsharing some records of one object would do. Nothing has been done yet."""

    object: ObjectName
    ending: tuple[Share, ...]
    """The share rows that would say so, in the order given."""
    ended: tuple[RecordId, ...] = ()
    """Those whose shares had ended before."""
    refused: tuple[ShareResult, ...] = ()
    """Those that are not shared."""


def plan_end(
    door: Door, object_: ObjectName, ids: Sequence[RecordId], *, strict: bool = True
) -> EndPlan:
    """What unsharing these records would do.

    ``strict``: one that is not shared stops all (UsageError S2S432), else it is among the plan's
    refused ones.
    """
    known = rows_about(door, ids)
    schema = describe(door.org, (object_,)).get(object_)
    found: dict[RecordId, Record] = {}
    for some in chunks((one for one in ids if one not in known), 2_000):
        found |= found_rows(door.org, schema, some)
    ending: list[Share] = []
    refused: list[ShareResult] = []
    for id in ids:
        if id in known and known[id].status.ended:
            continue
        row = _row(door, object_, id, known.get(id), found.get(id))
        if row is not None:
            ending.append(row)
        elif strict:
            raise _not_shared(door, object_, id)
        else:
            refused.append(ShareResult(object_, id, Did.REFUSED, "it is not shared"))
    ended = tuple(id for id in ids if id in known and known[id].status.ended)
    return EndPlan(object_, tuple(ending), ended, tuple(refused))


def plan_gone(
    door: Door, store: StateStore, object_: ObjectName, ids: Sequence[RecordId]
) -> EndPlan:
    """What a person's word that these records are deleted for good would do.

    Such a word is as good as a tombstone: what becomes of the copy is the receiver's choice.
    Raises UsageError S2S781 for a record that is there, or in the recycle bin; S2S782 for one
    whose share the state here does not know.
    """
    schema = describe(door.org, (object_,)).get(object_)
    if schema is None:
        raise _not_shared(door, object_, ids[0])
    links = store.links(door.record.name, door.record.role.side, object_, ids)
    known = rows_about(door, ids)
    ending: list[Share] = []
    for some in chunks(ids, IDS_A_QUERY):
        listed = ",".join(map(quote, some))
        query = Query(schema, where=f"Id IN ({listed})")
        there = {row.id for page in door.org.read((query,)) for row in page.records}
        for id in some:
            if id in there:
                raise _still_there(door, object_, id)
            ending.append(_gone_row(door, object_, id, known.get(id), links.get(id)))
    return EndPlan(object_, tuple(ending))


def _gone_row(
    door: Door, object_: ObjectName, id: RecordId, known: Share | None, link: Link | None
) -> Share:
    if known is not None:
        return with_status(known, ShareStatus.DELETED)
    if link is None:
        raise UsageError(
            f"The state here knows no share of {object_} {id} over {door.record.name}.",
            code="S2S782",
            help=f"see what was not found:  s2sctl failures list {door.record.name}",
        )
    sent = link.origin is door.record.role.side
    direction = Direction.SENT if sent else Direction.RECEIVED
    return new_share(door, object_, id, ShareStatus.DELETED, direction)


def _still_there(door: Door, object_: ObjectName, id: RecordId) -> UsageError:
    return UsageError(
        f"{object_} {id} is not gone: {door.org.alias} shows it, or has it in its recycle bin.",
        code="S2S781",
        help=f"to end its share all the same:  s2sctl unshare {door.record.name} {object_} {id}",
    )


def unshare(
    door: Door, store: StateStore, plan: EndPlan, reporter: Reporter
) -> tuple[ShareResult, ...]:
    """Do what a plan says: no rule brings these records back, only sharing them by hand does.

    The next sync tells the partner, whose own side says what becomes of the copy.
    """
    results = {one.record: one for one in plan.refused}
    results |= {id: ShareResult(plan.object, id, Did.WAS_ENDED) for id in plan.ended}
    done = 0
    for some in chunks(plan.ending, door.org.batch_size):
        refused = write_rows(door, some)
        for row in some:
            refusal = refused.get(row.record)
            why = f"{refusal.code}: {refusal.message}" if refusal else ""
            did = Did.REFUSED if refusal else Did.ENDED
            results[row.record] = ShareResult(plan.object, row.record, did, why)
        done += len(some)
        reporter.progress(Progress(f"unshare {plan.object}", done, len(plan.ending)))
    made = sum(1 for one in results.values() if one.did is Did.ENDED)
    if made:
        text = f"{made} {plan.object} unshared by hand"
        remember(store, door.org, door.record, "unshare", text)
    return tuple(results.values())


def _row(
    door: Door, object_: ObjectName, id: RecordId, known: Share | None, found: Record | None
) -> Share | None:
    if known is not None:
        return with_status(known, ShareStatus.INACTIVE)
    received = found is not None and found.connection_id == door.record.id
    publication = door.record.terms.publication(object_)
    by_rule = found is not None and publication is not None and not publication.share.manual
    if not received and not by_rule:
        return None
    direction = Direction.RECEIVED if received else Direction.SENT
    return new_share(door, object_, id, ShareStatus.INACTIVE, direction)


def _not_shared(door: Door, object_: ObjectName, id: RecordId) -> UsageError:
    name = door.record.name
    return UsageError(
        f"{object_} {id} is not shared over {name}.",
        code="S2S432",
        help=f"see what is:  s2sctl shares list {name}",
    )
