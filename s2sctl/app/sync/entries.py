"""What a pass enters into the ledger, and what it strikes out."""

from dataclasses import replace
from datetime import datetime, timedelta

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.work import Work
from s2sctl.connection.objects import KEY
from s2sctl.model.ids import Key, RecordId
from s2sctl.model.names import ObjectName
from s2sctl.model.records import Record
from s2sctl.model.side import Pair, Side
from s2sctl.model.values import Values
from s2sctl.ports.org import Refusal
from s2sctl.sync.decide import Keep
from s2sctl.sync.ledger import BOTH_CHANGED, DIVERGED, LOST, NEVER_AGREED, OSCILLATES, Place
from s2sctl.sync.link import EntryKind, LedgerEntry, Link, LinkStatus
from s2sctl.sync.record_plan import Clash, FieldPlan, RecordPlan, Unfit, Waits
from s2sctl.sync.report import Tally

WHOLE = ""
"""The field of an entry about the whole record."""

NOT_SHARED = "PARENT_NOT_SHARED"

_APART = "was changed in both orgs"
_UNAGREED = "differs, and what both orgs last agreed on is not known any more"
_CIRCLES = "goes back and forth between the orgs' automations, with no person's edit"

NO_PRICE = "NO_PRICEBOOK_ENTRY"
"""A line waits for a price of its product."""

REMOVING = "REMOVAL_UNDER_WAY"
"""The removal of a copy was begun, and its end is not known."""

CAME_BACK = "COPY_CAME_BACK"
"""The copy of a share was undeleted while it was about to be made anew."""

BLOCKING = (EntryKind.FAILURE, EntryKind.DROPPED)
"""What keeps the very same values from being sent again."""

PRICES_AGAIN = timedelta(minutes=15)


def note_fields(work: Work, pairing: Pairing, link: Link, plan: RecordPlan) -> None:
    """Enter what keeps fields from flowing; strike out what no longer does."""
    for field in plan.fields:
        kept = None if field.problem is None else field.problem.target
        for target in Side:
            at = (link.key, target, field.name)
            if target is not kept and not _still_apart(work, at, field):
                work.book.settle(at)
        if field.problem is not None:
            _note_field(work, pairing, link, field)


def settle_moot(work: Work, link: Link, rows: Pair[Record | None], plan: RecordPlan) -> None:
    """A refusal is over once its source was read again and nothing is to be written any more."""
    for target in Side:
        source = rows.of(target.other)
        if source is not None and source.values and target not in plan.targets:
            work.book.settle((link.key, target, WHOLE))


def _still_apart(work: Work, at: Place, field: FieldPlan) -> bool:
    """What each side keeps as its own stays in the ledger until the field is written or both show
    the same."""
    entry = work.book.entries.get(at)
    apart = entry is not None and entry.code in (DIVERGED, NEVER_AGREED)
    return apart and isinstance(field.decision, Keep)


def _note_field(work: Work, pairing: Pairing, link: Link, field: FieldPlan) -> None:
    match field.problem:
        case Waits(target, parent):
            text = f"{field.name} waits for {parent}, which is not shared"
            _enter(work, EntryKind.WAIT, link, target, field.name, NOT_SHARED, text, parent)
        case Unfit(target, code, message, source):
            _enter(work, EntryKind.FAILURE, link, target, field.name, code, message, source)
        case Clash():
            _note_clash(work, pairing, link, field.name, field.problem)
        case None:
            pass


def _shown(name: str) -> str:
    """A field link's name for people: ``Phone``, or ``Phone (Fax)`` where b calls it otherwise."""
    a, _, b = name.partition("=")
    return a if a == b else f"{a} ({b})"


def _note_clash(work: Work, pairing: Pairing, link: Link, name: str, clash: Clash) -> None:
    if not is_noted(work, link.key, name):
        work.tallies.add(pairing.objects, clash.target, Tally.CONFLICTS)
    code, text = _told(clash)
    work.book.note(
        LedgerEntry(
            kind=EntryKind.CONFLICT,
            key=link.key,
            objects=link.objects,
            target=clash.target,
            field=name,
            code=code,
            message=f"{_shown(name)} {text}",
            since=work.now(clash.target),
            values=clash.values if clash.open else None,
            agreed=agreed(work, link, name) if clash.open and not clash.unagreed else None,
        )
    )


def is_noted(work: Work, key: Key, name: str) -> bool:
    """Whether the ledger knows already that this field was changed apart."""
    return bool(_clashes(work, key, name))


def agreed(work: Work, link: Link, name: str) -> datetime | None:
    """When both records were last brought into agreement before this field stood apart."""
    held = [entry for entry in _clashes(work, link.key, name) if entry.values is not None]
    return held[0].agreed if held else link.last_sent or link.since


def _clashes(work: Work, key: Key, name: str) -> list[LedgerEntry]:
    return [
        entry
        for entry in work.book.about(key)
        if entry.field == name and entry.kind is EntryKind.CONFLICT
    ]


def _told(clash: Clash) -> tuple[str, str]:
    """Its code, and what happened as the end of a sentence."""
    if clash.oscillates:
        return OSCILLATES, _CIRCLES
    if clash.unagreed:
        return NEVER_AGREED, _UNAGREED
    return (BOTH_CHANGED if clash.open else DIVERGED), _APART


def note_refusal(work: Work, link: Link, target: Side, refusal: Refusal, values: Values) -> None:
    """The org refused the row: keep why, and a digest of what it refused."""
    digest = refused_digest(work, link.key, target, values)
    text = refusal.message + _by_mapping(work, link, target, refusal)
    _enter(work, EntryKind.FAILURE, link, target, WHOLE, refusal.code, text, digest)


def _by_mapping(work: Work, link: Link, target: Side, refusal: Refusal) -> str:
    """The mappings whose fields the org named, as `` (Email → Mail__c)``."""
    pairing = work.pairing_of(link.objects)
    named = [
        f"{one.fields.of(target.other)} → {one.fields.of(target)}"
        for one in (pairing.fields if pairing else ())
        if one.fields.of(target) in refusal.fields
    ]
    return f" ({', '.join(named)})" if named else ""


def note_whole_wait(work: Work, link: Link, target: Side, parent: RecordId) -> None:
    """The row cannot be without its parent, which is not shared (yet)."""
    text = f"waits for {parent}, which is not shared, and {target.name} needs it"
    _enter(work, EntryKind.WAIT, link, target, WHOLE, NOT_SHARED, text, parent)


def note_no_price(
    work: Work, link: Link, target: Side, product: str, book: str | None, currency: str
) -> None:
    """The line's product has no active price where its opportunity needs one; somebody over there
    may enter it at any time, so it is looked for again every quarter of an hour."""
    now = work.now(target)
    where = f"price book {book}" if book else "the standard price book, which we cannot see"
    text = (
        f"waits for an active price of product {product} in {where}"
        f"{f' in {currency}' if currency else ''} of {work.ends.orgs.of(target).alias}"
    )
    entry = LedgerEntry(EntryKind.WAIT, link.key, link.objects, target, WHOLE, NO_PRICE, text, now)
    work.book.note(replace(entry, next_try=now + PRICES_AGAIN))


def note_invisible(work: Work, link: Link, target: Side) -> None:
    """The row to be written was not there when it was read again."""
    text = f"{link.ids.of(target)} could not be read: deleted a moment ago, or hidden from us"
    _enter(work, EntryKind.FAILURE, link, target, WHOLE, "NOT_VISIBLE", text)


def note_unmoved(work: Work, link: Link, refusal: Refusal) -> None:
    """The share of a merged record could not follow it: its copy did not take the winner's key.
    Every run tries again (due.py)."""
    target = link.origin.other
    _enter(work, EntryKind.FAILURE, link, target, KEY, refusal.code, refusal.message)


def note_unseen(work: Work, key: Key, objects: Pair[ObjectName], target: Side) -> None:
    """A person shared a record that could not be read."""
    text = f"{key.record} is shared by hand, and could not be read: deleted, or hidden from us"
    link = Link(key, target.other, objects, Pair(None, None), LinkStatus.PENDING)
    _enter(work, EntryKind.FAILURE, link, target, WHOLE, "NOT_VISIBLE", text)


def note_lost(work: Work, link: Link, side: Side) -> None:
    """A shared row does not come any more, and no recycle bin has it. Absence is not deletion
    (design §3.4): it stays told until it comes again or a person says that it is gone."""
    text = (
        f"{link.objects.of(side)} {link.ids.of(side)} was not found in "
        f"{work.ends.orgs.of(side).alias}: deleted for good, or hidden from us"
    )
    _enter(work, EntryKind.FAILURE, link, side, LOST, "NOT_FOUND", text)


def note_kept(work: Work, link: Link, target: Side, refusal: Refusal) -> None:
    """The copy of an ended share could not be removed. Nothing at its source will change that any
    more, so it is tried again once a day where the refusal names no better time."""
    now = work.now(target)
    text = f"its copy could not be removed: {refusal.message}"
    work.book.note(
        LedgerEntry(
            EntryKind.FAILURE,
            link.key,
            link.objects,
            target,
            WHOLE,
            refusal.code,
            text,
            now,
            next_try=now + timedelta(days=1),
        )
    )


def note_came_back(work: Work, link: Link, target: Side) -> None:
    """The former copy of a share that begins again is there after all: due at once, so that the
    next run merges with it."""
    now = work.now(target)
    text = "its former copy came back a moment ago; the next run merges with it"
    entry = LedgerEntry(
        EntryKind.FAILURE, link.key, link.objects, target, WHOLE, CAME_BACK, text, now
    )
    work.book.note(replace(entry, next_try=now))


def note_removal(work: Work, key: Key, objects: Pair[ObjectName], target: Side) -> None:
    """The copy of an ended share is about to be removed: due at once, should this run not live to
    strike it out."""
    now = work.now(target)
    text = "its copy was being removed when the run ended"
    work.book.note(
        LedgerEntry(
            EntryKind.FAILURE,
            key,
            objects,
            target,
            WHOLE,
            REMOVING,
            text,
            now,
            next_try=now,
        )
    )


def removal_allowed(work: Work, link: Link, target: Side) -> bool:
    """Whether a run that the guards let pass was going to remove the copy, and did not get to it.

    The share may live: then the run died before its end was told.
    """
    entry = work.book.entries.get((link.key, target, WHOLE))
    return entry is not None and entry.code == REMOVING


def blocked(work: Work, link: Link, target: Side, values: Values) -> bool:
    """Whether the org refused these very values before and it is not yet time to try again."""
    entry = work.book.entries.get((link.key, target, WHOLE))
    if entry is None or entry.kind not in BLOCKING or not entry.source_digest:
        return False
    if entry.next_try is not None and entry.next_try <= work.now(target):
        return False
    if (target, entry.objects.of(target)) in work.redescribed:
        return False
    return entry.source_digest == refused_digest(work, link.key, target, values)


def refused_digest(work: Work, key: Key, target: Side, values: Values) -> str:
    """What is remembered of the values an org refused."""
    text = "|".join(f"{name}={values[name]!r}" for name in sorted(values))
    return work.marker(key).of(target, WHOLE, text)


def _enter(
    work: Work,
    kind: EntryKind,
    link: Link,
    target: Side,
    field: str,
    code: str,
    message: str,
    digest: str = "",
) -> None:
    since = work.now(target)
    work.book.note(
        LedgerEntry(
            kind,
            link.key,
            link.objects,
            target,
            field,
            code,
            message,
            since,
            source_digest=digest,
        )
    )
