"""Conditions as SQL, with SOQL's rules for null: a comparison is true or false, never unknown.

``!=`` and ``NOT IN`` keep rows whose field is null; every other comparison drops them, except one
with null itself. Text is compared without regard to case, unless the field is case-sensitive.
"""

from collections.abc import Callable

from s2sctl.localorg.database import Stored
from s2sctl.localorg.query import complaint
from s2sctl.localorg.query.asking import Asking, Sql
from s2sctl.localorg.query.comparing import fold, folded, key, like
from s2sctl.localorg.query.place import Column, Tables
from s2sctl.localorg.query.semijoins import check_outer
from s2sctl.localorg.query.values import IDS, NUMBERS, bounds, stored_value
from s2sctl.localorg.query.windows import around
from s2sctl.soql.condition import field_of
from s2sctl.soql.literals import Literal, Null, RelativeDate, Text
from s2sctl.soql.tree import (
    And,
    Comparison,
    Condition,
    Distance,
    Expression,
    Inclusion,
    Membership,
    Not,
    Or,
    Query,
)

Operand = Callable[[Expression], Column]
"""Finds the column of an expression; HAVING finds aggregates too."""

Inner = Callable[[Query, Column, int], Sql]
"""Translates the subquery of a semi-join to a SELECT of one column.

It gets the outer column, and the place of the comparison.
"""

_DEEPEST = 250
_UNFILTERED = frozenset({"address", "location"})


class Filters:
    """Translates the conditions of one SELECT."""

    def __init__(self, asking: Asking, tables: Tables, operand: Operand, inner: Inner) -> None:
        self._asking = asking
        self._tables = tables
        self._operand = operand
        self._inner = inner

    def sql(self, condition: Condition, *, within: str = "") -> Sql:
        """The condition as an SQL expression, in parentheses where it needs them.

        ``within`` is the operator around it that semi-joins must not stand under: OR or NOT.
        """
        match condition:
            case And(parts):
                return _joined(" AND ", [self.sql(part, within=within) for part in parts])
            case Or(parts):
                either = _joined(" OR ", [self.sql(part, within="OR") for part in parts])
                implied = [self._comparison(one) for one in around(parts)]
                return _joined(" AND ", [*implied, either])
            case Not(part):
                inner = self.sql(part, within=within or "NOT")
                return Sql(f"(({inner.text}) IS NOT TRUE)", inner.values)
            case Comparison():
                return self._comparison(condition)
            case Membership():
                return self._membership(condition, within)
            case Inclusion():
                return self._inclusion(condition)

    def _column(self, expression: Expression) -> Column:
        column = self._operand(expression)
        if not column.field.filterable or column.field.type in _UNFILTERED:
            text = f"field '{column.field.name}' can not be filtered in a query call"
            raise self._asking.refusal(complaint.INVALID_FIELD, text, field_of(expression).at)
        return column

    def _comparison(self, condition: Comparison) -> Sql:
        column = self._column(condition.operand)
        operator, literal = condition.operator, condition.value
        if operator == "LIKE":
            return self._like(column, literal, condition.at)
        self._check_operator(condition, column)
        if isinstance(literal, RelativeDate):
            low, high = bounds(self._asking, column.field, literal, condition.at)
            return _in_range(key(column), operator, low, high, literal)
        if isinstance(literal, Null):
            return _null(column.sql, operator)
        value = self._value(column, literal, condition.at)
        if value is None:
            return _null(column.sql, operator)
        if operator == "!=":
            return Sql(f"({column.sql} IS NULL OR {key(column)} <> ?)", (value,))
        return Sql(f"{key(column)} {operator} ?", (value,))

    def _value(self, column: Column, literal: Literal, at: int) -> Stored:
        """What ``key`` of the column is where it equals the literal."""
        value = stored_value(self._asking, column.field, literal, at)
        return fold(column, value) if isinstance(value, str) else value

    def _check_operator(self, condition: Comparison, column: Column) -> None:
        kind, equality = column.field.type, condition.operator in ("=", "!=")
        if isinstance(condition.operand, Distance):
            if condition.operator in ("<", ">"):
                return
            text = "DISTANCE can only be compared by < and >"
            raise self._asking.refusal(complaint.FILTER, text, condition.at)
        if not equality and kind in ("boolean", "multipicklist"):
            text = f"invalid operator on {kind} field"
            raise self._asking.refusal(complaint.FILTER, text, condition.at)

    def _like(self, column: Column, literal: Literal, at: int) -> Sql:
        kind = column.field.type
        if kind in IDS or kind in NUMBERS or kind in ("boolean", "date", "datetime", "time"):
            word = "id" if kind in IDS else kind
            raise self._asking.refusal(complaint.FILTER, f"invalid operator on {word} field", at)
        if isinstance(literal, Null):
            return Sql(f"{column.sql} IS NULL")
        stored_value(self._asking, column.field, literal, at)
        assert isinstance(literal, Text)  # nothing else passes the check above
        text, pattern = like(column, literal.pattern)
        return Sql(text, (pattern,))

    def _membership(self, condition: Membership, within: str) -> Sql:
        column = self._column(condition.operand)
        if isinstance(condition.values, Query):
            return self._semi_join(condition, condition.values, column, within)
        parts, values, holds_null = [], [], False
        for literal in condition.values:
            if isinstance(literal, RelativeDate):
                low, high = bounds(self._asking, column.field, literal, condition.at)
                parts.append(_in_range(key(column), "=", low, high, literal))
                continue
            null = isinstance(literal, Null)
            value = None if null else self._value(column, literal, condition.at)
            holds_null = holds_null or value is None
            if value is not None:
                values.append(value)
        if values:
            parts.append(Sql(f"{key(column)} IN ({', '.join('?' * len(values))})", tuple(values)))
        if holds_null:
            parts.append(Sql(f"{column.sql} IS NULL"))
        found = _joined(" OR ", parts)
        return Sql(f"({found.text} IS NOT TRUE)", found.values) if condition.negated else found

    def _semi_join(self, condition: Membership, query: Query, column: Column, within: str) -> Sql:
        check_outer(self._asking, condition, column, within)
        inner = self._inner(query, column, condition.at)
        found = Sql(f"{column.sql} IN ({inner.text})", inner.values)
        return Sql(f"({found.text} IS NOT TRUE)", found.values) if condition.negated else found

    def _inclusion(self, condition: Inclusion) -> Sql:
        column = self._column(condition.operand)
        if column.field.type != "multipicklist":
            text = "INCLUDES or EXCLUDES operator only valid on multipicklist field"
            raise self._asking.refusal(complaint.FILTER, text, condition.at)
        alternatives = [self._included(column, one, condition.at) for one in condition.values]
        found = _joined(" OR ", alternatives)
        return Sql(f"({found.text} IS NOT TRUE)", found.values) if condition.negated else found

    def _included(self, column: Column, literal: Literal, at: int) -> Sql:
        if isinstance(literal, Null):
            return Sql(f"{column.sql} IS NULL")
        value = stored_value(self._asking, column.field, literal, at)
        if value is None:
            return Sql(f"{column.sql} IS NULL")
        wanted = [part.strip() for part in str(value).split(";") if part.strip()]
        text = f"instr(';' || {folded(column)} || ';', ?) > 0"
        parts = [Sql(text, (f";{part.upper()};",)) for part in wanted]
        return _joined(" AND ", parts)


def _joined(word: str, parts: list[Sql]) -> Sql:
    values = tuple(value for part in parts for value in part.values)
    if len(parts) == 1:
        return Sql(parts[0].text, values)
    if len(parts) > _DEEPEST:
        # SQLite reads a chain as a tree as deep as it is long, and allows no more than 1,000.
        half = len(parts) // 2
        return _joined(word, [_joined(word, parts[:half]), _joined(word, parts[half:])])
    return Sql(f"({word.join(part.text for part in parts)})", values)


def _null(column: str, operator: str) -> Sql:
    match operator:
        case "=":
            return Sql(f"{column} IS NULL")
        case "!=":
            return Sql(f"{column} IS NOT NULL")
        case _:
            return Sql("0")


def _in_range(
    column: str, operator: str, first: Stored, behind: Stored, literal: RelativeDate
) -> Sql:
    # "The last n days" ends today: later than it is read as later than its start, as users do.
    open_end = literal.name in ("LAST_N_DAYS", "LAST_90_DAYS")
    match operator:
        case "=":
            return Sql(f"({column} >= ? AND {column} < ?)", (first, behind))
        case "!=":
            text = f"({column} IS NULL OR {column} < ? OR {column} >= ?)"
            return Sql(text, (first, behind))
        case "<":
            return Sql(f"{column} < ?", (first,))
        case ">=":
            return Sql(f"{column} >= ?", (first,))
        case ">":
            return Sql(f"{column} > ?", (first,)) if open_end else Sql(f"{column} >= ?", (behind,))
        case _:
            return Sql(f"{column} <= ?", (first,)) if open_end else Sql(f"{column} < ?", (behind,))
