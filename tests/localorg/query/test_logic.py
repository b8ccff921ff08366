"""Conditions against a plain model of SOQL's logic: true or false, and null is equal to null."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from s2sctl.localorg.org import LocalOrg
from s2sctl.localorg.query import QueryRunner
from s2sctl.soql import render
from s2sctl.soql.literals import Literal, Null, Number, Text
from s2sctl.soql.tree import And, Comparison, Condition, FieldPath, Membership, Not, Or
from tests.localorg.engine.shop import make

ROWS = [
    {"Rating": rating, "NumberOfEmployees": count}
    for rating in ("Hot", "warm", None)
    for count in (0, 1, 2, None)
]


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> QueryRunner:
    org = LocalOrg.create(tmp_path_factory.mktemp("logic"), "acme")
    for number, row in enumerate(ROWS):
        make(org, "Lead", LastName=str(number), Company="x", **row)
    return QueryRunner(org)


ratings = st.sampled_from(["HOT", "Warm", "Cold"]).map(Text)
counts = st.integers(0, 3).map(lambda number: Number(number))
fields: dict[str, st.SearchStrategy[Literal]] = {
    "Rating": ratings | st.just(Null()),
    "NumberOfEmployees": counts | st.just(Null()),
}


@st.composite
def leaves(draw: st.DrawFn) -> Condition:
    name = draw(st.sampled_from(sorted(fields)))
    path = FieldPath((name,))
    if draw(st.booleans()):
        values = draw(st.lists(fields[name], min_size=1, max_size=3))
        return Membership(path, tuple(values), draw(st.booleans()))
    operator = draw(st.sampled_from(["=", "!=", "<", ">="]))
    return Comparison(path, operator, draw(fields[name]))


conditions = st.recursive(
    leaves(),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=6,
)


def plain(literal: Literal) -> object:
    match literal:
        case Text(value):
            return value.lower()
        case Number(value):
            return int(value)
        case _:
            return None


def holds(condition: Condition, row: dict[str, object]) -> bool:
    match condition:
        case And(parts):
            return all(holds(part, row) for part in parts)
        case Or(parts):
            return any(holds(part, row) for part in parts)
        case Not(part):
            return not holds(part, row)
        case Membership(operand, values, negated):
            value = row[str(operand)]
            return (value in [plain(one) for one in values]) != negated
        case Comparison(operand, operator, literal):
            return compared(row[str(operand)], operator, plain(literal))
    raise AssertionError(condition)


def compared(value: object, operator: str, other: object) -> bool:
    if operator in ("=", "!="):
        return (value == other) == (operator == "=")
    if value is None or other is None:
        return False
    less = value < other
    return less if operator == "<" else not less


@given(conditions)
@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_condition_keeps_what_the_model_keeps(
    runner: QueryRunner, condition: Condition
) -> None:
    org = runner._org
    soql = f"SELECT LastName FROM Lead WHERE {render(condition)}"
    found = {str(one["LastName"]) for one in runner.run(soql, org.viewer(org.admin)).records}
    rows = [
        {name: value.lower() if isinstance(value, str) else value for name, value in row.items()}
        for row in ROWS
    ]
    assert found == {str(n) for n, row in enumerate(rows) if holds(condition, row)}, soql
