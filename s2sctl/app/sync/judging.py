"""Step 5, decide, for the share as a whole: what is known of its two rows, and the verdict."""

from collections.abc import Mapping, Sequence

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.rereading import by_id, shared_by_hand
from s2sctl.app.sync.winners import Winner, winners_of
from s2sctl.app.sync.work import Work
from s2sctl.manifest.manifest import OnLeave
from s2sctl.model.ids import RecordId
from s2sctl.model.side import Pair, Side
from s2sctl.ports.org import Query
from s2sctl.sync.linking import Case
from s2sctl.sync.shares import (
    UNDELETED,
    Ends,
    Reason,
    Rests,
    RowState,
    ShareSituation,
    Verdict,
    judge,
)


def judge_cases(work: Work, pairing: Pairing, cases: Sequence[Case]) -> list[Verdict]:
    """A verdict for each share, in order."""
    winners = Pair(*(winners_of(work, pairing, side, cases) for side in Side))
    verdicts = [judge(_situation(work, pairing, case, winners)) for case in cases]
    unsure = [
        (place, case)
        for place, (case, verdict) in enumerate(zip(cases, verdicts, strict=True))
        if _may_be_kept(case, verdict)
    ]
    by_hand = _by_hand(work, [case for _, case in unsure])
    left = [case for place, case in unsure if isinstance(verdicts[place], Ends)]
    unsettled = _not_outside(work, pairing, left)
    for place, case in unsure:
        side = case.link.origin
        if _origin_id(case) in by_hand.of(side) | unsettled.of(side):
            verdicts[place] = judge(_situation(work, pairing, case, winners, kept=True))
    return verdicts


def _may_be_kept(case: Case, verdict: Verdict) -> bool:
    """Whether the verdict would be another if a person shares the origin by hand."""
    if isinstance(verdict, Ends):
        return verdict.reason is Reason.LEFT_RULE
    origin = case.rows.of(case.link.origin)
    back = origin is not None and not origin.deleted
    return isinstance(verdict, Rests) and back and case.link.reason in UNDELETED


def _situation(
    work: Work,
    pairing: Pairing,
    case: Case,
    winners: Pair[dict[RecordId, Winner]],
    *,
    kept: bool = False,
) -> ShareSituation:
    """``kept``: that no rule takes the record away was learnt beside its row."""
    link = case.link
    rule = pairing.share.of(link.origin)
    return ShareSituation(
        status=link.status,
        reason=link.reason,
        origin=link.origin,
        rows=Pair(*(_state(pairing, case, side, winners.of(side)) for side in Side)),
        asked=_said(work.shared.asked, case),
        unshared=_said(work.shared.unshared, case),
        by_hand=kept,
        ends_on_leave=rule is not None and rule.on_leave is OnLeave.END,
    )


def _state(
    pairing: Pairing, case: Case, side: Side, winners: Mapping[RecordId, Winner]
) -> RowState | None:
    row = case.rows.of(side)
    if row is None:
        return None
    winner = winners.get(row.id)
    rule = pairing.share.of(side)
    asked = side is case.link.origin and rule is not None and not rule.manual
    return RowState(
        deleted=row.deleted,
        converted=row.converted,
        winner=winner.id if winner is not None else None,
        winner_linked=winner is not None and winner.taken,
        # A row came with values where a condition that shares it brought it (reading.py).
        in_rule=bool(row.values) if asked and not row.deleted else None,
    )


def _said(words: Pair[set[RecordId]], case: Case) -> bool:
    return any(
        (there := case.link.ids.of(side)) is not None and there in words.of(side) for side in Side
    )


def _origin_id(case: Case) -> RecordId | None:
    return case.link.ids.of(case.link.origin)


def _not_outside(work: Work, pairing: Pairing, cases: Sequence[Case]) -> Pair[set[RecordId]]:
    """Those of some shares' origins that cannot be seen outside their rule when it is asked about
    them alone: they are in it, or are not there at all, which says nothing (design §3.4).

    Ids are read before fields (reading.py): a record edited in between is beyond the horizon when
    the rule is asked, comes without values, and has left nothing. The next run reads it.
    """
    found: Pair[set[RecordId]] = Pair(set(), set())
    for side in Side:
        rule, where = pairing.share.of(side), work.rule(pairing, side)
        ids = [one for case in cases if case.link.origin is side and (one := _origin_id(case))]
        if ids and where is not None and rule is not None and not rule.follows:
            asked = Query(work.schema(pairing, side), (), f"({where}) AND ", deleted=False)
            inside = by_id(work, side, asked, ids)
            outside = [id for id in ids if id not in inside]
            there = by_id(work, side, Query(asked.schema), outside) if outside else {}
            found.of(side).update(id for id in ids if id not in there)
    return found


def _by_hand(work: Work, cases: Sequence[Case]) -> Pair[set[RecordId]]:
    """Those of some shares' origins that a person shares by hand: no rule takes them away."""
    found: Pair[set[RecordId]] = Pair(set(), set())
    for side in Side:
        ids = [one for case in cases if case.link.origin is side and (one := _origin_id(case))]
        found.of(side).update(shared_by_hand(work, side, ids))
    return found
