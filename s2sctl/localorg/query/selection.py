"""A query of rows: fields, parents' fields, children, and fields that depend on the type."""

from collections.abc import Sequence
from dataclasses import replace

from s2sctl.localorg.database import quoted
from s2sctl.localorg.definitions import FieldDefinition
from s2sctl.localorg.query import complaint
from s2sctl.localorg.query.asking import Asking, Sql
from s2sctl.localorg.query.children import ChildLoader, check_children, child_of, of_parents
from s2sctl.localorg.query.clauses import check_clauses, is_aggregate, ordering, where
from s2sctl.localorg.query.compound import part_keys
from s2sctl.localorg.query.operands import operand
from s2sctl.localorg.query.place import Column, Place, Tables
from s2sctl.localorg.query.presenting import shown
from s2sctl.localorg.query.shape import CompoundShape, Entry, RecordShape, TypeOfShape
from s2sctl.localorg.query.statement import Reading, Row, limited
from s2sctl.localorg.query.wire import Convert, JsonRecord, convert_for
from s2sctl.soql.condition import field_of
from s2sctl.soql.tree import (
    AllFields,
    Children,
    CountAll,
    Distance,
    FieldPath,
    Query,
    Selected,
    TypeOf,
)

PAGE = 2000
LONG_TEXT_PAGE = 1000
"""Pages are shorter where a long text area is selected (observed: shared wire/INDEX.md)."""

FAMILY_PAGE = 500
LONG_TEXT_FAMILY_PAGE = 200
"""Pages with children, which count (SOAP guide, "QueryOptions"). Observed: one parent with its
first 499 children of 1,200 (simple-salesforce issue 311), with 199 of 257 where there is long text
(jsforce pull request 1752)."""

_PARENTS_AT_A_TIME = 50
_SECURED = frozenset({"Owner", "CreatedBy", "LastModifiedBy"})
"""Polymorphic ways that WITH SECURITY_ENFORCED takes (Apex guide, "Filter SOQL Queries")."""

_MAX_FIELDS_LIMIT = 200


class Selection:
    """A translated query of rows. A ``Statement``."""

    pageable = True

    def __init__(
        self,
        asking: Asking,
        tables: Tables,
        query: Query,
        base: str,
        *more: Sql,
        depth: int = 0,
    ) -> None:
        self._asking = asking
        self._depth = depth
        self._tables = tables
        self._query = query
        self._columns: list[Column] = []
        self._indexes: dict[str, int] = {}
        self._chosen: set[str] = set()
        self._long_text = False
        self._base = base
        self._shape = self._record_shape(tables.root)
        self._children: list[ChildLoader] = []
        for item in query.items:
            self._add(item)
        self._tail = ordering(asking, tables, query.order)
        self._where = where(asking, tables, query, *more)

    @property
    def sql(self) -> Sql:
        """The SELECT."""
        head = ", ".join(column.sql for column in self._columns)
        return self._statement(head, self._tail)

    @property
    def page_rows(self) -> int:
        """How many rows a page has at most, children counted."""
        if self._children:
            return LONG_TEXT_FAMILY_PAGE if self._has_long_text else FAMILY_PAGE
        return LONG_TEXT_PAGE if self._long_text else PAGE

    @property
    def _has_long_text(self) -> bool:
        return self._long_text or any(
            loader.statement.page_rows in (LONG_TEXT_PAGE, LONG_TEXT_FAMILY_PAGE)
            for loader in self._children
        )

    @property
    def shape(self) -> RecordShape:
        """What of a row goes where in its record."""
        return self._shape

    @property
    def counting(self) -> Sql:
        """A SELECT of the number of rows."""
        inner = self._statement("1", Sql(""))
        return Sql(f"SELECT COUNT(*) FROM ({inner.text})", inner.values)

    def records(
        self, rows: Sequence[Row], reading: Reading, budget: int | None = None
    ) -> list[JsonRecord]:
        """The JSON records of some rows; fewer where their children fill the budget."""
        build = self._shape.build
        if not self._children:
            return [record for row in rows if (record := build(row)) is not None]
        records: list[JsonRecord] = []
        spent = 0
        for start in range(0, len(rows), _PARENTS_AT_A_TIME):
            some = rows[start : start + _PARENTS_AT_A_TIME]
            for loader in self._children:
                loader.load(some, reading, self.page_rows - 1)
            for row in some:
                if budget is not None and records and spent >= budget:
                    return records
                spent += 1 + sum(loader.count(row) for loader in self._children)
                record = build(row)
                assert record is not None  # a row of the object asked has its id
                records.append(record)
        return records

    def column_index(self, column: Column) -> int:
        """Where a column stands in the rows; added if it is new."""
        known = self._indexes.get(column.sql)
        if known is None:
            known = self._indexes[column.sql] = len(self._columns)
            self._columns.append(column)
        return known

    def _statement(self, head: str, tail: Sql) -> Sql:
        source = self._tables.source()
        limit = limited(self._query.limit, self._query.offset)
        text = f"SELECT {head} FROM {source.text}{self._where.text}{tail.text}{limit.text}"
        return Sql(text, source.values + self._where.values + tail.values + limit.values)

    def _add(self, item: Selected | CountAll | AllFields | TypeOf | Children) -> None:
        match item:
            case Selected():
                self._add_selected(item)
            case AllFields():
                self._add_all(item)
            case TypeOf():
                self._add_type_of(item)
            case Children():
                self._add_children(item)
            case CountAll():
                text = "COUNT() must be the only element of the SELECT list"
                raise self._asking.refusal(complaint.MALFORMED, text, item.at)

    def _add_selected(self, item: Selected) -> None:
        expression = item.expression
        if isinstance(expression, FieldPath):
            if item.alias:
                text = "only aggregate expressions use field aliasing"
                raise self._asking.refusal(complaint.MALFORMED, text, expression.at)
            self._add_field(expression)
            return
        column, convert = shown(
            self._asking, expression, lambda inner: operand(self._asking, self._tables, inner)
        )
        key = item.alias
        complaint.check_alias(key)
        if not key and isinstance(expression, Distance):
            key = f"expr{sum(1 for entry in self._shape.entries if entry.key.startswith('expr'))}"
        shape = self._shape if key else self._at(column.trail)
        if not key:
            self._once(".".join((*column.trail, column.field.name)), field_of(expression))
        entry = Entry(key or column.field.name, self.column_index(column), convert)
        shape.entries.append(entry)

    def _add_field(self, path: FieldPath) -> None:
        place = self._tables.holder(path)
        if place.polymorphic and self._query.mode == "SECURITY_ENFORCED":
            self._check_secured(place, path)
        column = operand(self._asking, self._tables, path)
        self._once(".".join((*place.trail, column.field.name)), path)
        self._at(place.trail).entries.append(self._entry(place, column))

    def _check_secured(self, place: Place, path: FieldPath) -> None:
        if place.trail[-1] not in _SECURED:
            text = f"WITH SECURITY_ENFORCED does not support the polymorphic field {path}"
            raise self._asking.refusal(complaint.MALFORMED, text, path.at)

    def _once(self, name: str, path: FieldPath) -> None:
        if name in self._chosen:
            text = f"duplicate field selected: {name}"
            raise complaint.plain_complaint(complaint.MALFORMED, text)
        self._chosen.add(name)

    def _entry(self, place: Place, column: Column) -> Entry:
        if column.field.type in ("address", "location"):
            return Entry(column.field.name, nested=self._compound(place, column.field))
        if column.field.type == "textarea" and column.field.length > 255:
            self._long_text = True
        return Entry(column.field.name, self.column_index(column), convert_for(column.field))

    def _compound(self, place: Place, field: FieldDefinition) -> CompoundShape:
        (target,) = place.targets
        readable = self._asking.viewer.readable(target.definition)
        parts: list[tuple[str, int, Convert | None]] = []
        for part, key in part_keys(target.definition, field):
            if part.name.lower() in readable:
                column = self._tables.field_at(place, part.name, 0)
                parts.append((key, self.column_index(column), convert_for(part)))
        return CompoundShape(tuple(parts))

    def _add_all(self, item: AllFields) -> None:
        bounded = item.group == "STANDARD" or (
            self._query.limit is not None and self._query.limit <= _MAX_FIELDS_LIMIT
        )
        if not bounded:
            text = f"The SOQL FIELDS function must have a LIMIT of at most {_MAX_FIELDS_LIMIT}"
            raise complaint.plain_complaint(complaint.MALFORMED, text)
        for field in self._asking.viewer.readable(self._tables.definition).values():
            if item.group == "ALL" or field.custom == (item.group == "CUSTOM"):
                self._add_field(FieldPath((field.name,), item.at))

    def _add_type_of(self, item: TypeOf) -> None:
        place = self._tables.relationship(item.relationship)
        if not place.polymorphic:
            text = f"cannot use TYPEOF on relationship '{item.relationship}': it is not polymorphic"
            raise self._asking.refusal(complaint.MALFORMED, text, item.at)
        if item.otherwise and self._query.mode == "SECURITY_ENFORCED":
            text = "WITH SECURITY_ENFORCED does not support TYPEOF with ELSE"
            raise self._asking.refusal(complaint.MALFORMED, text, item.at)
        shapes, told = [], set()
        for name, fields in item.cases:
            target = next(
                (one for one in place.targets if one.definition.name.lower() == name.lower()), None
            )
            if target is None:
                text = complaint.no_object(name)
                raise self._asking.refusal(complaint.INVALID_TYPE, text, item.at)
            told.add(target)
            shapes.append(self._case(Place((target,), place.trail), fields))
        rest = tuple(target for target in place.targets if target not in told)
        if item.otherwise and rest:
            shapes.append(self._case(Place(rest, place.trail, polymorphic=True), item.otherwise))
        self._once(".".join(place.trail), item.relationship)
        shape = self._at(place.trail[:-1])
        shape.entries.append(Entry(place.trail[-1], nested=TypeOfShape(tuple(shapes))))

    def _case(self, place: Place, fields: tuple[FieldPath, ...]) -> RecordShape:
        shape = self._record_shape(place)
        for path in fields:
            holder, there = place, shape
            for part in path.parts[:-1]:
                holder = self._tables.parent(holder, part, path.at)
                there = self._nested(there, holder)
            column = self._tables.field_at(holder, path.parts[-1], path.at)
            there.entries.append(self._entry(holder, column))
        return shape

    def _add_children(self, item: Children) -> None:
        inner, asking = item.query, self._asking
        check_children(asking, inner, len(self._children), self._depth)
        check_clauses(asking, inner)
        if inner.grouping is not None or any(is_aggregate(one) for one in inner.items):
            text = "only root queries support aggregate expressions"
            raise asking.refusal(complaint.MALFORMED, text, inner.source.path.at)
        definition, lookup = child_of(asking, self._tables.definition, inner.source.path)
        names = [inner.source.alias, inner.source.path.parts[-1]]
        tables = Tables(asking, definition, names)
        key = Column(f"{tables.alias}.{quoted(lookup.name)}", lookup)
        selection = Selection(
            asking,
            tables,
            replace(inner, limit=None, offset=None),
            self._base,
            of_parents(key.sql),
            depth=self._depth + 1,
        )
        loader = ChildLoader(
            selection,
            self._shape.id_index,
            selection.column_index(key),
            (inner.offset or 0, inner.limit),
        )
        self._children.append(loader)
        self._shape.entries.append(Entry(lookup.child_relationship, nested=loader))

    def _record_shape(self, place: Place) -> RecordShape:
        id_column = Column(place.id, _ID)
        shape = RecordShape(place.entity, self._base, self.column_index(id_column))
        if place.polymorphic:
            shape.type_index = self.column_index(self._tables.field_at(place, "Type", 0))
        return shape

    def _at(self, trail: tuple[str, ...]) -> RecordShape:
        shape = self._shape
        for depth in range(len(trail)):
            there = self._tables.place(FieldPath(trail), trail[: depth + 1])
            shape = self._nested(shape, there)
        return shape

    def _nested(self, shape: RecordShape, place: Place) -> RecordShape:
        """The shape of a parent inside the shape of its child."""
        name = place.trail[-1]
        known = shape.parents.get(name)
        if known is None:
            known = shape.parents[name] = self._record_shape(place)
            shape.entries.append(Entry(name, nested=known))
        return known


_ID = FieldDefinition("Id", "id", "Id", nillable=False)
