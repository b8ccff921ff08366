"""Describe: what the user may see of an org's objects, as the REST API answers it.

Source: "sObject Describe" and "Describe Global" of the REST API guide; keys as recorded (v59).
What the viewer may not see is absent; what the viewer may not write says so.
"""

from typing import TYPE_CHECKING

from s2sctl.localorg.access import ObjectAccess, Viewer
from s2sctl.localorg.definitions import ObjectDefinition
from s2sctl.localorg.describe_fields import Json, describe_field
from s2sctl.localorg.describe_marks import addresses, is_layoutable, is_share, marks
from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.sharing import is_shared

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

MASTER_RECORD_TYPE = "012000000000000AAA"


def describe_object(org: "LocalOrg", viewer: Viewer, name: str, version: str) -> dict[str, Json]:
    """One object's describe. ``version`` is the path's number (``62.0``).

    Raises ``RequestError`` 404 NOT_FOUND for an object that is not there, or not for this user.
    """
    definition = org.definitions.find(name)
    if definition is None or not viewer.access(definition).read:
        raise RequestError(404, "NOT_FOUND", "The requested resource does not exist")
    answer = _summary(viewer, definition)
    answer |= {
        "actionOverrides": [],
        "childRelationships": _children(org, viewer, definition),
        "compactLayoutable": is_layoutable(definition),
        "defaultImplementation": None,
        "extendedBy": None,
        "extendsInterfaces": None,
        "fields": [
            describe_field(viewer, definition, one) for one in viewer.readable(definition).values()
        ],
        "implementedBy": None,
        "implementsInterfaces": None,
        "listviewable": None,
        "lookupLayoutable": None,
        "namedLayoutInfos": [],
        "networkScopeFieldName": None,
        "recordTypeInfos": _record_types(org, definition, version),
        "searchLayoutable": definition.searchable and is_layoutable(definition),
        "sobjectDescribeOption": "FULL",
        "supportedScopes": _scopes(definition),
        "urls": addresses(definition, version) | _pages(org, definition),
    }
    return dict(sorted(answer.items()))


def describe_global(org: "LocalOrg", viewer: Viewer, version: str) -> dict[str, Json]:
    """Every object this user may see, in short."""
    objects: list[Json] = [
        dict(sorted((_summary(viewer, one) | {"urls": addresses(one, version)}).items()))
        for one in sorted(org.definitions, key=lambda one: one.name)
        if viewer.access(one).read
    ]
    return {"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": objects}


def _summary(viewer: Viewer, definition: ObjectDefinition) -> dict[str, Json]:
    access = viewer.access(definition)
    if is_share(definition) and not is_shared(viewer, definition):
        access = ObjectAccess(read=access.read)
    return {
        "activateable": False,
        "associateEntityType": None,
        "associateParentEntity": None,
        "createable": definition.createable and access.create,
        "custom": definition.custom,
        "customSetting": False,
        "deletable": definition.deletable and access.delete,
        "deprecatedAndHidden": False,
        "hasSubtypes": False,
        "isInterface": False,
        "isSubtype": False,
        "keyPrefix": definition.key_prefix,
        "label": definition.label,
        "labelPlural": definition.label_plural,
        "name": definition.name,
        "queryable": definition.queryable,
        "retrieveable": True,
        "undeletable": definition.undeletable and access.delete,
        "updateable": definition.updateable and access.edit,
        **marks(definition),
    }


def _children(org: "LocalOrg", viewer: Viewer, parent: ObjectDefinition) -> list[Json]:
    found: list[tuple[str, str, Json]] = []
    for child in org.definitions:
        if not viewer.access(child).read:
            continue
        for field in viewer.readable(child).values():
            # A merged row's winner is no parent of it in the winner's eyes.
            if parent.name in field.reference_to and field.name != "MasterRecordId":
                entry: Json = {
                    "cascadeDelete": field.on_delete == "cascade",
                    "childSObject": child.name,
                    "deprecatedAndHidden": False,
                    "field": field.name,
                    "junctionIdListNames": [],
                    "junctionReferenceTo": [],
                    "relationshipName": field.child_relationship or None,
                    "restrictedDelete": field.on_delete == "restrict",
                }
                found.append((child.name, field.name, entry))
    return [entry for _, _, entry in sorted(found, key=lambda one: one[:2])]


def _record_types(org: "LocalOrg", definition: ObjectDefinition, version: str) -> list[Json]:
    if not is_layoutable(definition):
        return []
    rows = org.database.all(
        'SELECT "Id", "Name", "DeveloperName", "IsActive" FROM "RecordType" '
        'WHERE "SobjectType" = ? ORDER BY "Name"',
        (definition.name,),
    )
    infos = [
        _record_type(definition, version, str(row[0]), str(row[1]), str(row[2]), bool(row[3]))
        for row in rows
    ]
    master = _record_type(definition, version, MASTER_RECORD_TYPE, "Master", "Master", True)
    return [*infos, master]


def _record_type(
    definition: ObjectDefinition,
    version: str,
    record_type_id: str,
    name: str,
    developer_name: str,
    active: bool,
) -> Json:
    master = record_type_id == MASTER_RECORD_TYPE
    base = f"/services/data/v{version}/sobjects/{definition.name}/describe/layouts"
    return {
        "active": active,
        "available": active,
        "defaultRecordTypeMapping": master,
        "developerName": developer_name,
        "master": master,
        "name": name,
        "recordTypeId": record_type_id,
        "urls": {"layout": f"{base}/{record_type_id}"},
    }


def _scopes(definition: ObjectDefinition) -> list[Json]:
    plural = definition.label_plural.lower()
    scopes: list[Json] = [{"label": f"All {plural}", "name": "everything"}]
    if definition.owned:
        scopes.append({"label": f"My {plural}", "name": "mine"})
    return scopes


def _pages(org: "LocalOrg", definition: ObjectDefinition) -> dict[str, Json]:
    host = f"https://{org.name}.my.salesforce.example"
    return {
        "uiDetailTemplate": f"{host}/{{ID}}",
        "uiEditTemplate": f"{host}/{{ID}}/e",
        "uiNewRecord": f"{host}/{definition.key_prefix}/e",
    }
