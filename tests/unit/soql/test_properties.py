"""Whatever tree there is, rendering and parsing it again gives the same tree."""

from datetime import UTC, date, datetime, time

from hypothesis import given, settings
from hypothesis import strategies as st

from s2sctl.soql import conjunction, parse_condition, parse_query, quote, render
from s2sctl.soql.literals import (
    Day,
    Literal,
    Moment,
    Null,
    Number,
    RelativeDate,
    Text,
    TimeOfDay,
    Truth,
)
from s2sctl.soql.tree import (
    And,
    Call,
    Comparison,
    Condition,
    FieldPath,
    Inclusion,
    Membership,
    Not,
    Or,
    Ordering,
    Query,
    Selected,
    Source,
)

names = st.sampled_from(["Id", "Name", "Budget__c", "Group", "Owner", "Offset", "Last"])
paths = st.lists(names, min_size=1, max_size=3).map(lambda parts: FieldPath(tuple(parts)))
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
numbers = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9))
moments = st.datetimes(min_value=datetime(1700, 1, 1), max_value=datetime(4000, 1, 1))
literals: st.SearchStrategy[Literal] = st.one_of(
    texts.map(lambda text: Text(text, text.replace("\\", "\\\\"))),
    numbers.map(Number),
    st.booleans().map(Truth),
    st.just(Null()),
    st.dates(min_value=date(1700, 1, 1)).map(Day),
    moments.map(lambda moment: Moment(moment.replace(tzinfo=UTC))),
    st.times().map(
        lambda t: TimeOfDay(time(t.hour, t.minute, t.second, t.microsecond // 1000 * 1000))
    ),
    st.sampled_from([RelativeDate("TODAY"), RelativeDate("LAST_N_DAYS", 30)]),
)
calls = st.builds(Call, st.sampled_from(["COUNT", "CALENDAR_YEAR", "TOLABEL"]), paths)
operands = paths | calls
several = st.lists(literals, min_size=1, max_size=3).map(tuple)
leaves: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Comparison, operands, st.sampled_from(["=", "!=", "<", ">=", "LIKE"]), literals),
    st.builds(Membership, operands, several, st.booleans()),
    st.builds(Inclusion, operands, several, st.booleans()),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=6,
)
queries = st.builds(
    Query,
    items=st.lists(st.builds(Selected, operands), min_size=1, max_size=3).map(tuple),
    source=st.builds(Source, paths),
    where=st.none() | conditions,
    order=st.lists(
        st.builds(Ordering, operands, st.booleans(), st.sampled_from(["", "FIRST", "LAST"])),
        max_size=2,
    ).map(tuple),
    limit=st.none() | st.integers(0, 10**9),
)


@given(conditions)
@settings(max_examples=150, deadline=None)
def test_a_condition_survives_rendering_and_parsing(condition: Condition) -> None:
    assert parse_condition(render(condition)) == condition


@given(queries)
@settings(max_examples=100, deadline=None)
def test_a_query_survives_rendering_and_parsing(query: Query) -> None:
    assert parse_query(render(query)) == query


@given(texts)
@settings(deadline=None)
def test_a_quoted_text_is_read_back_as_it_was(text: str) -> None:
    condition = parse_condition(f"Name = {quote(text)}")
    assert isinstance(condition, Comparison)
    assert isinstance(condition.value, Text)
    assert condition.value.value == text


@given(st.lists(conditions, max_size=4))
@settings(max_examples=50, deadline=None)
def test_a_conjunction_is_the_parts_in_parentheses(parts: list[Condition]) -> None:
    joined = conjunction(parts)
    text = " AND ".join(f"({render(part)})" for part in parts)
    assert (joined is None) == (not parts)
    if joined is not None and len(parts) > 1:
        flat = parse_condition(text)
        assert isinstance(flat, And)
        assert conjunction([joined]) == conjunction(flat.parts)


def test_like_patterns_keep_their_escapes() -> None:
    condition = parse_condition(r"Name LIKE 'a\_b\%c\\d_%'")
    assert isinstance(condition, Comparison)
    assert isinstance(condition.value, Text)
    assert condition.value.value == r"a_b%c\d_%"
    assert condition.value.pattern == r"a\_b\%c\\d_%"
    again = parse_condition(render(condition))
    assert isinstance(again, Comparison)
    assert isinstance(again.value, Text)
    assert again.value.pattern == condition.value.pattern
