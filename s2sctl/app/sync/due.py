"""What waits in the ledger and may go now is read again, whatever its stamps say."""

from collections.abc import Container, Sequence

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.honouring import honoured
from s2sctl.app.sync.rereading import living_rows, stage_again
from s2sctl.app.sync.share_rows import stage_asked
from s2sctl.app.sync.work import Work
from s2sctl.connection.objects import KEY
from s2sctl.manifest.manifest import OnConflict
from s2sctl.model.ids import Key
from s2sctl.model.side import Side
from s2sctl.sync.ledger import DIVERGED, NEVER_AGREED, OSCILLATES, past, place
from s2sctl.sync.link import LIVING, EntryKind, LedgerEntry


def stage_due(work: Work) -> None:
    """Stage the rows of failures whose time has come, and of conflicts nobody is asked about any
    more, because the policies changed; and of failures in an object whose describe changed.

    Of a share that has ended only the copy's removal may be left to do (owed.py).
    """
    for pairing in work.pairings:
        asking = {link.name for link in pairing.fields if OnConflict.ASK in link.claims}
        for target in Side:
            due = [
                entry
                for entry in work.book.entries.values()
                if entry.objects == pairing.objects
                and entry.target is target
                and (
                    _unmoved(entry)
                    or _released(entry, asking)
                    or past(entry, work.now(target))
                    or _may_fit(work, entry)
                )
            ]
            merges = [entry.key for entry in due if _unmoved(entry)]
            _stage(work, pairing, target, merges)
            _stage(work, pairing, target.other, [entry.key for entry in due])
            _ask_again(work, pairing, due)


def _unmoved(entry: LedgerEntry) -> bool:
    """A merge that could not be followed: in every run, or its winner would begin as new."""
    return entry.field == KEY


def _may_fit(work: Work, entry: LedgerEntry) -> bool:
    """A row that was refused, once its object has changed: a longer field, another value."""
    changed = (entry.target, entry.objects.of(entry.target)) in work.redescribed
    return changed and entry.kind is EntryKind.FAILURE


def _released(entry: LedgerEntry, asking: Container[str]) -> bool:
    held = entry.kind is EntryKind.CONFLICT and entry.code not in (
        DIVERGED,
        NEVER_AGREED,
        OSCILLATES,
    )
    return held and entry.field not in asking


def _stage(work: Work, pairing: Pairing, side: Side, keys: Sequence[Key]) -> None:
    if not keys:
        return
    links = work.store.links_by_key(work.name, keys).values()
    living = [link for link in links if link.status in LIVING]
    ids = [id for link in living if (id := link.ids.of(side)) is not None]
    stage_again(work, pairing, side, ids)


def _ask_again(work: Work, pairing: Pairing, due: Sequence[LedgerEntry]) -> None:
    """Records a person shared that could not be seen then: those still shared are looked for."""
    links = work.store.links_by_key(work.name, [entry.key for entry in due]) if due else {}
    strangers = [entry for entry in due if entry.key not in links]
    for source in Side:
        entries = [entry for entry in strangers if entry.target is source.other]
        ids = {entry.key.record for entry in entries}
        words = honoured(work, source, living_rows(work, source, ids))
        wanted = {word.share.record for word in words}
        for word in words:
            work.shared.rows.setdefault((source, word.share.record), word.share)
        stage_asked(work, pairing, source, sorted(wanted))
        for entry in entries:
            if entry.key.record not in wanted:
                work.book.settle(place(entry))
