"""A query of groups: aggregates, GROUP BY with its ROLLUP and CUBE, HAVING.

Source: SOQL reference, "GROUP BY", "GROUP BY ROLLUP", "GROUP BY CUBE", "Aggregate Functions".
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from s2sctl.localorg.database import Stored
from s2sctl.localorg.definitions import FieldDefinition
from s2sctl.localorg.query import complaint
from s2sctl.localorg.query.asking import Asking, Sql
from s2sctl.localorg.query.clauses import check_sortable, direction, sorting, where
from s2sctl.localorg.query.comparing import key
from s2sctl.localorg.query.filters import Filters
from s2sctl.localorg.query.operands import aggregate, operand
from s2sctl.localorg.query.place import Column, Tables
from s2sctl.localorg.query.presenting import shown
from s2sctl.localorg.query.shape import Entry, ResultShape
from s2sctl.localorg.query.statement import Reading, Row, limited
from s2sctl.localorg.query.wire import Convert, JsonRecord
from s2sctl.soql.condition import field_of
from s2sctl.soql.functions import AGGREGATES, PRESENTATIONS
from s2sctl.soql.render import render
from s2sctl.soql.tree import Call, Expression, FieldPath, Item, Query, Selected

PAGE = 2000
MOST_TOTALLED = 3
"""Fields that ROLLUP or CUBE take (SOQL reference, "GROUP BY ROLLUP")."""

_FLAG = FieldDefinition("grouping", "int", "grouping", nillable=False)


class Aggregation:
    """A translated query of groups. A ``Statement`` of one page."""

    pageable = False
    page_rows = PAGE

    def __init__(self, asking: Asking, tables: Tables, query: Query) -> None:
        self._asking = asking
        self._tables = tables
        self._query = query
        self._groups = {} if query.grouping is None else self._grouped(query.grouping.parts)
        self._check()
        self._keys: list[str] = []
        self._expressions = [self._named(item) for item in query.items]
        self._where = where(asking, tables, query)
        entries = (
            Entry(alias, index, self._convert(one))
            for index, (alias, one) in enumerate(zip(self._keys, self._expressions, strict=True))
        )
        self._shape = ResultShape(tuple(entries))
        self._order = [self._ordering(place) for place in range(len(query.order))]

    @property
    def sql(self) -> Sql:
        """The SELECT: one for each set of groups, put together and sorted."""
        parts = [self._select(kept) for kept in self._sets()]
        text = " UNION ALL ".join(part.text for part in parts)
        values = tuple(value for part in parts for value in part.values)
        order = f" ORDER BY {', '.join(self._order)}" if self._order else ""
        limit = limited(self._query.limit, self._query.offset)
        return Sql(f"SELECT * FROM ({text}){order}{limit.text}", values + limit.values)

    @property
    def counting(self) -> Sql:
        """A SELECT of the number of groups."""
        return Sql(f"SELECT COUNT(*) FROM ({self.sql.text})", self.sql.values)

    def records(
        self, rows: Sequence[Row], reading: Reading, budget: int | None = None
    ) -> list[JsonRecord]:
        """The results of some groups."""
        return [self._shape.build(row) for row in rows]

    def _grouped(self, parts: tuple[FieldPath | Call, ...]) -> dict[str, Column]:
        groups = {}
        for part in parts:
            column = operand(self._asking, self._tables, part)
            if isinstance(part, FieldPath) and not column.field.groupable:
                text = f"field '{column.field.name}' can not be grouped in a query call"
                raise self._asking.refusal(complaint.INVALID_FIELD, text, part.at)
            groups[self._name(part)] = column
        return groups

    def _name(self, expression: Expression) -> str:
        """One name for all spellings of an expression."""
        if isinstance(expression, FieldPath):
            column = self._tables.column(expression)
            return ".".join((*column.trail, column.field.name)).lower()
        if isinstance(expression, Call):
            return f"{expression.function}({self._name(expression.argument)})".lower()
        return render(expression).lower()

    def _check(self) -> None:
        query = self._query
        if query.grouping is not None and query.grouping.sets and len(self._groups) > MOST_TOTALLED:
            text = f"GROUP BY {query.grouping.sets} takes at most {MOST_TOTALLED} fields"
            raise complaint.plain_complaint(complaint.MALFORMED, text)
        if query.grouping is None and query.limit is not None:
            raise complaint.plain_complaint(
                complaint.MALFORMED,
                "Non-grouped query that uses overall aggregate functions cannot also use LIMIT",
            )

    def _named(self, item: Item) -> Expression:
        if not isinstance(item, Selected):
            text = "Grouped query call has an element that is no field and no aggregate"
            raise complaint.plain_complaint(complaint.MALFORMED, text)
        alias = item.alias
        complaint.check_alias(alias)
        if not alias and isinstance(item.expression, FieldPath):
            alias = self._tables.column(item.expression).field.name
        if not alias:
            alias = f"expr{sum(1 for known in self._keys if known.startswith('expr'))}"
        if alias.lower() in (known.lower() for known in self._keys):
            raise complaint.plain_complaint(complaint.MALFORMED, f"duplicate alias: {alias}")
        self._keys.append(alias)
        return item.expression

    def _column(
        self, expression: Expression, kept: frozenset[str] | None = None, asked: str = "Field"
    ) -> Column:
        """The column of an expression; ``kept`` are the groups of the set at hand.

        ``asked`` is what a refusal calls the expression.
        """
        if isinstance(expression, Call) and expression.function in AGGREGATES:
            return aggregate(self._asking, self._tables, expression)
        if isinstance(expression, Call) and expression.function == "GROUPING":
            group = self._group(expression.argument)
            rolled = kept is not None and group not in kept
            return Column("1" if rolled else "0", _FLAG)
        if isinstance(expression, Call) and expression.function in PRESENTATIONS:
            return self._column(expression.argument, kept, asked)
        group = self._group(expression, asked)
        column = self._groups[group]
        if kept is not None and group not in kept:
            return replace(column, sql="NULL")
        return column

    def _convert(self, expression: Expression) -> Convert | None:
        column, convert = shown(self._asking, expression, self._column)
        scale = column.field.scale
        if isinstance(expression, Call) and expression.function == "SUM" and scale:
            return lambda value: round(float(str(value)), scale)
        return convert

    def _group(self, expression: Expression, asked: str = "Field") -> str:
        name = self._name(expression)
        if name in self._groups:
            return name
        path = field_of(expression)
        text = f"{asked} must be grouped or aggregated: {path.parts[-1]}"
        raise self._asking.refusal(complaint.MALFORMED, text, expression.at)

    def _sets(self) -> list[frozenset[str]]:
        names = list(self._groups)
        kind = "" if self._query.grouping is None else self._query.grouping.sets
        if kind == "ROLLUP":
            return [frozenset(names[:size]) for size in range(len(names), -1, -1)]
        if kind == "CUBE":
            sizes = range(len(names), -1, -1)
            return [frozenset(kept) for size in sizes for kept in combinations(names, size)]
        return [frozenset(names)]

    def _select(self, kept: frozenset[str]) -> Sql:
        columns = [self._column(one, kept).sql for one in self._expressions]
        values: list[Stored] = []
        for one in self._query.order:
            text, more = sorting(self._column(one.expression, kept))
            columns.append(text)
            values.extend(more)
        head = ", ".join(f"{text} AS c{place}" for place, text in enumerate(columns))
        having = self._having(kept)
        source = self._tables.source()
        by = ", ".join(key(self._groups[name]) for name in self._groups if name in kept)
        grouping = f" GROUP BY {by}" if by else ""
        if not grouping and self._groups:
            grouping = " HAVING COUNT(*) > 0" if not having.text else " HAVING COUNT(*) > 0 AND "
            having = Sql(having.text.removeprefix(" HAVING "), having.values)
        text = f"SELECT {head} FROM {source.text}{self._where.text}{grouping}{having.text}"
        return Sql(text, (*values, *source.values, *self._where.values, *having.values))

    def _having(self, kept: frozenset[str]) -> Sql:
        grouping = self._query.grouping
        if grouping is None or grouping.having is None:
            return Sql("")
        filters = Filters(
            self._asking,
            self._tables,
            lambda expression: self._column(expression, kept),
            lambda query, column, at: self._no_semi_join(at),
        )
        having = filters.sql(grouping.having)
        return Sql(f" HAVING {having.text}", having.values)

    def _no_semi_join(self, at: int) -> Sql:
        text = "Semi join sub-selects are not allowed in HAVING"
        raise self._asking.refusal(complaint.MALFORMED, text, at)

    def _ordering(self, place: int) -> str:
        one = self._query.order[place]
        column = self._column(one.expression, asked="Ordered field")
        check_sortable(self._asking, column, one)
        # Groups of a rollup are null even where the field is not.
        loose = replace(column, field=replace(column.field, nillable=True))
        return f"c{len(self._expressions) + place}{direction(one, loose)}"


@dataclass(frozen=True, slots=True)
class CountOnly:
    """``SELECT COUNT()``: no records, only their number. A ``Statement``."""

    sql: Sql
    counting: Sql
    pageable: bool = True
    page_rows: int = PAGE

    def records(
        self, rows: Sequence[Row], reading: Reading, budget: int | None = None
    ) -> list[JsonRecord]:
        """No records, whatever the rows."""
        return []


def count_only(asking: Asking, tables: Tables, query: Query) -> CountOnly:
    """The statement of a query for ``COUNT()`` alone. It is neither sorted nor grouped."""
    for given, word in ((query.order, "ORDER BY"), (query.grouping, "GROUP BY")):
        if given:
            text = f"{word} cannot be used with COUNT(), use COUNT(fieldName)"
            raise complaint.plain_complaint(complaint.MALFORMED, text)
    clause = where(asking, tables, query)
    source = tables.source()
    limit = limited(query.limit, query.offset)
    values = source.values + clause.values + limit.values
    inner = f"SELECT 1 FROM {source.text}{clause.text}{limit.text}"
    return CountOnly(Sql(f"{inner}", values), Sql(f"SELECT COUNT(*) FROM ({inner})", values))
