"""The record rule: total, and no copy goes without a tombstone or a person's word."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from s2sctl.model.ids import RecordId
from s2sctl.model.side import Pair, Side
from s2sctl.sync.link import LinkStatus
from s2sctl.sync.shares import (
    Begins,
    Ends,
    Flows,
    Moves,
    Reason,
    Rests,
    RowState,
    ShareSituation,
    judge,
)

rows = st.none() | st.builds(
    RowState,
    deleted=st.booleans(),
    converted=st.booleans(),
    winner=st.sampled_from([None, RecordId("winner")]),
    winner_linked=st.booleans(),
    in_rule=st.sampled_from([None, True, False]),
)
situations = st.builds(
    ShareSituation,
    status=st.sampled_from(LinkStatus),
    reason=st.sampled_from(["", *(one.value for one in Reason)]),
    origin=st.sampled_from(Side),
    rows=st.builds(Pair, rows, rows),
    asked=st.booleans(),
    unshared=st.booleans(),
    by_hand=st.booleans(),
    ends_on_leave=st.booleans(),
)


def swapped(now):
    return ShareSituation(
        now.status,
        now.reason,
        now.origin.other,
        now.rows.swap(),
        now.asked,
        now.unshared,
        now.by_hand,
        now.ends_on_leave,
    )


@given(situations)
def test_every_situation_has_a_verdict_and_swapping_mirrors_it(now) -> None:
    verdict, mirror = judge(now), judge(swapped(now))
    if isinstance(verdict, Moves):
        assert mirror == Moves(verdict.side.other, verdict.winner)
    else:
        assert mirror == verdict


@given(situations)
def test_a_copy_goes_only_for_a_tombstone_a_word_or_the_rule(now) -> None:
    verdict = judge(now)
    if isinstance(verdict, Ends) and not verdict.copy_stays:
        origin = now.rows.of(now.origin)
        assert (
            now.unshared
            or (origin is not None and origin.deleted)
            or (origin is not None and origin.in_rule is False and now.ends_on_leave)
        )


@given(situations)
def test_an_unread_row_ends_nothing(now) -> None:
    quiet = ShareSituation(now.status, now.reason, now.origin, Pair(None, None))
    assert not isinstance(judge(quiet), Ends | Begins | Moves)


def test_a_share_flows_while_nothing_ends_it() -> None:
    here = RowState(in_rule=True)
    assert judge(ShareSituation(LinkStatus.ACTIVE, "", Side.A, Pair(here, RowState()))) == Flows()


@given(situations)
def test_an_ended_share_begins_again_only_by_a_word_a_rule_or_an_undelete(now) -> None:
    verdict = judge(now)
    if isinstance(verdict, Begins):
        origin = now.rows.of(now.origin)
        assert origin is not None
        assert not origin.deleted
        binned = now.reason in (Reason.ORIGIN_DELETED.value, Reason.ORIGIN_MERGED.value)
        back = binned or now.reason == Reason.LEFT_RULE.value
        assert now.asked or (back and origin.in_rule) or (binned and now.by_hand)
        assert not now.unshared


def test_unshared_after_it_left_its_rule_it_does_not_come_back_with_it() -> None:
    left = ShareSituation(
        LinkStatus.INACTIVE,
        Reason.LEFT_RULE.value,
        Side.A,
        Pair(RowState(in_rule=True), RowState()),
        unshared=True,
    )
    assert judge(left) == Ends(LinkStatus.INACTIVE, Reason.UNSHARED, copy_stays=True)
    later = replace(left, reason=Reason.UNSHARED.value, unshared=False)
    assert judge(later) == Rests()


def test_a_copy_that_outlived_its_origin_is_not_made_over_when_that_is_shared_anew() -> None:
    back = ShareSituation(
        LinkStatus.DELETED,
        Reason.ORIGIN_DELETED.value,
        Side.A,
        Pair(RowState(), RowState()),
        asked=True,
    )
    assert judge(back) == Begins(anew=False)
    assert judge(replace(back, rows=Pair(RowState(), RowState(deleted=True)))) == Begins(anew=True)


def test_a_copy_that_is_there_is_not_made_over_however_its_share_ended() -> None:
    for reason in (Reason.UNSHARED, Reason.COPY_DELETED):
        back = ShareSituation(
            LinkStatus.DELETED, reason.value, Side.A, Pair(RowState(), RowState()), asked=True
        )
        assert judge(back) == Begins(anew=False)
        assert judge(replace(back, rows=Pair(RowState(), None))) == Begins(anew=False)
