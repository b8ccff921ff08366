"""Values that a write takes away: kept before it is sent, told in the history after it was, and
erased when their time is past."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from s2sctl.app.sync.entries import agreed
from s2sctl.app.sync.work import Work
from s2sctl.connection.record import ConnectionRecord
from s2sctl.model.records import Record
from s2sctl.model.side import Pair, Side
from s2sctl.ports.store import Changes, Event, Lease, StateStore
from s2sctl.sync.decide import WriteTo
from s2sctl.sync.link import Link
from s2sctl.sync.record_plan import FieldPlan, RecordPlan
from s2sctl.sync.report import Tally
from s2sctl.sync.settled import Edited, How, Overridden, SettledConflict


def contests(
    work: Work, link: Link, rows: Pair[Record | None], plan: RecordPlan
) -> tuple[SettledConflict, ...]:
    """What the writes of ``plan`` take away, to be kept; nothing where a side keeps none."""
    if not work.agreement.keep_days:
        return ()
    return tuple(
        settled(work, link, rows, one.name, one.overridden)
        for one in plan.fields
        if one.overridden is not None
    )


def settled(
    work: Work, link: Link, rows: Pair[Record | None], name: str, taken: Overridden
) -> SettledConflict:
    """One field's two values as they are kept, settled now."""
    return SettledConflict(
        key=link.key,
        objects=link.objects,
        ids=link.ids,
        field=name,
        mark=taken.mark,
        how=taken.how,
        winner=taken.winner,
        values=taken.values,
        at=work.now((taken.winner or Side.A).other),
        edited=Pair(*(_edited(link, rows.of(side), side) for side in Side)),
        agreed=agreed(work, link, name),
        policies=taken.policies,
    )


def _edited(link: Link, row: Record | None, side: Side) -> Edited:
    """A row that was not read shows what it did: its last edit is the one that is known."""
    if row is None:
        return Edited(None, link.foreign_edit.of(side))
    return Edited(row.modified_by, row.modified_at)


def told(work: Work, link: Link, plan: RecordPlan) -> Iterable[Event]:
    """A line of history for every field whose other value was written over, without a value."""
    for one in plan.fields:
        if not isinstance(one.decision, WriteTo) or not (one.overridden or one.decision.contested):
            continue
        side = one.decision.side
        if one.decision.contested:
            work.tallies.add(link.objects, side, Tally.CONFLICTS)
        text = f"{link.objects.of(side)} {link.ids.of(side)}: {_what(work, one, side)}"
        yield Event(work.now(side), "conflict", side, "s2sctl", text)


def _what(work: Work, one: FieldPlan, side: Side) -> str:
    here, there = work.ends.aliases.of(side), work.ends.aliases.of(side.other)
    if one.overridden is not None and one.overridden.how is How.OVERWRITTEN:
        return f"{one.name} was edited in {here}, and then changed in {there}, whose field it is"
    return f"both orgs changed {one.name}; {there}'s was kept"


def erase_old(
    store: StateStore,
    lease: Lease,
    records: Pair[ConnectionRecord],
    now: Pair[datetime],
) -> None:
    """Erase values that were kept as long as both sides' ``records`` let them be, by the clock of
    the org that is behind. Writes nothing where none were."""
    days = min(records.of(side).terms.keep_days for side in Side)
    since = min(now) - timedelta(days=days)
    oldest = store.oldest_settled(lease.connection)
    if oldest is not None and oldest < since:
        store.commit(lease, Changes(kept_since=since))
