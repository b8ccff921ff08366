"""The clauses that all kinds of query share: WHERE, ORDER BY, and what REST does not take."""

from s2sctl.localorg.definitions import ObjectDefinition
from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.query import complaint
from s2sctl.localorg.query.asking import Asking, Sql
from s2sctl.localorg.query.comparing import folded, key
from s2sctl.localorg.query.filters import Filters
from s2sctl.localorg.query.operands import cannot, operand
from s2sctl.localorg.query.place import Column, Tables
from s2sctl.localorg.query.scopes import scoped
from s2sctl.localorg.query.semijoins import check_inner, check_number, check_same, inner_field
from s2sctl.soql.condition import field_of
from s2sctl.soql.functions import AGGREGATES, DATE_PARTS
from s2sctl.soql.tree import Call, CountAll, Item, Ordering, Query, Selected, Source

MAX_OFFSET = 2000


def is_aggregate(item: Item) -> bool:
    """Whether an element of the SELECT list makes a query of groups.

    That is an aggregate, or a part of a date, which has to be grouped by (SOQL reference, "Date
    Functions").
    """
    expression = item.expression if isinstance(item, Selected) else None
    while isinstance(expression, Call):
        if expression.function in AGGREGATES | DATE_PARTS | {"GROUPING"}:
            return True
        expression = expression.argument
    return isinstance(item, CountAll)


def tables_of(asking: Asking, query: Query) -> Tables:
    """The tables of a query over an object. Legacy joins (``FROM Contact c, c.Account a``) too."""
    definition = asking.object_named(query.source.path)
    tables = Tables(asking, definition, [query.source.alias])
    for source in query.joined:
        _join_alias(asking, tables, source)
    check_clauses(asking, query)
    return tables


def _join_alias(asking: Asking, tables: Tables, source: Source) -> None:
    if len(source.path.parts) < 2:
        raise asking.refusal(
            complaint.INVALID_TYPE,
            complaint.no_relationship(str(source.path), "FROM part of query call"),
            source.path.at,
        )
    tables.name(source.alias or source.path.parts[-1], tables.relationship(source.path))


def check_clauses(asking: Asking, query: Query) -> None:
    """Refuse what the REST API refuses, and what this org cannot do."""
    if query.all_rows:
        raise complaint.plain_complaint(complaint.MALFORMED, "ALL ROWS not allowed in this context")
    if query.categories:
        raise cannot(asking, "WITH DATA CATEGORY", query.source.path.at)
    if (query.offset or 0) > MAX_OFFSET:
        name = query.source.path
        raise RequestError(
            400,
            "NUMBER_OUTSIDE_VALID_RANGE",
            f"Maximum SOQL offset allowed for apiName {name} is {MAX_OFFSET}",
        )


def where(asking: Asking, tables: Tables, query: Query, *more: Sql) -> Sql:
    """The WHERE clause, restrictions of visibility and the recycle bin included."""
    parts = list(more)
    if query.where is not None:
        check_number(asking, query.where)
        parts.append(filters(asking, tables).sql(query.where))
    scope = scoped(asking, tables.definition, tables.alias, query.scope)
    if scope is not None:
        parts.append(scope)
    parts.extend(tables.restriction())
    if not parts:
        return Sql("")
    values = tuple(value for part in parts for value in part.values)
    return Sql(" WHERE " + " AND ".join(part.text for part in parts), values)


def filters(asking: Asking, tables: Tables) -> Filters:
    """Filters over rows (not over groups)."""
    return Filters(
        asking,
        tables,
        lambda expression: operand(asking, tables, expression),
        lambda query, column, at: _inner(asking, (tables.definition, column), query, at),
    )


def ordering(asking: Asking, tables: Tables, order: tuple[Ordering, ...]) -> Sql:
    """The ORDER BY clause. Nulls come first unless the query says otherwise."""
    parts: list[str] = []
    values: list[str] = []
    for one in order:
        column = operand(asking, tables, one.expression)
        check_sortable(asking, column, one)
        text, more = sorting(column)
        parts.append(text + direction(one, column))
        values.extend(more)
    return Sql(f" ORDER BY {', '.join(parts)}" if parts else "", tuple(values))


def check_sortable(asking: Asking, column: Column, one: Ordering) -> None:
    """Refuse a field that has no order."""
    if column.field.sortable and column.field.type not in ("address", "location", "multipicklist"):
        return
    text = f"field '{column.field.name}' can not be sorted in a query call"
    raise asking.refusal(complaint.INVALID_FIELD, text, field_of(one.expression).at)


def sorting(column: Column) -> tuple[str, tuple[str, ...]]:
    """What rows are sorted by: a picklist's values have the order in which they were set up."""
    entries = column.field.picklist
    if column.field.type != "picklist" or not entries:
        return key(column), ()
    whens = " ".join(f"WHEN ? THEN {place}" for place in range(len(entries)))
    text = f"CASE {folded(column)} {whens} ELSE {folded(column)} END"
    return text, tuple(entry.value.upper() for entry in entries)


def direction(one: Ordering, column: Column) -> str:
    """The direction, and NULLS only where it matters: an index serves the plain order."""
    way = " DESC" if one.descending else ""
    if not column.field.nillable and not column.trail:
        return way
    if one.nulls == "LAST":
        return f"{way} NULLS LAST"
    return f"{way} NULLS FIRST" if one.descending else way


def _inner(asking: Asking, outer: tuple[ObjectDefinition, Column], query: Query, at: int) -> Sql:
    path = inner_field(asking, query, query.source.path.at)
    tables = tables_of(asking, query)
    column = operand(asking, tables, path)
    check_inner(asking, outer[0], tables.definition, column, path)
    check_same(asking, outer, (tables.definition, column), at)
    clause = where(asking, tables, query, Sql(f"{column.sql} IS NOT NULL"))
    source = tables.source()
    return Sql(
        f"SELECT {column.sql} FROM {source.text}{clause.text}", source.values + clause.values
    )
