"""What FIND looks for, as a pure rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.search import parse_search
from s2sctl.localorg.search.expression import (
    SearchError,
    matches,
    read_expression,
    sieve,
    words_of,
)

_WORDS = st.text("abcdefgh", min_size=2, max_size=6)


def _found(search: str, *fields: str) -> bool:
    return matches(read_expression(search), [words_of(one) for one in fields])


def _search_error(text: str) -> SearchError | None:
    try:
        read_expression(text)
    except SearchError as error:
        return error
    return None


def _request_error(text: str) -> RequestError | None:
    try:
        parse_search(text)
    except RequestError as error:
        return error
    return None


@given(_WORDS, st.text("abcdefgh ,.-", max_size=30), st.text("abcdefgh ,.-", max_size=30))
def test_a_word_is_found_wherever_it_stands_alone(word: str, before: str, after: str) -> None:
    assert _found(word, f"{before} {word.upper()} {after}")


@given(_WORDS, st.text("abcdefgh", min_size=1, max_size=3))
def test_a_word_is_found_whole_or_by_its_star(word: str, rest: str) -> None:
    assert not _found(word, word + rest)
    assert _found(f"{word}*", word + rest)
    assert _found(f"{word}{'?' * len(rest)}", word + rest)


@given(_WORDS, _WORDS, st.text("abcdefgh ", max_size=40))
def test_joined_searches_mean_what_their_parts_mean(one: str, other: str, text: str) -> None:
    left, right = _found(one, text), _found(other, text)
    assert _found(f"{one} AND {other}", text) is (left and right)
    assert _found(f"{one} {other}", text) is (left and right)
    assert _found(f"{one} OR {other}", text) is (left or right)
    assert _found(f"{one} AND NOT {other}", text) is (left and not right)


@given(st.lists(_WORDS, min_size=1, max_size=4), st.text("abcdefgh ", max_size=40))
def test_the_sieve_lets_everything_through_that_is_found(words: list[str], text: str) -> None:
    for joint in (" AND ", " OR ", " AND NOT "):
        expression = read_expression(joint.join(words))
        if matches(expression, [words_of(text)]):
            folded = text.casefold()
            assert any(all(run in folded for run in runs) for runs in sieve(expression))


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    error = _search_error(text)
    assert error is None or 0 <= error.at <= len(text)


@given(st.text(max_size=60))
def test_any_statement_is_read_or_refused_as_malformed(text: str) -> None:
    for statement in (text, f"FIND {{{text}}}", f"FIND {{ab}} {text}"):
        error = _request_error(statement)
        assert error is None or error.error_code == "MALFORMED_SEARCH"


def test_what_stands_in_returning_is_taken_apart() -> None:
    search = parse_search(
        "FIND {ab\\}cd} IN NAME FIELDS RETURNING Lead(Id, Name WHERE Name = 'a) LIMIT 3' "
        "ORDER BY Name LIMIT 5), Contact LIMIT 7"
    )
    lead, contact = search.returning
    assert (lead.sobject, lead.fields, lead.tail.strip()) == (
        "Lead",
        ("Id", "Name"),
        "ORDER BY Name LIMIT 5",
    )
    assert lead.where == "Name = 'a) LIMIT 3'"
    assert contact.sobject == "Contact"
    assert (search.scope, search.limit) == ("NAME", 7)


@pytest.mark.parametrize("text", ["FIND {ab", "FIND {a", "FIND ab", "FIND {ab} RETURNING", ""])
def test_half_a_statement_is_refused(text: str) -> None:
    with pytest.raises(RequestError):
        parse_search(text)
