"""Every act in every state leads to a state or to a named refusal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2sctl.connection.codes import CODES
from s2sctl.connection.record import ConnectionRecord, Role, Status
from s2sctl.connection.states import Act, Refused, completes, move, standing
from s2sctl.model.ids import OrgId, to18
from s2sctl.model.names import ConnectionName
from s2sctl.model.side import Pair, Side

ORGS = Pair(OrgId(to18("00DA00000000001")), OrgId(to18("00DB00000000002")))
LIVING = (Status.ACCEPTED, Status.PAUSED)


def record(side, **changed):
    said = {
        "status": Status.ACCEPTED,
        "nonce": "n" * 22,
        "partner_org": ORGS.of(side.other),
        "role": Role.INVITER if side is Side.A else Role.INVITED,
    } | changed
    return ConnectionRecord(None, ConnectionName("acme-globex"), **said)


def both(a=None, b=None):
    return Pair(record(Side.A, **(a or {})), record(Side.B, **(b or {})))


@pytest.mark.parametrize("status", [None, *Status])
@pytest.mark.parametrize("act", list(Act))
def test_every_act_in_every_state_has_an_answer(status, act):
    assert isinstance(move(status, act), Status | Refused)


def test_every_refusal_is_explained():
    assert {refused.value for refused in Refused} <= set(CODES)


@given(st.lists(st.sampled_from(Act), max_size=12))
def test_only_an_acceptance_on_both_sides_leads_to_accepted(acts):
    status = None
    for act in acts:
        moved = move(status, act)
        if isinstance(moved, Status):
            if moved in LIVING and status not in LIVING:
                assert act in (Act.ACCEPT, Act.RENEW, Act.CONFIRM)
            status = moved


@pytest.mark.parametrize("status", LIVING)
def test_a_living_connection_ends_only_by_being_deactivated(status):
    ends = [act for act in Act if move(status, act) not in (*LIVING, *Refused)]
    assert ends == [Act.DEACTIVATE]


def test_what_is_over_comes_back_only_by_an_invitation():
    for status in (Status.REJECTED, Status.INACTIVE):
        back = {act for act in Act if move(status, act) in (*LIVING, Status.SENT)}
        assert back == {Act.INVITE, Act.ACCEPT, Act.RECONNECT, Act.RENEW}


def test_both_records_naming_each_other_with_one_nonce_are_connected():
    assert standing(both(), ORGS).connected


@pytest.mark.parametrize("status", [one for one in Status if one is not Status.ACCEPTED])
@pytest.mark.parametrize("side", list(Side))
def test_either_sides_word_is_enough_to_stop(status, side):
    records = both().put(side, record(side, status=status))
    found = standing(records, ORGS)
    assert (found.connected, found.side) == (False, side)
    assert status.value in found.why


@pytest.mark.parametrize("side", list(Side))
def test_a_missing_record_or_another_partner_is_not_connected(side):
    assert not standing(both().put(side, None), ORGS).connected
    for wrong in (None, ORGS.of(side)):
        stray = both().put(side, record(side, partner_org=wrong))
        assert standing(stray, ORGS).side is side


def test_records_of_different_invitations_are_not_connected():
    assert not standing(both(b={"nonce": "m" * 22}), ORGS).connected
    assert not standing(both({"nonce": ""}, {"nonce": ""}), ORGS).connected


def test_swapped_orgs_are_not_connected():
    assert not standing(both(), ORGS.swap()).connected
    assert not standing(both().swap(), ORGS.swap()).connected


def test_an_accepted_invitation_completes_and_nothing_else_does():
    sent = both({"status": Status.SENT, "partner_org": None})
    assert completes(sent, ORGS) is Side.A
    assert not completes(both(), ORGS)
    assert not completes(sent.put(Side.B, None), ORGS)
    assert not completes(sent, ORGS.swap())
    for wrong in ({"nonce": "m" * 22}, {"partner_org": ORGS.b}, {"status": Status.PAUSED}):
        assert not completes(sent.put(Side.B, record(Side.B, **wrong)), ORGS)


def test_a_reconnection_by_the_invited_side_completes_with_the_sides_as_they_were():
    sent = both(b={"status": Status.SENT})
    assert completes(sent, ORGS) is Side.B
    assert not completes(sent.put(Side.A, record(Side.A, nonce="m" * 22)), ORGS)
    stranger = OrgId(to18("00DC00000000003"))
    assert not completes(both(b={"status": Status.SENT, "partner_org": stranger}), ORGS)


def test_an_open_invitation_is_taken_back_by_one_word_only():
    ways = {act for act in Act if move(Status.SENT, act) in (Status.INACTIVE, Status.REJECTED)}
    assert ways == {Act.CANCEL}
