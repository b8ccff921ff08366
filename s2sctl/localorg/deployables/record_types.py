"""Record types: a row each, and the RecordTypeId field of the object that has any."""

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from s2sctl.localorg.catalog.notation import fields
from s2sctl.localorg.definitions import Rule
from s2sctl.localorg.deployables.metadata import Meta, flag, many, text
from s2sctl.localorg.deployables.problem import ComponentProblem
from s2sctl.localorg.deployables.rules import put_rule
from s2sctl.localorg.records import rows
from s2sctl.model.ids import RecordId

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

_FIELD = """
RecordTypeId | reference | Record Type ID | -p ref=RecordType:RecordType delete=restrict
"""


def put_record_type(org: "LocalOrg", user_id: RecordId, object_name: str, meta: Meta) -> bool:
    """Make or change a record type of an object; whether it was made."""
    definition = org.definitions.find(object_name)
    name = text(meta, "fullName")
    if definition is None:
        raise ComponentProblem(
            f"Entity of type 'CustomObject' named '{object_name}' cannot be found"
        )
    if definition.find("RecordTypeId") is None:
        org.define(replace(definition, fields=(*definition.fields, *fields(_FIELD))))
    values = {
        "Name": text(meta, "label") or name,
        "DeveloperName": name,
        "Description": text(meta, "description") or None,
        "IsActive": int(flag(meta, "active", True)),
    }
    found = org.database.one(
        'SELECT "Id" FROM "RecordType" WHERE "SobjectType" = ? AND "DeveloperName" = ?',
        (definition.name, name),
    )
    if found is not None:
        rows.change_known(org, "RecordType", user_id, RecordId(str(found[0])), values)
    else:
        rows.put_new(org, "RecordType", user_id, values | {"SobjectType": definition.name})
    _offer(org, definition.name, name, meta)
    org.forget_viewers()
    return found is None


def _offer(org: "LocalOrg", object_name: str, name: str, meta: Meta) -> None:
    """Remember which picklist values the record type offers; names are percent-encoded."""
    offered = tuple(
        (
            text(one, "picklist"),
            ";".join(unquote(text(value, "fullName")) for value in many(one, "values")),
        )
        for one in many(meta, "picklistValues")
    )
    if offered:
        put_rule(org, object_name, Rule("recordtype", name, settings=offered))
