"""Share records by hand: looked at first, then done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from s2sctl.app.book import describe
from s2sctl.app.chronicle import remember
from s2sctl.app.sharing.asked import check_prefix, found_rows
from s2sctl.app.sharing.outcomes import Did, ShareResult
from s2sctl.app.sharing.rows import Door, new_share, rows_about, with_status, write_rows
from s2sctl.connection.share import Direction, Share, ShareStatus
from s2sctl.errors import UsageError
from s2sctl.model.ids import RecordId
from s2sctl.model.names import ObjectName
from s2sctl.model.records import Record
from s2sctl.ports.reporter import Progress, Reporter
from s2sctl.ports.store import StateStore
from s2sctl.sync.chunks import chunks


@dataclass(frozen=True, slots=True)
class SharePlan:
    """What sharing some records of one object would do. Nothing has been done yet."""

    object: ObjectName
    fresh: tuple[RecordId, ...]
    """Those that begin to be shared, in the order given."""
    known: Mapping[RecordId, Share] = field(default_factory=dict)
    """Share rows there are about any of them."""
    shared: tuple[RecordId, ...] = ()
    """Those that are shared already."""
    refused: tuple[ShareResult, ...] = ()
    """Those that cannot be, and why."""


def plan_share(
    door: Door, object_: ObjectName, ids: Sequence[RecordId], *, strict: bool = True
) -> SharePlan:
    """What sharing these records would do.

    ``strict``: one that is not there, or is the partner's own, stops all. Else it is among the
    plan's refused ones. Raises UsageError S2S431 (object not published), S2S430 (no such record),
    S2S434 (the partner's own).
    """
    if door.record.terms.publication(object_) is None:
        raise _unpublished(door, object_)
    schema = describe(door.org, (object_,)).get(object_)
    living: list[RecordId] = []
    refused: list[ShareResult] = []
    for some in chunks(ids, 2_000):
        found = found_rows(door.org, schema, some)
        if strict:
            _check_exist(door, object_, some, found)
            _check_ours(door, found)
        for id in some:
            why = _objection(door, object_, found.get(id))
            if why:
                refused.append(ShareResult(object_, id, Did.REFUSED, why))
            else:
                living.append(id)
    known = rows_about(door, living)
    begun = [id for id in living if id in known and not known[id].status.ended]
    held = frozenset(begun)
    fresh = tuple(id for id in living if id not in held)
    return SharePlan(object_, fresh, known, tuple(begun), tuple(refused))


def share(
    door: Door, store: StateStore, plan: SharePlan, reporter: Reporter
) -> tuple[ShareResult, ...]:
    """Do what a plan says; the records travel with the next sync.

    Rows are written in batches, each acknowledged: stopped anywhere, the same command goes on
    from there. What the org refuses is told per record and holds up no other.
    """
    results = {one.record: one for one in plan.refused}
    results |= {id: ShareResult(plan.object, id, Did.WAS_SHARED) for id in plan.shared}
    done = 0
    for some in chunks(plan.fresh, door.org.batch_size):
        refused = write_rows(door, [_row(door, plan, id) for id in some])
        for id in some:
            refusal = refused.get(id)
            why = f"{refusal.code}: {refusal.message}" if refusal else ""
            did = Did.REFUSED if refusal else Did.SHARED
            results[id] = ShareResult(plan.object, id, did, why)
        done += len(some)
        reporter.progress(Progress(f"share {plan.object}", done, len(plan.fresh)))
    made = sum(1 for one in results.values() if one.did is Did.SHARED)
    if made:
        text = f"{made} {plan.object} shared by hand"
        remember(store, door.org, door.record, "share", text)
    return tuple(results.values())


def _row(door: Door, plan: SharePlan, id: RecordId) -> Share:
    known = plan.known.get(id)
    if known is not None:
        return with_status(known, ShareStatus.PENDING)
    return new_share(door, plan.object, id, ShareStatus.PENDING, Direction.SENT)


def _objection(door: Door, object_: ObjectName, row: Record | None) -> str:
    if row is None or row.deleted:
        return f"{door.org.alias} has no such {object_} that its user can see"
    if _theirs(door, row):
        return "it came from the partner; a copy is never sent back as new"
    return ""


def _theirs(door: Door, row: Record) -> bool:
    return row.key is not None and row.key.org == door.record.partner_org


def _check_exist(
    door: Door, object_: ObjectName, ids: Sequence[RecordId], found: Mapping[RecordId, Record]
) -> None:
    missing = [one for one in ids if one not in found or found[one].deleted]
    if missing:
        check_prefix((door.org,), object_, missing)
        raise UsageError(
            f"{door.org.alias} has no {object_} {', '.join(missing[:5])} that its user can see"
            f"{' (and others)' if len(missing) > 5 else ''}. Nothing was shared.",
            code="S2S430",
            help="check the ids, and that they belong to this org and object",
        )


def _check_ours(door: Door, found: Mapping[RecordId, Record]) -> None:
    theirs = [one.id for one in found.values() if _theirs(door, one)]
    if theirs:
        raise UsageError(
            f"{', '.join(theirs[:5])} came from the partner; a copy is never sent back as new.",
            code="S2S434",
            help="changes to it travel back by themselves where both sides map the field",
        )


def _unpublished(door: Door, object_: ObjectName) -> UsageError:
    known = ", ".join(one.object for one in door.record.terms.publish) or "nothing"
    return UsageError(
        f"{object_} is not published over {door.record.name} (published: {known}).",
        code="S2S431",
        help="add it to the manifest, then:  s2sctl publish MANIFEST",
    )
