"""Conflicts settled by a person's word: written at once, under the lease, rows read again."""

from collections.abc import Sequence

from s2sctl.agreement.flows import Pairing
from s2sctl.agreement.transform import Untransformable
from s2sctl.app.parked import Parked
from s2sctl.app.patient import fenced
from s2sctl.app.settling.reading import CHANGED, OpenConflict, open_conflicts, read_cases, text_in
from s2sctl.app.settling.word import Settled, Word, Write
from s2sctl.app.sync.acting import act_on
from s2sctl.app.sync.contests import settled
from s2sctl.app.sync.deciding import merge_rows
from s2sctl.app.sync.entries import WHOLE
from s2sctl.app.sync.jobs import end_jobs
from s2sctl.app.sync.naming import name_owners
from s2sctl.app.sync.opening import open_orgs
from s2sctl.app.sync.parents import parents_of
from s2sctl.app.sync.run import at_work, leased
from s2sctl.app.sync.work import Options, Work
from s2sctl.app.sync.writing import send
from s2sctl.errors import UsageError
from s2sctl.model.side import Pair, Side
from s2sctl.model.values import Value, Values, canonical
from s2sctl.ports.clock import Clock
from s2sctl.ports.org import Org, RowWrite, WriteBatch
from s2sctl.ports.reporter import Reporter
from s2sctl.ports.store import Event, Holder, KnownConnection, StateStore
from s2sctl.sync.ledger import place
from s2sctl.sync.mapped import arrive
from s2sctl.sync.merge import contest_mark, edited, text_of
from s2sctl.sync.record_plan import Seen
from s2sctl.sync.ruling import Ruling
from s2sctl.sync.settled import How, Overridden, SettledConflict, contest_of


def resolve(
    known: KnownConnection,
    orgs: Pair[Org],
    store: StateStore,
    clock: Clock,
    reporter: Reporter,
    holder: Holder,
    some: Sequence[Parked],
    word: Word,
    *,
    dry_run: bool = False,
) -> tuple[Settled, ...]:
    """Let ``word`` decide over conflicts, and write what it says; the other fields of these
    records are brought into agreement on the way.

    A conflict of which a side shows something else than the ledger noted is left as it is, and
    told: the word was about other values. Killed anywhere, the next sync finds equal values and
    takes note, or the conflict is still there. Raises what a sync raises on opening, and UsageError
    S2S572 for a value that cannot be one of the field's.
    """
    with leased(store, known.name, holder) as lease, store.stage() as stage:
        options = Options(dry_run=dry_run)
        opened = open_orgs(known, fenced(orgs, store, lease, clock), store, lease, options)
        work = at_work(known.name, store, lease, clock, reporter, holder, options, opened, stage)
        if not dry_run:
            end_jobs(work)
        name_owners(work)
        found: dict[int, Settled] = {}
        for pairing in work.pairings:
            ours = [one for one in some if one.entry.objects == pairing.objects]
            if ours:
                found |= {id(one.parked): one for one in _settle(work, pairing, ours, word)}
        return tuple(
            found.get(id(one), Settled(one, why="its flow is not in force")) for one in some
        )


def _settle(work: Work, pairing: Pairing, some: Sequence[Parked], word: Word) -> list[Settled]:
    opened, left = open_conflicts(work, pairing, some)
    typed = [(one, _typed(one, word)) for one in opened]
    for one, value in typed:
        if word.outdated(one.parked, one.shown) or (word.back and _edited_since(work, one)):
            one.why = CHANGED
        elif value is not None:
            _set(work, pairing, one, *value)
        elif word.take is not None:
            one.ruling = Ruling(word.take, one.shown)
    for one in opened:
        if one.ruling is not None:
            entry = one.parked.entry
            work.rulings.setdefault(entry.key, {})[entry.field] = one.ruling
    _carry_out(work, pairing, [one for one in opened if one.ruling is not None])
    return [*left, *(Settled(one.parked, one.writes, one.why) for one in opened)]


def _edited_since(work: Work, one: OpenConflict) -> bool:
    """Whether either side's field was edited since both were last agreed on: no sync saw that yet,
    or the field does not flow from there."""
    seen = Seen(one.rows.map(lambda row: row.values if row is not None else None), one.link.origin)
    marker = work.marker(one.link.key)
    return any(edited([one.mapped], side, seen, one.link.base, marker) for side in Side)


def _typed(one: OpenConflict, word: Word) -> tuple[Side, Value] | None:
    """The value a person typed for this field, as the field takes it."""
    about = word.about(one.parked)
    if about is None:
        return None
    side, text = about
    schema = one.mapped.types.of(side)
    try:
        return side, canonical(schema, text)
    except ValueError as error:
        raise UsageError(
            f"{one.parked.entry.objects.of(side)}.{schema.name} cannot hold that: it is of type "
            f"{schema.type}. Nothing was written.",
            code="S2S572",
            help="say the value as the API shows it: 2026-11-23, 12.5, true",
        ) from error


def _set(work: Work, pairing: Pairing, one: OpenConflict, side: Side, value: Value) -> None:
    """Write a typed value into one org, as an edit there; from there it is taken, if it flows on.

    Killed after it, the conflict is open still and shows the new value.
    """
    values = {one.mapped.link.fields.of(side): value}
    try:
        after = _after(work, one, side, value)
    except Untransformable as error:
        one.why = f"{work.ends.aliases.of(side.other)} cannot take it: {error.reason}"
        return
    one.writes = tuple(
        Write(at, one.shown.of(at), after.of(at)) for at in Side if one.shown.of(at) != after.of(at)
    )
    written = one.shown.of(side) != after.of(side) and not work.options.dry_run
    if written and not _write_over(work, pairing, one, side, values):
        return
    if one.mapped.link.into.of(side.other) is not None:
        one.ruling = Ruling(side, one.shown, noted=written)


def _after(work: Work, one: OpenConflict, side: Side, value: Value) -> Pair[str | None]:
    """What both sides show once ``value`` was typed into ``side``."""
    typed = one.shown.put(side, text_of(value))
    if one.mapped.link.into.of(side.other) is None:
        return typed
    values = {one.mapped.link.fields.of(side): value}
    parents = parents_of(work, [one.mapped], [(side, values)])
    return typed.put(side.other, text_of(arrive(one.mapped, side.other, value, parents).value))


def _write_over(
    work: Work, pairing: Pairing, one: OpenConflict, side: Side, values: Values
) -> bool:
    """Write what was typed, with both values that it takes away kept first; False where refused.

    They stay kept where an earlier try may have been carried out all the same."""
    taken = _taken(work, one)
    work.remember(contests=taken)
    shown = one.rows.of(side)
    since = shown.modified_at if shown is not None and pairing.strict(side) else None
    row = RowWrite(values, id=one.link.ids.of(side), unmodified_since=since)
    outcome = send(work, side, WriteBatch(work.schema(pairing, side), (row,)))[0]
    if outcome.refusal is not None:
        if not outcome.unsure:
            work.remember(moot=tuple(map(contest_of, taken)))
        one.why = f"{work.ends.aliases.of(side)} refused it: {outcome.refusal.message}"
        return False
    work.remember(events=(_typed_event(work, one, side),))
    case = read_cases(work, pairing, [one.link]).get(one.link.key)
    text = text_in(one.mapped, side, case.rows.of(side) if case is not None else None)
    one.shown = one.shown.put(side, text)
    return True


def _taken(work: Work, one: OpenConflict) -> tuple[SettledConflict, ...]:
    """Both values as they are kept once neither stands."""
    if not work.agreement.keep_days:
        return ()
    name = one.mapped.link.name
    mark = contest_mark(work.marker(one.link.key), name, one.shown)
    over = Overridden(How.PERSON, None, one.shown, mark)
    return (settled(work, one.link, one.rows, name, over),)


def _carry_out(work: Work, pairing: Pairing, ruled: Sequence[OpenConflict]) -> None:
    cases = read_cases(work, pairing, list({one.link.key: one.link for one in ruled}.values()))
    rows = [(case.link, case.rows) for case in cases.values()]
    plans = {link.key: plan for link, plan in merge_rows(work, pairing, rows)}
    for one in ruled:
        plan = plans.get(one.link.key)
        for field in plan.fields if plan is not None and not one.writes else ():
            if field.name == one.mapped.link.name and field.field and one.ruling is not None:
                side = one.ruling.side.other
                one.writes = (Write(side, one.shown.of(side), text_of(field.value)),)
    if work.options.dry_run:
        return
    act_on(work, pairing, list(cases.values()))
    for one in ruled:
        one.why = _still_open(work, one)
    work.remember(events=tuple(_event(work, one) for one in ruled if not one.why))


def _still_open(work: Work, one: OpenConflict) -> str:
    """Why it is not settled after all; "" where it is. A refused row makes way for its refusal in
    the ledger, and the next sync finds the conflict again."""
    for side in Side:
        entry = work.book.entries.get((one.link.key, side, WHOLE))
        if entry is not None:
            return f"{work.ends.aliases.of(side)} refused it: {entry.code} {entry.message}"
    return CHANGED if place(one.parked.entry) in work.book.entries else ""


def _event(work: Work, one: OpenConflict) -> Event:
    entry, side = one.parked.entry, one.ruling.side if one.ruling else one.parked.entry.target
    text = (
        f"{entry.objects.of(side)} {one.link.ids.of(side)}: a person settled {entry.field}; "
        f"{work.ends.aliases.of(side)}'s value stands"
    )
    return Event(work.now(side), "conflict", side, work.ends.identities.of(side).username, text)


def _typed_event(work: Work, one: OpenConflict, side: Side) -> Event:
    entry = one.parked.entry
    text = f"{entry.objects.of(side)} {one.link.ids.of(side)}: a person set {entry.field}"
    return Event(work.now(side), "conflict", side, work.ends.identities.of(side).username, text)
