"""What a condition uses, and how conditions are put together."""

from collections.abc import Iterable, Iterator

from s2sctl.soql.literals import Literal, RelativeDate
from s2sctl.soql.tree import (
    And,
    Call,
    Comparison,
    Condition,
    Distance,
    Expression,
    FieldPath,
    Inclusion,
    Membership,
    Not,
    Or,
    Query,
)

Leaf = Comparison | Membership | Inclusion


def conjunction(conditions: Iterable[Condition]) -> Condition | None:
    """The condition that all of them hold; nested ANDs become one. None where there is none."""
    parts: list[Condition] = []
    for condition in conditions:
        parts.extend(condition.parts if isinstance(condition, And) else [condition])
    if len(parts) < 2:
        return parts[0] if parts else None
    return And(tuple(parts))


def leaves_of(condition: Condition) -> Iterator[Leaf]:
    """Every comparison of a condition, from left to right; subqueries are not entered."""
    match condition:
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves_of(part)
        case Not(part):
            yield from leaves_of(part)
        case _:
            yield condition


def fields_of(condition: Condition) -> tuple[FieldPath, ...]:
    """Every field the condition reads of its own object and its parents, from left to right.

    A field used twice is named twice, each time with its place. What a subquery reads of another
    object is not here: see ``subqueries_of``.
    """
    return tuple(field_of(leaf.operand) for leaf in leaves_of(condition))


def field_of(expression: Expression) -> FieldPath:
    """The one field an expression reads."""
    match expression:
        case FieldPath():
            return expression
        case Call(_, argument):
            return field_of(argument)
        case Distance(location):
            return location


def relative_dates_of(condition: Condition) -> tuple[RelativeDate, ...]:
    """Every literal whose meaning moves with the calendar (``TODAY``, ``LAST_N_DAYS:7``)."""
    return tuple(
        value
        for leaf in leaves_of(condition)
        for value in _values_of(leaf)
        if isinstance(value, RelativeDate)
    )


def subqueries_of(condition: Condition) -> tuple[Query, ...]:
    """Every semi-join and anti-join of the condition: it then depends on other objects' rows."""
    return tuple(
        leaf.values
        for leaf in leaves_of(condition)
        if isinstance(leaf, Membership) and isinstance(leaf.values, Query)
    )


def _values_of(leaf: Leaf) -> tuple[Literal, ...]:
    match leaf:
        case Comparison(_, _, value):
            return (value,)
        case Membership(_, values):
            return () if isinstance(values, Query) else values
        case Inclusion(_, values):
            return values
