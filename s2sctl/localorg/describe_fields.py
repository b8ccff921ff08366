"""One field's describe, with every documented key."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from s2sctl.localorg.access import Viewer
from s2sctl.localorg.definitions import FieldDefinition, ObjectDefinition
from s2sctl.localorg.dependence import controller_of, valid_for

Json: TypeAlias = str | int | float | bool | Sequence["Json"] | Mapping[str, "Json"] | None
"""What JSON can say."""

_SOAP_TYPES = {
    "id": "tns:ID",
    "reference": "tns:ID",
    "boolean": "xsd:boolean",
    "int": "xsd:int",
    "long": "xsd:long",
    "double": "xsd:double",
    "currency": "xsd:double",
    "percent": "xsd:double",
    "date": "xsd:date",
    "datetime": "xsd:dateTime",
    "time": "xsd:time",
    "address": "urn:address",
    "location": "urn:location",
}
_COMPOUND = frozenset({"address", "location"})


def describe_field(
    viewer: Viewer, definition: ObjectDefinition, field: FieldDefinition
) -> dict[str, Json]:
    """The field as this user sees it: writable only where field-level security says so."""
    editable = field.name.lower() in viewer.editable(definition)
    controller = controller_of(definition, field)
    answer = _shape(field, controller)
    answer |= _behaviour(field)
    answer |= _relation(field)
    answer |= {
        "createable": viewer.creates(field) and editable,
        "updateable": field.updateable and editable,
    }
    return dict(sorted(answer.items()))


def _shape(field: FieldDefinition, controller: FieldDefinition | None) -> dict[str, Json]:
    whole = field.type in ("int", "long")
    identity = field.type in ("id", "reference")
    return {
        "byteLength": field.length if identity else field.length * 3,
        "compoundFieldName": field.compound or None,
        "controllerName": controller.name if controller else None,
        "dependentPicklist": controller is not None,
        "digits": field.precision if whole else 0,
        "extraTypeInfo": field.extra_type or None,
        "label": field.label,
        "length": field.length,
        "name": field.name,
        "picklistValues": [
            {
                "active": entry.active,
                "defaultValue": entry.default,
                "label": entry.label,
                "validFor": valid_for(controller, entry),
                "value": entry.value,
            }
            for entry in field.picklist
        ],
        "precision": 0 if whole else field.precision,
        "scale": field.scale,
        "soapType": _SOAP_TYPES.get(field.type, "xsd:string"),
        "type": field.type,
    }


def _behaviour(field: FieldDefinition) -> dict[str, Json]:
    return {
        "aggregatable": field.aggregatable,
        "aiPredictionField": False,
        "autoNumber": bool(field.auto_number),
        "calculated": bool(field.formula),
        "calculatedFormula": field.formula or None,
        "caseSensitive": field.case_sensitive,
        "custom": field.custom,
        "defaultValue": _default(field),
        "defaultValueFormula": field.default_formula or None,
        "defaultedOnCreate": field.defaulted_on_create,
        "deprecatedAndHidden": False,
        "displayLocationInDecimal": False,
        "encrypted": False,
        "externalId": field.external_id,
        "filterable": field.filterable,
        "formulaTreatNullNumberAsZero": field.blank_as_zero,
        "groupable": field.groupable,
        "highScaleNumber": False,
        "htmlFormatted": field.html_formatted,
        "idLookup": field.id_lookup or field.external_id,
        "inlineHelpText": None,
        "mask": None,
        "maskType": None,
        "nameField": field.name_field,
        "nillable": field.nillable,
        "permissionable": field.permissionable,
        "queryByDistance": field.type in _COMPOUND,
        "restrictedPicklist": field.restricted_picklist,
        "searchPrefilterable": False,
        "sortable": field.sortable,
        "unique": field.unique,
    }


def _relation(field: FieldDefinition) -> dict[str, Json]:
    polymorphic = len(field.reference_to) > 1
    master = field.custom and field.on_delete == "cascade" and not field.nillable
    return {
        "cascadeDelete": field.custom and field.on_delete == "cascade",
        "filteredLookupInfo": None,
        "namePointing": polymorphic,
        "polymorphicForeignKey": polymorphic,
        "referenceTargetField": None,
        "referenceTo": list(field.reference_to),
        "relationshipName": field.relationship or None,
        "relationshipOrder": 0 if master else None,
        "restrictedDelete": field.custom and field.on_delete == "restrict",
        "writeRequiresMasterRead": False,
    }


def _default(field: FieldDefinition) -> Json:
    if field.type == "boolean":
        return bool(field.default)
    chosen = next((entry.value for entry in field.picklist if entry.default), None)
    if chosen is not None:
        return chosen
    default = field.default
    return default if isinstance(default, str | int | float) else None
