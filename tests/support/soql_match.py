"""Whether a row in memory meets a SOQL condition: enough for the fake org."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from s2sctl.model.values import Value, datetime_text
from s2sctl.soql.literals import Day, Literal, Moment, Null, Number, Text, Truth
from s2sctl.soql.parse import parse_condition
from s2sctl.soql.tree import And, Comparison, Condition, Membership, Not, Or

Row = Mapping[str, Value]


def matches(condition: str, row: Row) -> bool:
    return not condition or _holds(parse_condition(condition), row)


def _holds(condition: Condition, row: Row) -> bool:
    match condition:
        case And(parts):
            return all(_holds(part, row) for part in parts)
        case Or(parts):
            return any(_holds(part, row) for part in parts)
        case Not(part):
            return not _holds(part, row)
        case Membership(operand, values, negated):
            found = any(_equal(row.get(str(operand)), _value(value)) for value in values)
            return found is not negated
        case Comparison(operand, operator, value):
            return OPERATORS[operator](row.get(str(operand)), _value(value))
    raise _beyond(condition)


def _value(literal: Literal) -> Value:
    match literal:
        case Text(value) | Number(value) | Truth(value):
            return value
        case Moment(value):
            return datetime_text(value)
        case Day(value):
            return value.isoformat()
        case Null():
            return None
    raise _beyond(literal)


def _beyond(part: object) -> ValueError:
    return ValueError(f"the fake org judges no {type(part).__name__}: {part}; a local org does")


def _equal(one: Value, other: Value) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one.lower() == other.lower()
    return one == other


def _less(one: Value, other: Value) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one < other
    return isinstance(one, Decimal) and isinstance(other, Decimal) and one < other


def _like(one: Value, pattern: Value) -> bool:
    """``text%`` only."""
    assert isinstance(pattern, str)
    assert pattern.endswith("%")
    return isinstance(one, str) and one.lower().startswith(pattern[:-1].lower())


OPERATORS: dict[str, Callable[[Value, Value], bool]] = {
    "=": _equal,
    "LIKE": _like,
    "!=": lambda one, other: not _equal(one, other),
    "<": _less,
    ">": lambda one, other: _less(other, one),
    "<=": lambda one, other: _less(one, other) or _equal(one, other),
    ">=": lambda one, other: _less(other, one) or _equal(one, other),
}
