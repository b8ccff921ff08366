"""Step 5, decide: each share's step, from its verdict and the merge of its fields."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.judging import judge_cases
from s2sctl.app.sync.offering import must_wait, not_accepted, offering
from s2sctl.app.sync.parents import parents_of
from s2sctl.app.sync.work import Work
from s2sctl.manifest.manifest import WhenShareEnds
from s2sctl.model.ids import RecordId
from s2sctl.model.records import Record
from s2sctl.model.schema import FieldSchema
from s2sctl.model.side import Pair, Side
from s2sctl.model.values import Values
from s2sctl.sync.intents import landed
from s2sctl.sync.ledger import BOTH_CHANGED, DIVERGED, NEVER_AGREED
from s2sctl.sync.link import FOUND, Link, LinkStatus
from s2sctl.sync.linking import Case
from s2sctl.sync.mapped import Mapped, Parents, among_shared
from s2sctl.sync.merge import edited, fill, merge
from s2sctl.sync.record_plan import RecordPlan, Seen, Waits, planned
from s2sctl.sync.shares import RETURNING, Begins, Ends, Flows, Moves, Reason, Rests, Verdict
from s2sctl.sync.steps import Create, End, Remember, Step, Update

ANSWERED = timedelta(seconds=10)
"""What an org's clock may be ahead of where we take it to be."""

_APART = (DIVERGED, NEVER_AGREED)
"""What is entered of fields of which each side keeps its own value."""


def decide_cases(work: Work, pairing: Pairing, cases: Sequence[Case]) -> list[Step]:
    """What to do about each share, in order; shares at rest are left out."""
    verdicts = judge_cases(work, pairing, cases)
    flowing = [
        _revived(case, verdict) if isinstance(verdict, Begins) else case
        for case, verdict in zip(cases, verdicts, strict=True)
        if isinstance(verdict, Flows | Begins)
    ]
    seen = [_without_lost_copy(case) for case in with_values(work, pairing, flowing)]
    going, over = list[Case](), list[Case]()
    for case in seen:
        (over if _converted_meanwhile(case) else going).append(case)
    steps: list[Step] = list(_merged(work, pairing, going))
    steps += [End(case.link, LinkStatus.CONVERTED, Reason.CONVERTED, remove=False) for case in over]
    for case, verdict in zip(cases, verdicts, strict=True):
        steps += _settled(pairing, case, verdict)
    return steps


def _revived(case: Case, verdict: Begins) -> Case:
    """A share that begins again. A copy that is thought gone is looked for once more: it may have
    been undeleted since, and what it shows then must not be written over unread."""
    lost = not case.link.base and case.link.reason in RETURNING
    reason = FOUND if lost else ""
    link = replace(case.link, status=LinkStatus.ACTIVE, reason=reason)
    rows = case.rows.put(link.origin.other, None) if verdict.anew else case.rows
    return Case(link, rows, case.stored)


def _anew(case: Case) -> Case:
    """The share without its copy: one is to be made."""
    target = case.link.origin.other
    ids = case.link.ids.put(target, None)
    link = replace(case.link, status=LinkStatus.PENDING, ids=ids, base={}, flips={}, reason="")
    return Case(link, case.rows.put(target, None), case.stored)


def _begins_again(case: Case) -> bool:
    return case.stored is not None and case.stored.status not in (
        case.link.status,
        LinkStatus.PENDING,
    )


def _without_lost_copy(case: Case) -> Case:
    """A copy that went while its share rested is made anew: the key keeps it from doubling."""
    lost = case.rows.of(case.link.origin.other) is None
    return _anew(case) if lost and _begins_again(case) else case


def _converted_meanwhile(case: Case) -> bool:
    """Whether a Lead became something else while its share rested: a converted one takes no more
    changes."""
    return _begins_again(case) and any(row is not None and row.converted for row in case.rows)


def _settled(pairing: Pairing, case: Case, verdict: Verdict) -> list[Step]:
    """The steps of shares whose fields do not flow (any more)."""
    match verdict:
        case Ends(status, reason, copy_stays):
            intake = pairing.intake.of(case.link.origin.other)
            wanted = intake is not None and intake.when_share_ends is WhenShareEnds.REMOVE
            exists = case.link.ids.of(case.link.origin.other) is not None
            remove = wanted and exists and not copy_stays
            return [End(case.link, status, reason, remove)]
        case Flows() | Begins() | Rests() | Moves():
            # Merges are followed before anything is decided (moving.py); one that could not be
            # is left as it is.
            return []


def with_values(work: Work, pairing: Pairing, cases: Sequence[Case]) -> list[Case]:
    """The same shares with the values of every row that was found by id alone, and with both
    rows where the ledger has something open about the share."""
    filled = list(cases)
    for side in Side:
        missing = [case for case in filled if (_wants_row(work, case, side))]
        ids = [one for case in missing if (one := case.link.ids.of(side)) is not None]
        if not ids:
            continue
        found = fetch(work, pairing, side, ids)
        if (rule := pairing.share.of(side)) is None or rule.manual:
            work.stage.put(side, found.values())
        filled = [_with_row(case, side, found) for case in filled]
    return filled


def _wants_row(work: Work, case: Case, side: Side) -> bool:
    row = case.rows.of(side)
    if row is not None:
        return not row.values and not row.deleted
    # What happened to either row while the share rested was not looked at; nor is anything known
    # of a row whose fields count as changed since the other one was merged away or replaced, or
    # was matched with it.
    unknown = any(not known.of(side) for known in case.link.base.values()) or not case.link.base
    found = case.link.reason == FOUND
    return found or unknown or _begins_again(case) or bool(work.book.about(case.link.key))


def _with_row(case: Case, side: Side, found: Mapping[RecordId, Record]) -> Case:
    id = case.link.ids.of(side)
    if id is None or id not in found:
        return case
    return replace(case, rows=case.rows.put(side, found[id]))


def fetch(
    work: Work, pairing: Pairing, side: Side, ids: Sequence[RecordId]
) -> dict[RecordId, Record]:
    """Rows of shared records by id, with every mapped field."""
    schema = work.schema(pairing, side)
    return work.ends.orgs.of(side).fetch(schema, ids, pairing.mapped(side))


def _merged(work: Work, pairing: Pairing, cases: Sequence[Case]) -> Iterable[Step]:
    parents = parents_of(work, work.mapped(pairing), _values(cases))
    for case in (_among_shared(work, pairing, case, parents) for case in cases):
        if case.link.ids.of(case.link.origin.other) is None:
            origin = case.rows.of(case.link.origin)
            if origin is not None and origin.values:
                link = _edited(case.link, case.rows, _users(work))
                create = _create(work, pairing, link, origin, parents)
                if case.stored is not None:
                    former = case.stored.ids.of(case.link.origin.other)
                    create = replace(create, former=former)
                yield offering(case, create.plan) if must_wait(pairing, case) else create
            continue
        link, plan = merge_case(work, pairing, case.link, case.rows, parents)
        if not plan.targets:
            yield Remember(link, case.rows, plan)
            continue
        # What is unconfirmed stays so until its rows were read again: the base is not kept yet.
        held = replace(case.link, foreign_edit=link.foreign_edit)
        yield Update(held, case.rows, plan)


def merge_rows(
    work: Work, pairing: Pairing, rows: Sequence[tuple[Link, Pair[Record | None]]]
) -> list[tuple[Link, RecordPlan]]:
    """Merge some shares again, with rows that were read again."""
    cases = [Case(link, pair) for link, pair in rows]
    parents = parents_of(work, work.mapped(pairing), _values(cases))
    cases = [_among_shared(work, pairing, case, parents) for case in cases]
    return [merge_case(work, pairing, case.link, case.rows, parents) for case in cases]


def _among_shared(work: Work, pairing: Pairing, case: Case, parents: Parents) -> Case:
    """The share with rows that name shared records alone where they name many."""
    rows = case.rows
    for side in Side:
        row = rows.of(side)
        if row is not None:
            values = among_shared(work.mapped(pairing), side, row.values, parents)
            rows = rows.put(side, replace(row, values=values))
    return replace(case, rows=rows)


def _values(cases: Iterable[Case]) -> Iterable[tuple[Side, Values]]:
    for case in cases:
        for side in Side:
            row = case.rows.of(side)
            if row is not None:
                yield side, row.values


def _create(work: Work, pairing: Pairing, link: Link, origin: Record, parents: Parents) -> Create:
    fields = work.mapped(pairing)
    plan = fill(fields, origin.values, link.origin, work.marker(link.key), parents)
    required = {
        mapped.link.name for mapped in fields if _needed_at_once(mapped.types.of(link.origin.other))
    }
    rule = pairing.share.of(link.origin)
    follows = rule.follows if rule is not None else ()
    absent = {one.name: one.problem.parent for one in plan.fields if isinstance(one.problem, Waits)}
    waiting = [parent for name, parent in absent.items() if name in required]
    waiting += _unaccompanied(
        plan, [one for one in fields if one.link.fields.of(link.origin) in follows]
    )
    waiting += not_accepted(work, fields, link.origin, absent.values())
    return Create(link, plan, waiting[0] if waiting else None)


def _needed_at_once(target: FieldSchema) -> bool:
    """Whether the copy cannot get the value later: required, or writable on create alone."""
    return target.required_on_create or (target.createable and not target.updateable)


def _unaccompanied(plan: RecordPlan, lookups: Sequence[Mapped]) -> list[RecordId]:
    """The parents a record waits for that is shared because they are: a child does not arrive
    before the first of its parents."""
    names = {one.link.name for one in lookups}
    there = [one for one in plan.fields if one.name in names]
    if any(one.value is not None for one in there):
        return []
    return [one.problem.parent for one in there if isinstance(one.problem, Waits)]


def merge_case(
    work: Work, pairing: Pairing, link: Link, rows: Pair[Record | None], parents: Parents
) -> tuple[Link, RecordPlan]:
    """The plan for one share's fields, and the link with what was learnt of foreign edits."""
    fields, marker = work.mapped(pairing), work.marker(link.key)
    values: Pair[Values | None] = Pair(_shown(rows.a), _shown(rows.b))
    users = _users(work)
    ours = frozenset(
        side
        for side in link.unconfirmed
        if (row := rows.of(side)) is not None
        and row.modified_by == users.of(side)
        and not _saved_since(row, link, side)
    )
    link = landed(fields, values, _edited(link, rows, users), marker)
    seen = Seen(values, link.origin, ours=ours, unsettled=link.unsettled)
    under_our_login = frozenset(
        side for side in Side if (row := rows.of(side)) and row.modified_by == users.of(side)
    )
    seen = replace(
        seen,
        rulings=work.rulings.get(link.key, {}),
        flips=link.flips,
        under_our_login=under_our_login,
        diverged=_noted(work, link, *_APART),
        held=_noted(work, link, BOTH_CHANGED),
        found=link.reason == FOUND and not link.base,
    )
    changed = [side for side in Side if edited(fields, side, seen, link.base, marker)]
    if link.base and not (changed or link.unconfirmed or work.book.about(link.key)):
        return link, planned(())
    moments = link.foreign_edit
    for side in changed if link.base else ():
        moments = moments.put(side, _last_edit(rows.of(side), link, side))
    seen = replace(seen, newer=_newer(moments))
    plan = merge(fields, seen, link.base, marker, parents)
    if None not in values:
        link = replace(link, reason="")
    known = [side for side in link.unconfirmed if rows.of(side) and side not in plan.targets]
    return replace(link, foreign_edit=moments).confirmed(known), plan


def _saved_since(row: Record, link: Link, side: Side) -> bool:
    """Whether a row was saved again after the org answered our write: that is an edit, by whatever
    login (design §8). When a write that nobody answered was carried out is not known."""
    saved, answered = row.modified_at, None if link.intents.of(side) else link.last_sent
    return saved is not None and answered is not None and saved > answered + ANSWERED


def learnt(step: Remember, stored: Link | None) -> Link | None:
    """The link as it is to be kept, None where nothing new was learnt."""
    link = replace(step.link, base=step.plan.base_after(step.link.base))
    return link if link != stored else None


def _noted(work: Work, link: Link, *codes: str) -> frozenset[str]:
    return frozenset(one.field for one in work.book.about(link.key) if one.code in codes)


def _shown(row: Record | None) -> Values | None:
    """A row's values; None where it was not read, or by id alone."""
    return row.values if row is not None and row.values else None


def _users(work: Work) -> Pair[RecordId]:
    return work.ends.identities.map(lambda identity: identity.user_id)


def _edited(link: Link, rows: Pair[Record | None], users: Pair[RecordId]) -> Link:
    """The link with the time of the last edit that was not ours, where a row shows one."""
    moments = link.foreign_edit
    for side in Side:
        row = rows.of(side)
        if row is not None and row.modified_by != users.of(side):
            moments = moments.put(side, _later(moments.of(side), row.modified_at))
    return replace(link, foreign_edit=moments)


def _last_edit(row: Record | None, link: Link, side: Side) -> datetime | None:
    """A row that differs from its base was edited since, by whatever login."""
    return _later(link.foreign_edit.of(side), row.modified_at if row else None)


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    if one is None or other is None:
        return one or other
    return max(one, other)


def _newer(moments: Pair[datetime | None]) -> Side | None:
    """Whose last edit is the newer one; None for a tie or where nothing is known."""
    if moments.a == moments.b:
        return None
    if moments.a is None or moments.b is None:
        return Side.A if moments.b is None else Side.B
    return Side.A if moments.a > moments.b else Side.B
