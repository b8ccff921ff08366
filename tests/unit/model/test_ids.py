"""Ids and keys."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2sctl.model.ids import Key, OrgId, checksum, id_help, is_id, to18

FIFTEEN = st.text(string.ascii_letters + string.digits, min_size=15, max_size=15)


def test_the_checksum_is_the_one_salesforce_publishes() -> None:
    assert to18("001A0000006Vm9r") == "001A0000006Vm9rIAC"


@given(FIFTEEN)
def test_eighteen_characters_tell_ids_apart_without_case(text: str) -> None:
    longer = to18(text)
    assert is_id(longer)
    assert to18(longer) == longer
    other = text.swapcase()
    assert other == text or to18(other).lower() != longer.lower()


@given(FIFTEEN)
def test_a_wrong_checksum_is_no_id(text: str) -> None:
    wrong = "AAA" if checksum(text) != "AAA" else "AAB"
    assert not is_id(text + wrong)
    with pytest.raises(ValueError):
        to18(text + wrong)


@given(FIFTEEN, FIFTEEN)
def test_a_key_survives_its_text(org: str, record: str) -> None:
    key = Key(OrgId(to18(org)), to18(record))
    assert Key.parse(str(key)) == key


@pytest.mark.parametrize("text", [None, "", "00D", "a/b", "no key at all", "/"])
def test_anything_else_is_no_key(text: str | None) -> None:
    assert Key.parse(text) is None


def test_an_id_whose_letters_changed_their_case_is_told_from_what_is_none() -> None:
    assert "last three characters do not fit" in id_help(["00QXX0000012345AAA"], "as shown")
    assert id_help(["00Q"], "as shown") == "an id has 15 or 18 letters and digits, as shown"
