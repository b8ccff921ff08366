"""An org's definitions as tables of their own, asked by the same SOQL as its rows."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

from s2sctl.localorg import describe, tables
from s2sctl.localorg.access import SETUP_OBJECTS, StandardAccess, Viewer
from s2sctl.localorg.database import Database, Stored, quoted
from s2sctl.localorg.definitions import FieldDefinition, ObjectDefinition
from s2sctl.localorg.query import QueryPage, QueryRunner
from s2sctl.localorg.tooling import naming
from s2sctl.localorg.tooling.catalog import tooling_definitions

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

Row = dict[str, Stored]


class _Shelf:
    """What a query runner needs of an org: the definitions as one user may see them."""

    def __init__(self, org: "LocalOrg", viewer: Viewer, path: Path) -> None:
        self.definitions = tooling_definitions()
        self.clock = org.clock
        self.name = org.name
        self.currency = org.currency
        self.database = Database(path)
        self.changes = org.metadata_changes
        self.viewer = Viewer(
            user_id=viewer.user_id,
            profile_id=viewer.profile_id,
            standard=StandardAccess.ADMIN,
            definitions=self.definitions,
            view_all_data=True,
            modify_all_data=True,
            objects={},
            fields={},
        )
        with self.database.transaction():
            for definition in self.definitions:
                tables.bring_in_line(self.database, definition)
                self.database.execute(f"DELETE FROM {quoted(definition.name)}")
            for name, row in _rows(org, viewer):
                columns = ", ".join(map(quoted, row))
                marks = ", ".join("?" * len(row))
                sql = f"INSERT INTO {quoted(name)} ({columns}) VALUES ({marks})"
                self.database.execute(sql, tuple(row.values()))
        self.queries = QueryRunner(cast("LocalOrg", self), people=org.database)


class Library:
    """The Tooling API's rows, worked out for each user anew when metadata has changed."""

    def __init__(self, org: "LocalOrg") -> None:
        self._org = org
        self._shelves: dict[str, _Shelf] = {}

    def names(self) -> list[str]:
        """The objects there are."""
        return [one.name for one in tooling_definitions()]

    def run(self, soql: str, viewer: Viewer, version: str, batch_size: int | None) -> QueryPage:
        """The first page of a query over definitions. Raises what the query package raises."""
        shelf = self._shelf(viewer)
        return shelf.queries.run(soql, shelf.viewer, False, batch_size, version)

    def more(self, locator: str, viewer: Viewer) -> QueryPage:
        """The page of a locator."""
        shelf = self._shelf(viewer)
        return shelf.queries.more(locator, shelf.viewer)

    def describe(self, name: str, viewer: Viewer, version: str) -> Mapping[str, object]:
        """One object's describe. Raises ``RequestError`` NOT_FOUND."""
        shelf = self._shelf(viewer)
        return describe.describe_object(
            cast("LocalOrg", _Described(shelf, self._org)), shelf.viewer, name, version
        )

    def describe_global(self, viewer: Viewer, version: str) -> Mapping[str, object]:
        """Every object, in short."""
        shelf = self._shelf(viewer)
        return describe.describe_global(cast("LocalOrg", shelf), shelf.viewer, version)

    def close(self) -> None:
        """Let go of every table."""
        for shelf in self._shelves.values():
            _drop(shelf)
        self._shelves.clear()

    def _shelf(self, viewer: Viewer) -> _Shelf:
        known = self._shelves.get(viewer.user_id)
        if known is not None and known.changes == self._org.metadata_changes:
            return known
        if known is not None:
            _drop(known)
        path = self._org.folder / f"tooling-{viewer.user_id}.db"
        path.unlink(missing_ok=True)
        shelf = _Shelf(self._org, viewer, path)
        self._shelves[viewer.user_id] = shelf
        return shelf


class _Described:
    """The shelf's definitions beside the org's rows, which describe reads record types from."""

    def __init__(self, shelf: _Shelf, org: "LocalOrg") -> None:
        self.definitions = shelf.definitions
        self.database = org.database
        self.name = org.name
        self.currency = org.currency


def _drop(shelf: _Shelf) -> None:
    shelf.queries.close()
    shelf.database.close()
    for suffix in ("", "-wal", "-shm"):
        shelf.database.path.with_name(shelf.database.path.name + suffix).unlink(missing_ok=True)


def _rows(org: "LocalOrg", viewer: Viewer) -> Iterator[tuple[str, Row]]:
    stamp = org.metadata_stamp
    for definition in org.definitions:
        if not viewer.access(definition).read:
            continue
        yield "EntityDefinition", _entity(org, definition, stamp)
        for field in viewer.readable(definition).values():
            yield "FieldDefinition", _field(org, definition, field, stamp)
        if viewer.modify_all_data:
            yield from _setup_rows(org, definition, stamp)


def _entity(org: "LocalOrg", definition: ObjectDefinition, stamp: int) -> Row:
    durable = naming.object_id(org.org_id, definition)
    layoutable = definition.name not in SETUP_OBJECTS - {"User"}
    return {
        "Id": durable,
        "DurableId": durable,
        "QualifiedApiName": definition.name,
        "DeveloperName": definition.name.removesuffix("__c"),
        "MasterLabel": definition.label,
        "Label": definition.label,
        "PluralLabel": definition.label_plural,
        "KeyPrefix": definition.key_prefix,
        "IsCustomizable": int(layoutable),
        "IsCustomSetting": 0,
        "IsQueryable": int(definition.queryable),
        "IsSearchable": int(definition.searchable),
        "IsTriggerable": int(layoutable),
        "IsApexTriggerable": int(layoutable),
        "IsRetrieveable": 1,
        "IsReplicateable": int(definition.soft_delete),
        "IsLayoutable": int(layoutable),
        "IsEverCreatable": int(definition.createable),
        "IsEverUpdatable": int(definition.updateable),
        "IsEverDeletable": int(definition.deletable),
        "IsDeprecatedAndHidden": 0,
        "InternalSharingModel": definition.sharing,
        "ExternalSharingModel": "Private" if definition.owned else definition.sharing,
        "DeploymentStatus": "Deployed" if definition.custom else None,
        "LastModifiedDate": stamp if definition.custom else None,
    }


def _field(
    org: "LocalOrg", definition: ObjectDefinition, field: FieldDefinition, stamp: int
) -> Row:
    durable = naming.field_id(org.org_id, definition, field)
    polymorphic = len(field.reference_to) > 1
    return {
        "Id": durable,
        "DurableId": durable,
        "QualifiedApiName": field.name,
        "EntityDefinitionId": naming.object_id(org.org_id, definition),
        "DeveloperName": durable.partition(".")[2] if not field.custom else field.name[:-3],
        "MasterLabel": field.label,
        "Label": field.label,
        "Length": field.length,
        "DataType": naming.data_type(field),
        "ValueTypeId": field.type,
        "ExtraTypeInfo": field.extra_type or None,
        "IsCalculated": int(bool(field.formula)),
        "IsHtmlFormatted": int(field.html_formatted),
        "IsNameField": int(field.name_field),
        "IsNillable": int(field.nillable),
        "Precision": field.precision,
        "Scale": field.scale,
        "IsIndexed": int(field.type in ("id", "reference") or field.external_id or field.unique),
        "IsApiFilterable": int(field.filterable),
        "IsApiSortable": int(field.sortable),
        "IsApiGroupable": int(field.groupable),
        "IsCompound": int(field.type in ("address", "location")),
        "IsPolymorphicForeignKey": int(polymorphic),
        "IsFieldHistoryTracked": 0,
        "RelationshipName": field.relationship or None,
        "ReferenceTo": json.dumps({"referenceTo": sorted(field.reference_to) or None}),
        "LastModifiedDate": stamp if field.custom else None,
    }


def _setup_rows(
    org: "LocalOrg", definition: ObjectDefinition, stamp: int
) -> Iterator[tuple[str, Row]]:
    """Custom objects and fields as Setup has them: seen whatever field-level security says."""
    owner = naming.object_id(org.org_id, definition)
    audit: Row = {"ManageableState": "unmanaged", "CreatedDate": stamp, "LastModifiedDate": stamp}
    if definition.custom:
        row: Row = {
            "Id": naming.setup_id(org.org_id, "01I", definition.name),
            "DeveloperName": definition.name.removesuffix("__c"),
            "Language": "en_US",
            "SharingModel": definition.sharing,
        }
        yield "CustomObject", row | audit
    yield from _rules(org, definition, audit | {"EntityDefinitionId": owner})
    for field in definition.fields:
        if not field.custom:
            continue
        row = {
            "Id": naming.custom_field_id(org.org_id, definition, field),
            "DeveloperName": field.name.removesuffix("__c"),
            "TableEnumOrId": owner,
            "EntityDefinitionId": owner,
            "Length": field.length,
            "Precision": field.precision,
            "Scale": field.scale,
            "RelationshipLabel": field.child_relationship or None,
        }
        yield "CustomField", row | audit


def _rules(org: "LocalOrg", definition: ObjectDefinition, audit: Row) -> Iterator[tuple[str, Row]]:
    """Validation rules (Tooling API, ValidationRule)."""
    for rule in definition.rules:
        if rule.kind == "validation":
            row: Row = {
                "Id": naming.setup_id(org.org_id, "03d", f"{definition.name}.{rule.name}"),
                "ValidationName": rule.name,
                "Active": int(rule.active),
                "ErrorDisplayField": rule.setting("field") or None,
                "ErrorMessage": rule.setting("message"),
            }
            yield "ValidationRule", row | audit
