"""What permission sets grant, as the org's own tables of permissions tell it.

Source: Object Reference, PermissionSet, ObjectPermissions, FieldPermissions, which hold one row for
each object and field that a set grants, and are gone with the object or field.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from s2sctl.app.book import describe, read_all
from s2sctl.connection.components import FieldPermission, ObjectPermission, PermissionSet
from s2sctl.model.ids import RecordId
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.records import Record
from s2sctl.model.schema import ObjectSchema
from s2sctl.model.values import Value
from s2sctl.ports.org import Org, Query

_SETS = ObjectName("PermissionSet")
_OBJECTS = ObjectName("ObjectPermissions")
_FIELDS = ObjectName("FieldPermissions")
_OF_SETS = ("ApiEnabled", "EditTask", "EditEvent")
"""User permissions that permission sets of ours may hold."""
_FLAGS = ("Create", "Edit", "Delete", "ViewAllRecords", "ModifyAllRecords")


@dataclass(frozen=True, slots=True)
class Granted:
    """What some permission sets grant together: objects, and fields with whether to edit."""

    objects: Mapping[ObjectName, ObjectPermission] = field(default_factory=dict)
    fields: Mapping[tuple[ObjectName, FieldName], bool] = field(default_factory=dict)
    permissions: Mapping[str, bool] = field(default_factory=dict)
    """User permissions by their names, ``EditTask``; only those the org has columns for."""

    def covers(self, wanted: PermissionSet) -> bool:
        """Whether all of a permission set is granted; more than it may be."""
        permitted = all(self.permissions.get(one, True) for one in wanted.user_permissions)
        lacking = self.lacking_objects(wanted.objects) or self.lacking_fields(wanted.fields)
        return permitted and not lacking

    def lacking_objects(self, wanted: Iterable[ObjectPermission]) -> tuple[ObjectPermission, ...]:
        """Those of which some part is not granted."""
        return tuple(one for one in wanted if not _within(one, self.objects.get(one.object)))

    def lacking_fields(self, wanted: Iterable[FieldPermission]) -> tuple[FieldPermission, ...]:
        """Those that are not granted, or to read only where editing is wanted."""
        found = []
        for one in wanted:
            # Fields of activities are defined once and granted for both kinds.
            name = ObjectName("Task") if one.object == "Activity" else one.object
            edit = self.fields.get((name, one.field))
            if edit is None or (one.editable and not edit):
                found.append(one)
        return tuple(found)


def _within(wanted: ObjectPermission, granted: ObjectPermission | None) -> bool:
    return granted is not None and all(
        getattr(granted, name) or not getattr(wanted, name)
        for name in ("create", "edit", "delete", "view_all", "modify_all")
    )


def granted_by(org: Org, names: Sequence[str]) -> Mapping[str, Granted]:
    """What each permission set of these API names grants; one the org lacks is absent.

    Empty where the login's user may not read the tables (View Setup and Configuration).
    """
    schemas = describe(org, (_SETS, _OBJECTS, _FIELDS))
    if len(schemas) < 3:
        return {}
    listed = ", ".join(f"'{one}'" for one in names)
    known = [one for one in _OF_SETS if schemas[_SETS].find(f"Permissions{one}") is not None]
    columns = ("Name", *(f"Permissions{one}" for one in known))
    sets = read_all(org, _query(schemas[_SETS], columns, f"Name IN ({listed})"))
    rows = _rows(org, schemas, f"Parent.Name IN ({listed})")
    return {
        str(one.values.get(FieldName("Name"))): replace(
            _sum(row for row in rows if _parent(row) == one.id),
            permissions={
                name: one.values.get(FieldName(f"Permissions{name}")) is True for name in known
            },
        )
        for one in sets
    }


@dataclass(frozen=True, slots=True)
class Wide:
    """What opens whole objects to the login's user: by object, or all at once."""

    objects: Mapping[ObjectName, ObjectPermission]
    permissions: Mapping[str, bool]
    """User permissions by their columns, ``PermissionsViewAllData``; only those the org shows."""

    def views_all(self, name: ObjectName) -> bool:
        """Whether every record of the object is open to read."""
        one = self.objects.get(name)
        wide = self.permissions.get("PermissionsViewAllData") or self._modifies_data
        return wide or (one is not None and (one.view_all or one.modify_all))

    def modifies_all(self, name: ObjectName) -> bool:
        """Whether every record of the object is open to change."""
        one = self.objects.get(name)
        return self._modifies_data or (one is not None and one.modify_all)

    @property
    def _modifies_data(self) -> bool:
        return self.permissions.get("PermissionsModifyAllData", False)


USER_PERMISSIONS = ("ViewAllData", "ModifyAllData", "EmailSingle", "ModifyMetadata")
"""Those that matter here, by the names the Metadata API has for them."""


def wide_access(org: Org) -> Wide | None:
    """What the user's profile and permission sets open as a whole; None where that is hidden.

    Sharing rules are no part of it: they open the records they match, now or later.
    """
    schemas = describe(org, (_SETS, _OBJECTS))
    if len(schemas) < 2:
        return None
    columns = [f"Permissions{one}" for one in USER_PERMISSIONS]
    known = [one for one in columns if schemas[_SETS].find(one) is not None]
    sets = {
        row.id: row
        for where in _held(org.identity().user_id)
        for row in read_all(org, _query(schemas[_SETS], known, where))
    }
    permissions = {
        one: any(row.values.get(FieldName(one)) is True for row in sets.values()) for one in known
    }
    if not sets:
        return Wide({}, permissions)
    listed = ", ".join(f"'{one}'" for one in sets)
    names = ("ParentId", "SobjectType", *(f"Permissions{one}" for one in _FLAGS))
    rows = read_all(org, _query(schemas[_OBJECTS], names, f"ParentId IN ({listed})"))
    return Wide(_sum(rows).objects, permissions)


def _held(user: RecordId) -> tuple[str, str]:
    """Which permission sets a user holds: assigned ones, and the one of the user's profile."""
    assigned = f"SELECT PermissionSetId FROM PermissionSetAssignment WHERE AssigneeId = '{user}'"
    return f"Id IN ({assigned})", f"ProfileId IN (SELECT ProfileId FROM User WHERE Id = '{user}')"


def _rows(org: Org, schemas: Mapping[ObjectName, ObjectSchema], where: str) -> tuple[Record, ...]:
    flags = tuple(f"Permissions{one}" for one in _FLAGS)
    objects = _query(schemas[_OBJECTS], ("ParentId", "SobjectType", *flags), where)
    fields = _query(schemas[_FIELDS], ("ParentId", "Field", "PermissionsEdit"), where)
    return (*read_all(org, objects), *read_all(org, fields))


def _query(schema: ObjectSchema, names: Iterable[str], where: str) -> Query:
    return Query(schema, tuple(FieldName(one) for one in names), where=where, deleted=False)


def _parent(row: Record) -> Value:
    return row.values.get(FieldName("ParentId"))


def _sum(rows: Iterable[Record]) -> Granted:
    objects: dict[ObjectName, ObjectPermission] = {}
    fields: dict[tuple[ObjectName, FieldName], bool] = {}
    for row in rows:
        said = row.values
        path = str(said.get(FieldName("Field")) or "")
        if path:
            object_, _, name = path.partition(".")
            place = (ObjectName(object_), FieldName(name))
            edit = said.get(FieldName("PermissionsEdit")) is True
            fields[place] = fields.get(place, False) or edit
            continue
        name_ = ObjectName(str(said.get(FieldName("SobjectType"))))
        known = objects.get(name_, ObjectPermission(name_))
        flags = [said.get(FieldName(f"Permissions{one}")) is True for one in _FLAGS]
        objects[name_] = ObjectPermission(
            name_,
            known.create or flags[0],
            known.edit or flags[1],
            known.delete or flags[2],
            known.view_all or flags[3],
            known.modify_all or flags[4],
        )
    return Granted(objects, fields)
