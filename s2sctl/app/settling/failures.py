"""Refused and waiting records: grouped by cause, tried again or forgotten by a person's word."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from s2sctl.app.parked import Parked
from s2sctl.app.sync.run import leased
from s2sctl.connection.objects import KEY
from s2sctl.errors import UsageError
from s2sctl.model.ids import RecordId
from s2sctl.model.names import ObjectName
from s2sctl.model.side import Side
from s2sctl.ports.store import Changes, Event, Holder, KnownConnection, StateStore
from s2sctl.sync.ledger import due_at_once, given_up, place


@dataclass(frozen=True, slots=True)
class Cause:
    """What some records share: the code, the org that was to take them, its object, the field."""

    code: str
    target: Side
    object: ObjectName
    field: str
    parked: tuple[Parked, ...]


def by_cause(found: Iterable[Parked]) -> tuple[Cause, ...]:
    """The entries grouped, the largest group first."""
    groups: dict[tuple[str, Side, ObjectName, str], list[Parked]] = {}
    for one in found:
        entry = one.entry
        field = one.fields.of(entry.target) if one.fields is not None else ""
        at = entry.code, entry.target, entry.objects.of(entry.target), field
        groups.setdefault(at, []).append(one)
    causes = [Cause(*at, tuple(some)) for at, some in groups.items()]
    return tuple(sorted(causes, key=lambda one: (-len(one.parked), one.code, one.object)))


def of_cause(found: Sequence[Parked], cause: str | None) -> tuple[Parked, ...]:
    """Those with that code. Raises UsageError S2S574 where none has it."""
    kept = tuple(one for one in found if cause is None or one.entry.code == cause.upper())
    if cause is not None and not kept:
        codes = sorted({one.entry.code for one in found})
        raise UsageError(
            f"Nothing waits because of {cause}.",
            code="S2S574",
            help=f"the causes are: {', '.join(codes)}" if codes else "nothing waits at all",
        )
    return kept


def retry(
    store: StateStore, known: KnownConnection, holder: Holder, some: Sequence[Parked]
) -> None:
    """Let the next sync try these again, whatever their time. Raises Locked, LeaseLost."""
    with leased(store, known.name, holder) as lease:
        entries = tuple(due_at_once(one.entry) for one in _still_there(store, known, some))
        store.commit(lease, Changes(entries=entries))


def drop(store: StateStore, known: KnownConnection, holder: Holder, some: Sequence[Parked]) -> None:
    """Forget these changes: the two records stay apart until the source's record changes again.

    Raises UsageError S2S575 for a merge that could not be followed: without it the merge's winner
    would begin as a new record; Locked, LeaseLost.
    """
    merges: list[RecordId] = [one.entry.key.record for one in some if one.entry.field == KEY]
    if merges:
        raise UsageError(
            f"{', '.join(merges[:5])}: a merge that could not be followed yet is not forgotten. "
            "Nothing was changed.",
            code="S2S575",
            help=f"s2sctl failures retry {known.name} {merges[0]}",
        )
    with leased(store, known.name, holder) as lease:
        left = _still_there(store, known, some)
        events = tuple(
            Event(holder.since, "drop", one.entry.target, "", _forgotten(one)) for one in left
        )
        entries = tuple(given_up(one.entry) for one in left)
        store.commit(lease, Changes(entries=entries, events=events))


def _still_there(store: StateStore, known: KnownConnection, some: Sequence[Parked]) -> list[Parked]:
    """A sync may have settled some since they were listed."""
    now = {place(entry) for entry in store.ledger(known.name)}
    return [one for one in some if place(one.entry) in now]


def _forgotten(one: Parked) -> str:
    entry = one.entry
    return f"a person dropped {entry.code} of {entry.objects.of(entry.target)} {entry.key.record}"
