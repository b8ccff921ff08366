"""Semi-joins and anti-joins: the rules for the query inside ``IN (SELECT …)``, and its SQL.

Source: SOQL reference, "Semi-Joins with IN and Anti-Joins with NOT IN": one id field and no path,
another object than the outer query's, no ORDER BY, LIMIT or COUNT, no subquery inside a subquery,
at most two in a WHERE clause, never under OR or NOT.
"""

from s2sctl.localorg.definitions import ObjectDefinition
from s2sctl.localorg.query import complaint
from s2sctl.localorg.query.asking import Asking
from s2sctl.localorg.query.place import Column
from s2sctl.localorg.query.values import IDS
from s2sctl.soql.condition import field_of, subqueries_of
from s2sctl.soql.tree import Condition, FieldPath, Membership, Query, Selected

MOST = 2


def check_number(asking: Asking, condition: Condition) -> None:
    """Refuse a WHERE clause with more than two subqueries."""
    found = subqueries_of(condition)
    if len(found) > MOST:
        text = f"Maximum {MOST} semi join sub-selects are allowed"
        raise asking.refusal(complaint.MALFORMED, text, found[MOST].at)


def check_outer(asking: Asking, condition: Membership, column: Column, within: str) -> None:
    """Refuse an outer field that is no id, and a place under OR or NOT.

    ``within`` is the operator around the condition: OR, NOT or empty.
    """
    if within == "OR":
        text = "Semi join sub-selects are not allowed with the 'OR' operator"
        raise asking.refusal(complaint.MALFORMED, text, condition.at)
    if within == "NOT":
        text = "Semi join sub-selects are only allowed at the top level WHERE expressions."
        raise asking.refusal(complaint.MALFORMED, text, condition.at)
    if column.field.type not in IDS or column.trail:
        text = (
            "The left operand field in the where expression for outer query should be an id "
            f"field, cannot use: '{field_of(condition.operand)}'"
        )
        raise asking.refusal(complaint.MALFORMED, text, condition.at)


def inner_field(asking: Asking, query: Query, at: int) -> FieldPath:
    """The one field that the subquery selects. Raises ``MALFORMED_QUERY`` for another shape."""
    item = query.items[0]
    if len(query.items) != 1 or not isinstance(item, Selected):
        text = "Semi join sub-selects can only query a single field"
        raise asking.refusal(complaint.MALFORMED, text, at)
    if not isinstance(item.expression, FieldPath):
        text = "only root queries support aggregate expressions"
        raise asking.refusal(complaint.MALFORMED, text, at)
    if query.where is not None and subqueries_of(query.where):
        text = "Nesting of semi join sub-selects is not supported"
        raise asking.refusal(complaint.MALFORMED, text, at)
    for given, word in (
        (query.order, "ORDER BY"),
        (query.limit is not None, "LIMIT"),
        (query.offset is not None, "OFFSET"),
        (query.grouping, "GROUP BY"),
    ):
        if given:
            text = f"{word} is not allowed in semi join sub-selects"
            raise asking.refusal(complaint.MALFORMED, text, at)
    return item.expression


def check_inner(
    asking: Asking,
    outer: ObjectDefinition,
    inner: ObjectDefinition,
    column: Column,
    path: FieldPath,
) -> None:
    """Refuse a subquery over the outer object, or one that selects no id of its own object."""
    if inner is outer:
        text = "The inner and outer selects should not be on the same object type"
        raise asking.refusal(complaint.MALFORMED, text, path.at)
    if column.field.type not in IDS or column.trail:
        text = f"Semi join sub-selects can only query id fields, cannot use: '{path}'"
        raise asking.refusal(complaint.MALFORMED, text, path.at)


def check_same(
    asking: Asking,
    outer: tuple[ObjectDefinition, Column],
    inner: tuple[ObjectDefinition, Column],
    at: int,
) -> None:
    """Refuse ids of different objects, which can never be equal."""
    if _pointed(*outer).isdisjoint(_pointed(*inner)):
        text = (
            f"The selected field '{inner[1].field.name}' in the subquery and the left operand "
            f"field in the where expression in the outer query '{outer[1].field.name}' should "
            "point to the same object type"
        )
        raise asking.refusal(complaint.MALFORMED, text, at)


def _pointed(definition: ObjectDefinition, column: Column) -> frozenset[str]:
    """The objects whose ids the field holds."""
    return frozenset(column.field.reference_to or (definition.name,))
