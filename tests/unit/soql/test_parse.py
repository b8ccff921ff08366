import subprocess
import sys

import pytest

from s2sctl.soql import (
    SoqlError,
    conjunction,
    fields_of,
    parse_condition,
    parse_query,
    relative_dates_of,
    render,
    subqueries_of,
)
from s2sctl.soql.tree import And, Comparison, Not, Or


def refusal(text: str) -> SoqlError:
    with pytest.raises(SoqlError) as caught:
        parse_query(text)
    return caught.value


def test_and_and_or_do_not_mix_without_parentheses() -> None:
    error = refusal("SELECT Id FROM Lead WHERE A = 1 AND B = 2 OR C = 3")
    assert (error.line, error.column) == (1, 43)
    assert error.message == "unexpected token: 'OR'"


def test_not_takes_one_part_only() -> None:
    error = refusal("SELECT Id FROM Lead WHERE NOT A = 1 AND B = 2")
    assert error.message == "unexpected token: 'AND'"


def test_the_place_counts_lines_and_columns_from_one() -> None:
    error = refusal("SELECT Id\nFROM Lead\nWHERE Name IS NULL")
    assert (error.line, error.column) == (3, 12)


def test_a_missing_rest_is_placed_behind_the_last_word() -> None:
    error = refusal("SELECT Id FROM Lead WHERE  ")
    assert (error.message, error.column) == ("unexpected token: '<EOF>'", 26)


def test_a_bind_variable_is_for_apex_alone() -> None:
    assert refusal("SELECT Id FROM Lead WHERE Id = :x").message == (
        "Bind variables only allowed in Apex code"
    )


def test_an_open_quote_is_told_as_such() -> None:
    assert "expecting '''" in refusal("SELECT Id FROM Lead WHERE Name = 'O").message


def test_nothing_is_no_query() -> None:
    assert refusal("  ").message == "SOQL statements cannot be empty or null"


def test_a_query_has_at_most_a_hundred_thousand_characters() -> None:
    error = refusal("SELECT Id FROM Lead WHERE Name = '" + "x" * 100_000 + "'")
    assert error.message == "SOQL statements can not be longer than 100000 characters"


def test_a_day_that_is_none_is_refused_where_it_stands() -> None:
    assert refusal("SELECT Id FROM Lead WHERE A = 2026-02-30").column == 31


def test_an_unknown_escape_is_refused() -> None:
    assert "'\\q'" in refusal("SELECT Id FROM Lead WHERE A = '\\q'").message


def test_an_unknown_function_is_refused() -> None:
    assert refusal("SELECT SQUARE(Id) FROM Lead").column == 8


def test_nesting_without_end_is_refused_and_nothing_breaks() -> None:
    deep = "(" * 5000 + "A = 1" + ")" * 5000
    assert "too complicated" in refusal(f"SELECT Id FROM Lead WHERE {deep}").message


@pytest.mark.parametrize("name", ["Order", "Group", "Case", "Offset", "View", "Data"])
def test_words_of_the_grammar_can_be_names(name: str) -> None:
    query = parse_query(f"SELECT {name}.Name, Format FROM {name} ORDER BY {name}.Name LIMIT 1")
    assert query.source.path.parts == (name,)


def test_conditions_keep_their_shape() -> None:
    condition = parse_condition("A = 1 AND (B = 2 OR (NOT C = 'x'))")
    assert isinstance(condition, And)
    first, second = condition.parts
    assert isinstance(first, Comparison)
    assert isinstance(second, Or)
    assert isinstance(second.parts[1], Not)


def test_a_condition_is_no_query() -> None:
    with pytest.raises(SoqlError):
        parse_condition("SELECT Id FROM Lead")


def test_a_conditions_fields_are_told_with_their_places() -> None:
    condition = parse_condition("A__c = 1 AND Account.Name LIKE 'x%' AND DAY_ONLY(B__c) = TODAY")
    assert [str(one) for one in fields_of(condition)] == ["A__c", "Account.Name", "B__c"]
    assert [one.at for one in fields_of(condition)] == [0, 13, 49]


def test_relative_dates_and_subqueries_are_found_inside() -> None:
    condition = parse_condition(
        "(NOT CreatedDate < LAST_N_DAYS:7) AND Id IN (SELECT AccountId FROM Contact)"
    )
    (relative,) = relative_dates_of(condition)
    assert (relative.name, relative.count) == ("LAST_N_DAYS", 7)
    (inner,) = subqueries_of(condition)
    assert str(inner.source.path) == "Contact"


def test_conditions_join_into_one() -> None:
    joined = conjunction([parse_condition("A = 1 OR B = 2"), parse_condition("C = 3 AND D = 4")])
    assert joined is not None
    assert render(joined) == "(A = 1 OR B = 2) AND C = 3 AND D = 4"
    assert conjunction([]) is None


def test_the_parser_is_imported_only_when_something_is_parsed() -> None:
    program = "import sys, s2sctl.soql; sys.exit('lark' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)
