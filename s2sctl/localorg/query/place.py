"""Where field paths lead: the object asked, its parents, and the joins that reach them.

A lookup that can point to several objects leads to Salesforce's ``Name`` entity, which has only the
fields such objects share (object reference, "Name").
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from s2sctl.localorg.database import Stored, quoted
from s2sctl.localorg.definitions import FieldDefinition, ObjectDefinition
from s2sctl.localorg.formulas import FormulaError, Scope, field_sql
from s2sctl.localorg.query import complaint
from s2sctl.localorg.query.asking import Asking, Sql
from s2sctl.soql.tree import FieldPath

_MAX_DEPTH = 5
_MAX_PARENTS = 55
"""Child-to-parent relationships of one query (SOQL reference, "Relationship Query Limitations")."""

_NAME_ENTITY = {
    one.name.lower(): one
    for one in (
        FieldDefinition("Alias", "string", "Alias"),
        FieldDefinition("Email", "email", "Email"),
        FieldDefinition("FirstName", "string", "First Name"),
        FieldDefinition("Id", "id", "Name ID"),
        FieldDefinition("IsActive", "boolean", "Active"),
        FieldDefinition("LastName", "string", "Last Name"),
        FieldDefinition("Name", "string", "Full Name"),
        FieldDefinition("Phone", "phone", "Phone"),
        FieldDefinition("ProfileId", "reference", "Profile ID"),
        FieldDefinition("RecordTypeId", "reference", "Record Type ID"),
        FieldDefinition("Title", "string", "Title"),
        FieldDefinition("Username", "string", "Username"),
        FieldDefinition("UserRoleId", "reference", "User Role ID"),
    )
}
_TYPE = FieldDefinition("Type", "picklist", "Type", groupable=False)
_TEXTS = frozenset(
    {"string", "picklist", "multipicklist", "textarea", "email", "phone", "url", "combobox"}
)


@dataclass(frozen=True, slots=True)
class Column:
    """A field where a path found it: its SQL, its definition, and the relationships passed."""

    sql: str
    field: FieldDefinition
    trail: tuple[str, ...] = ()
    values: tuple[Stored, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """One table that a place reads."""

    definition: ObjectDefinition
    alias: str

    @property
    def id(self) -> str:
        """The row's id, as SQL."""
        return f'{self.alias}."Id"'


@dataclass(slots=True)
class Place:
    """What a relationship leads to: one object, or several behind the ``Name`` entity."""

    targets: tuple[Target, ...]
    trail: tuple[str, ...] = ()
    polymorphic: bool = False
    parents: dict[str, "Place"] = field(default_factory=dict)

    @property
    def entity(self) -> str:
        """What Salesforce calls the place in its messages and attributes."""
        return "Name" if self.polymorphic else self.targets[0].definition.name

    @property
    def id(self) -> str:
        """The id of the row found there, as SQL."""
        return _either(target.id for target in self.targets)


def _either(columns: Iterable[str]) -> str:
    known = list(columns)
    return known[0] if len(known) == 1 else f"COALESCE({', '.join(known)})"


class Tables:
    """The tables of one SELECT. Every path asked of it adds the joins it needs."""

    def __init__(
        self, asking: Asking, definition: ObjectDefinition, names: Iterable[str] = ()
    ) -> None:
        self._asking = asking
        self.root = Place((Target(definition, asking.alias()),))
        self._names = {definition.name.lower(), *(name.lower() for name in names if name)}
        self._joins: list[Sql] = []
        self._parents = 0
        self._named: dict[str, Place] = {}

    def name(self, alias: str, place: Place) -> None:
        """Let paths start at ``place`` by that alias."""
        self._named[alias.lower()] = place

    @property
    def definition(self) -> ObjectDefinition:
        """The object asked."""
        return self.root.targets[0].definition

    @property
    def alias(self) -> str:
        """The table alias of the object asked."""
        return self.root.targets[0].alias

    def column(self, path: FieldPath) -> Column:
        """The column a path names. Raises ``INVALID_FIELD`` where it names none."""
        return self.field_at(self.holder(path), path.parts[-1], path.at)

    def holder(self, path: FieldPath) -> Place:
        """The place whose field the path names."""
        return self.place(path, self._without_own_name(path)[:-1])

    def relationship(self, path: FieldPath) -> Place:
        """The place a path of relationships leads to."""
        return self.place(path, self._without_own_name(path))

    def field_at(self, place: Place, name: str, at: int) -> Column:
        """A field of a place."""
        column = self._find(place, name.lower())
        if column is None:
            text = complaint.no_column(name, place.entity)
            raise self._asking.refusal(complaint.INVALID_FIELD, text, at)
        return column

    def place(self, path: FieldPath, parts: tuple[str, ...]) -> Place:
        """The place behind some relationships, joined as far as needed."""
        if len(parts) > _MAX_DEPTH:
            raise self._asking.refusal(
                complaint.MALFORMED, "SOQL relationship depth must not exceed 5 levels", path.at
            )
        place = self._named.get(parts[0].lower(), self.root) if parts else self.root
        for part in parts[1:] if place is not self.root else parts:
            place = self.parent(place, part, path.at)
        return place

    def parent(self, place: Place, part: str, at: int) -> Place:
        """The place one relationship away."""
        known = place.parents.get(part.lower())
        return self._join(place, part, at) if known is None else known

    def source(self) -> Sql:
        """The FROM clause with all joins so far."""
        start = f"{quoted(self.definition.name)} {self.alias}"
        values = tuple(value for join in self._joins for value in join.values)
        return Sql(" ".join([start, *(join.text for join in self._joins)]), values)

    def restriction(self) -> list[Sql]:
        """What keeps rows that the user may not see, or that are deleted, out of the answer."""
        target = self.root.targets[0]
        parts = []
        if target.definition.soft_delete and not self._asking.include_deleted:
            parts.append(Sql(f'{target.alias}."IsDeleted" = 0'))
        visible = self._asking.viewer.visible(target.definition, target.alias)
        if visible is not None:
            parts.append(Sql(visible[0], visible[1]))
        return parts

    def _without_own_name(self, path: FieldPath) -> tuple[str, ...]:
        own = len(path.parts) > 1 and path.parts[0].lower() in self._names
        return path.parts[1:] if own else path.parts

    def _find(self, place: Place, name: str) -> Column | None:
        viewer = self._asking.viewer
        if not place.polymorphic:
            (target,) = place.targets
            found = viewer.readable(target.definition).get(name)
            sql = self._sql_of(target, found) if found else ""
            return Column(sql, found, place.trail) if found else None
        if name == "type":
            return Column(_type_of(place.targets), _TYPE, place.trail)
        shared = _NAME_ENTITY.get(name)
        if shared is None:
            return None
        found_in = [
            (target, one)
            for target in place.targets
            if (one := viewer.readable(target.definition).get(name)) is not None
        ]
        if not found_in:
            return Column("NULL", shared, place.trail)
        sql = _either(self._sql_of(target, one) for target, one in found_in)
        collation = " COLLATE SALESFORCE" if shared.type in _TEXTS else ""
        return Column(f"({sql}{collation})", shared, place.trail)

    def _sql_of(self, target: Target, one: FieldDefinition) -> str:
        if not one.formula:
            return f"{target.alias}.{quoted(one.name)}"
        asking = self._asking
        scope = Scope(
            asking.definitions,
            target.definition,
            target.alias,
            asking.now,
            asking.viewer.user_id,
        )
        try:
            return field_sql(scope, one)
        except FormulaError:
            return "NULL"  # what the formula names on a parent is gone: no value, as #Error!

    def _join(self, place: Place, part: str, at: int) -> Place:
        found = None if place.polymorphic else self._lookup(place, part.lower())
        if found is None:
            text = complaint.no_relationship(part, "field path")
            raise self._asking.refusal(complaint.INVALID_FIELD, text, at)
        asking, child = self._asking, place.targets[0].alias
        self._parents += 1
        if self._parents > _MAX_PARENTS:
            text = f"SOQL statements cannot reference more than {_MAX_PARENTS} parent relationships"
            raise asking.refusal(complaint.MALFORMED, text, at)
        targets = []
        for name in found.reference_to:
            definition = asking.definitions.find(name)
            if definition is None or not asking.may_read(definition):
                continue
            target = Target(definition, asking.alias())
            targets.append(target)
            self._joins.append(self._join_sql(target, f"{child}.{quoted(found.name)}"))
        if not targets:
            text = complaint.no_relationship(part, "field path")
            raise asking.refusal(complaint.INVALID_FIELD, text, at)
        trail = (*place.trail, found.relationship)
        joined = Place(tuple(targets), trail, len(found.reference_to) > 1)
        place.parents[part.lower()] = joined
        return joined

    def _lookup(self, place: Place, name: str) -> FieldDefinition | None:
        readable = self._asking.viewer.readable(place.targets[0].definition)
        return next((one for one in readable.values() if one.relationship.lower() == name), None)

    def _join_sql(self, target: Target, key: str) -> Sql:
        text = f"LEFT JOIN {quoted(target.definition.name)} {target.alias} ON {target.id} = {key}"
        visible = self._asking.viewer.visible(target.definition, target.alias)
        if visible is None:
            return Sql(text)
        return Sql(f"{text} AND {visible[0]}", visible[1])


def _type_of(targets: tuple[Target, ...]) -> str:
    whens = " ".join(
        f"WHEN {target.id} IS NOT NULL THEN '{target.definition.name}'" for target in targets
    )
    return f"(CASE {whens} END COLLATE SALESFORCE)"
