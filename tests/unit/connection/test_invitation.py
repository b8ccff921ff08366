"""Tokens come back as they went, and any other text is refused by name."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2sctl.connection.admission import check_answer, check_invitation
from s2sctl.connection.invitation import (
    Acceptance,
    Invitation,
    answer_token,
    invitation_token,
    mark_of,
    read_answer,
    read_invitation,
)
from s2sctl.connection.record import ConnectionRecord, Role, Status
from s2sctl.errors import UsageError
from s2sctl.model.ids import OrgId, to18
from s2sctl.model.names import ConnectionName
from s2sctl.model.side import Side

ACME = OrgId(to18("00DA00000000001"))
GLOBEX = OrgId(to18("00DB00000000002"))
NAME = ConnectionName("acme-globex")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
INVITATION = Invitation(NAME, ACME, "acme", "n" * 22, NOW + timedelta(days=14))
ANSWER = Acceptance(NAME, ACME, GLOBEX, "globex", "n" * 22)

orgs = st.from_regex(r"00D[A-Za-z0-9]{12}", fullmatch=True).map(lambda text: OrgId(to18(text)))
names = st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}[a-z0-9]", fullmatch=True).map(ConnectionName)
nonces = st.text("abcXYZ019-_", min_size=16, max_size=64)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(
    lambda naive: naive.replace(tzinfo=UTC, microsecond=0)
)
sides = st.none() | st.sampled_from(Side)
invitations = st.builds(Invitation, names, orgs, st.text(max_size=40), nonces, moments, sides)
answers = st.builds(Acceptance, names, orgs, orgs, st.text(max_size=40), nonces)


def code(call, *arguments):
    with pytest.raises(UsageError) as caught:
        call(*arguments)
    return caught.value.code


@given(invitations)
def test_an_invitation_comes_back_as_it_went(invitation):
    assert read_invitation(invitation_token(invitation)) == invitation


@given(answers)
def test_an_answer_comes_back_as_it_went(acceptance):
    assert read_answer(answer_token(acceptance)) == acceptance


@given(invitations, st.data())
def test_any_changed_character_is_refused(invitation, data):
    token = invitation_token(invitation)
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.characters(codec="ascii", categories=["L", "N", "P"]))
    if other != token[place]:
        changed = token[:place] + other + token[place + 1 :]
        assert code(read_invitation, changed) == "S2S410"


def test_every_single_flip_of_one_token_is_refused():
    token = answer_token(ANSWER)
    for place, char in enumerate(token):
        flipped = token[:place] + ("A" if char != "A" else "B") + token[place + 1 :]
        assert code(read_answer, flipped) == "S2S410"


@given(st.text(max_size=200))
def test_any_other_text_is_refused(text):
    assert code(read_invitation, text) in ("S2S410", "S2S411")


def test_a_token_cut_short_is_refused():
    token = invitation_token(INVITATION)
    for end in range(len(token)):
        assert code(read_invitation, token[:end]) == "S2S410"


def test_line_breaks_of_a_mail_program_do_no_harm():
    token = invitation_token(INVITATION)
    broken = "\n".join(token[start : start + 60] for start in range(0, len(token), 60))
    assert read_invitation(f"  {broken}\r\n") == INVITATION


def test_an_answer_is_no_invitation_and_says_so():
    assert code(read_invitation, answer_token(ANSWER)) == "S2S411"
    assert code(read_answer, invitation_token(INVITATION)) == "S2S411"


def record(status, nonce="n" * 22):
    return ConnectionRecord(None, NAME, status, nonce)


def test_a_fresh_invitation_may_be_accepted():
    check_invitation(INVITATION, GLOBEX, NOW, None)
    check_invitation(INVITATION, GLOBEX, NOW, record(Status.INACTIVE, "old" * 8))


def test_an_invitation_is_refused_by_name_when_it_is_expired_own_used_or_would_replace():
    assert code(check_invitation, INVITATION, GLOBEX, INVITATION.expires, None) == "S2S412"
    assert code(check_invitation, INVITATION, ACME, NOW, None) == "S2S416"
    for status in Status:
        assert code(check_invitation, INVITATION, GLOBEX, NOW, record(status)) == "S2S414"
    taken = record(Status.PAUSED, "other" * 4)
    assert code(check_invitation, INVITATION, GLOBEX, NOW, taken) == "S2S413"


def test_an_answer_to_the_open_invitation_may_be_confirmed():
    check_answer(ANSWER, ACME, record(Status.SENT))


def test_an_answer_is_refused_by_name_when_it_is_foreign_or_used():
    assert code(check_answer, ANSWER, GLOBEX, record(Status.SENT)) == "S2S413"
    assert code(check_answer, ANSWER, ACME, None) == "S2S413"
    assert code(check_answer, ANSWER, ACME, record(Status.SENT, "newer" * 4)) == "S2S413"
    own = Acceptance(NAME, ACME, ACME, "acme", "n" * 22)
    assert code(check_answer, own, ACME, record(Status.SENT)) == "S2S416"
    assert code(check_answer, ANSWER, ACME, record(Status.ACCEPTED)) == "S2S414"
    assert code(check_answer, ANSWER, ACME, record(Status.INACTIVE)) == "S2S417"
    elsewhere = replace(record(Status.SENT), partner_org=OrgId(to18("00DC00000000003")))
    assert code(check_answer, ANSWER, ACME, elsewhere) == "S2S413"


def test_a_token_of_an_earlier_time_stays_used_up_whatever_the_state():
    for status in Status:
        later = replace(record(status, "later" * 4), past=(mark_of("n" * 22),))
        assert code(check_invitation, INVITATION, GLOBEX, NOW, later) == "S2S415"
        assert code(check_answer, ANSWER, ACME, later) == "S2S415"


def test_only_the_partner_there_was_may_renew_what_is_in_use_and_sides_never_swap():
    again = replace(INVITATION, again=Side.A)
    ours = ConnectionRecord(None, NAME, Status.ACCEPTED, "m" * 22, ACME, role=Role.INVITED)
    check_invitation(again, GLOBEX, NOW, ours)
    assert code(check_invitation, INVITATION, GLOBEX, NOW, ours) == "S2S413"
    other = replace(ours, partner_org=OrgId(to18("00DC00000000003")))
    assert code(check_invitation, again, GLOBEX, NOW, other) == "S2S413"
    swapped = replace(ours, role=Role.INVITER, status=Status.INACTIVE)
    assert code(check_invitation, again, GLOBEX, NOW, swapped) == "S2S413"


def test_no_refusal_quotes_the_token():
    token = invitation_token(INVITATION)
    with pytest.raises(UsageError) as caught:
        read_invitation(token[:-1])
    assert token[20:60] not in str(caught.value) + caught.value.help
