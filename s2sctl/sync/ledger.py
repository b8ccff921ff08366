"""Everything read but not applied: kept, tried again when that makes sense, settled. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from s2sctl.agreement.flows import Pairing
from s2sctl.connection.objects import KEY
from s2sctl.model.ids import Key
from s2sctl.model.side import Side
from s2sctl.sync.link import EntryKind, LedgerEntry
from s2sctl.sync.refusals import Again, met

LOST = "Id"
"""The field of an entry about a row that is not found any more: deleted for good, or hidden."""

BOTH_CHANGED = "BOTH_CHANGED"
"""Both sides changed the field apart: it is held until both show the same or a person decides."""

DIVERGED = "DIVERGED"
"""Both sides claim their own value by policy: recorded, and nothing a person must do."""

OSCILLATES = "OSCILLATES"
"""Automations of both orgs answer each other; the field is held until a person says a word."""

NEVER_AGREED = "NEVER_AGREED"
"""The share was found again by its key, and both sides show different values: neither is written
over the other until one of them is edited, or a person says a word."""

Place = tuple[Key, Side, str]
"""What an entry is unique by: key, target, field link name ("" for the whole record)."""


def next_try(code: str, tries: int, now: datetime) -> datetime | None:
    """When to try again by time; None: only when its source changes."""
    match met(code).again:
        case Again.SOON:
            return now + min(timedelta(minutes=2 ** min(tries, 10) // 2), timedelta(hours=6))
        case Again.DAILY:
            return now + timedelta(days=1)
        case Again.CHANGED:
            return None


@dataclass(slots=True)
class Book:
    """The ledger of one pass: what it was, and what changed since the last :meth:`drain`."""

    entries: dict[Place, LedgerEntry] = field(default_factory=dict)
    _places: dict[Key, set[Place]] = field(default_factory=dict)
    _noted: dict[Place, LedgerEntry] = field(default_factory=dict)
    _settled: set[Place] = field(default_factory=set)

    @classmethod
    def of(cls, entries: Iterable[LedgerEntry]) -> "Book":
        """The book as the store holds it."""
        book = cls()
        for entry in entries:
            book._keep(entry)
        return book

    def strike_unmapped(self, pairings: Iterable[Pairing]) -> None:
        """Keep to what is in force: entries of a field that is mapped no more are dropped, those
        of a pairing that is not in force are left where they are until it is again."""
        names = {one.objects: {link.name for link in one.fields} for one in pairings}
        for at, entry in tuple(self.entries.items()):
            if entry.objects not in names:
                del self.entries[at]
                self._places[entry.key].discard(at)
            elif entry.field not in ("", KEY, LOST, *names[entry.objects]):
                self.settle(at)

    def note(self, entry: LedgerEntry) -> None:
        """Enter something that happened at ``entry.since``, or enter it again.

        The same code counts another try and keeps its first time; when to try again follows,
        from the code where that tells, else as the entry says.
        """
        known = self.entries.get(place(entry))
        now = entry.since
        if known is not None and _given_up(known, entry):
            return
        if known is not None and known.code == entry.code:
            entry = replace(entry, since=known.since, tries=known.tries)
            if entry.kind is not EntryKind.FAILURE and entry == known:
                return
            entry = replace(entry, tries=known.tries + 1)
        if entry.kind is EntryKind.FAILURE:
            by_code = next_try(entry.code, entry.tries, now)
            entry = replace(entry, next_try=by_code or entry.next_try)
        self._keep(entry)
        self._noted[place(entry)] = entry
        self._settled.discard(place(entry))

    def wake(self, at: Place) -> None:
        """Let an entry's time come in this pass, whatever was remembered of it."""
        self.entries[at] = due_at_once(self.entries[at])

    def settle(self, at: Place) -> None:
        """Drop an entry whose cause is gone; nothing happens where there is none."""
        if self.entries.pop(at, None) is not None:
            self._places[at[0]].discard(at)
            self._noted.pop(at, None)
            self._settled.add(at)

    def settle_all(self, key: Key) -> None:
        """Drop every entry of a share that has ended."""
        for at in tuple(self._places.get(key, ())):
            self.settle(at)

    def about(self, key: Key) -> tuple[LedgerEntry, ...]:
        """All entries of one share."""
        return tuple(self.entries[at] for at in self._places.get(key, ()))

    def due(self, now: datetime) -> tuple[LedgerEntry, ...]:
        """Failures that are to be tried again by time."""
        return tuple(entry for entry in self.entries.values() if past(entry, now))

    def waits(self) -> tuple[LedgerEntry, ...]:
        """What waits for a parent; ``source_digest`` is the parent's id on the source side."""
        return tuple(e for e in self.entries.values() if e.kind is EntryKind.WAIT)

    def parked(self) -> tuple[LedgerEntry, ...]:
        """What a person should look at: failures and open conflicts."""
        return tuple(
            entry
            for entry in self.entries.values()
            if entry.kind not in (EntryKind.WAIT, EntryKind.DROPPED) and entry.code != DIVERGED
        )

    def drain(self) -> tuple[tuple[LedgerEntry, ...], tuple[Place, ...]]:
        """What to remember since the last time: entries to put, places to drop."""
        noted = tuple(self._noted.values())
        settled = tuple(sorted(self._settled, key=_sorted_by))
        self._noted.clear()
        self._settled.clear()
        return noted, settled

    def _keep(self, entry: LedgerEntry) -> None:
        self.entries[place(entry)] = entry
        self._places.setdefault(entry.key, set()).add(place(entry))


def past(entry: LedgerEntry, now: datetime) -> bool:
    """Whether its time to be tried again has come."""
    return entry.next_try is not None and entry.next_try <= now


def given_up(entry: LedgerEntry) -> LedgerEntry:
    """The entry once a person dropped it: it stays, so that the same is not tried again."""
    return replace(entry, kind=EntryKind.DROPPED, next_try=None)


def _given_up(known: LedgerEntry, again: LedgerEntry) -> bool:
    """Whether that is what a person dropped: the same trouble with the very same value."""
    same = (known.code, known.source_digest) == (again.code, again.source_digest)
    return known.kind is EntryKind.DROPPED and bool(known.source_digest) and same


def due_at_once(entry: LedgerEntry) -> LedgerEntry:
    """The entry with its time come, whatever either org's clock says."""
    return replace(entry, next_try=entry.since)


def place(entry: LedgerEntry) -> Place:
    """What an entry is unique by."""
    return entry.key, entry.target, entry.field


def _sorted_by(at: Place) -> tuple[str, str, str]:
    return str(at[0]), at[1].value, at[2]
