"""Layouts, as far as clients ask: one page layout and one compact layout per object.

Source: REST guide, "sObject Layouts", "sObject CompactLayouts". An org without layouts of its own
shows every field a user may see; this org has none of its own.
"""

from collections.abc import Iterator

from s2sctl.localorg import describe
from s2sctl.localorg.definitions import FieldDefinition, ObjectDefinition
from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.http.exchange import Answer
from s2sctl.localorg.http.routes import Call, not_found
from s2sctl.localorg.http.subjects import object_of
from s2sctl.model.ids import is_id, to18

_COLUMNS = 2
_AUDIT = ("id", "isdeleted", "systemmodstamp", "masterrecordid")


def layouts(call: Call) -> Answer:
    """Every layout of the object, and which record type shows which."""
    definition = _shown(call)
    call.ask.tally.note("describe", definition.name)
    mappings = [_mapping(one) for one in _record_types(call, definition)]
    body = {
        "layouts": [_layout(call, definition)],
        "recordTypeMappings": mappings,
        "recordTypeSelectorRequired": [len(mappings) > 1],
    }
    return Answer(200, body)


def of_record_type(call: Call) -> Answer:
    """The layout of one record type."""
    definition = _shown(call)
    call.ask.tally.note("describe", definition.name)
    wanted = call.parts["id"]
    known = {str(one["recordTypeId"]) for one in _record_types(call, definition)}
    if not is_id(wanted) or to18(wanted) not in known:
        raise not_found()
    return Answer(200, _layout(call, definition))


def compact(call: Call) -> Answer:
    """The compact layouts of one object."""
    definition = _shown(call)
    call.ask.tally.note("describe", definition.name)
    return Answer(200, _compact(call, definition))


def compacts(call: Call) -> Answer:
    """The compact layouts of the objects of ``?q=``, by object."""
    wanted = [one.strip() for one in call.ask.parameters.get("q", "").split(",") if one.strip()]
    if not wanted:
        raise RequestError(400, "INVALID_INPUT", "the parameter q must name objects")
    call.ask.tally.note("describe")
    found: dict[str, object] = {}
    for name in wanted:
        definition = call.site.org.definitions.find(name)
        if definition is None or not call.viewer.access(definition).read:
            raise not_found()
        found[definition.name] = _compact(call, definition)
    return Answer(200, found)


def approvals(call: Call) -> Answer:
    """The approval layouts: none, for there are no approval processes."""
    _shown(call)
    return Answer(200, {"approvalLayouts": []})


def _shown(call: Call) -> ObjectDefinition:
    definition = object_of(call)
    described = describe.describe_object(
        call.site.org, call.viewer, definition.name, call.version[1:]
    )
    if not described["layoutable"]:
        raise not_found()
    return definition


def _record_types(call: Call, definition: ObjectDefinition) -> list[dict[str, object]]:
    described = describe.describe_object(
        call.site.org, call.viewer, definition.name, call.version[1:]
    )
    infos = described["recordTypeInfos"]
    return [one for one in infos if isinstance(one, dict)] if isinstance(infos, list) else []


def _mapping(info: dict[str, object]) -> dict[str, object]:
    kept = ("active", "available", "defaultRecordTypeMapping", "developerName", "master", "name")
    return {name: info[name] for name in kept} | {
        "layoutId": None,
        "picklistsForRecordType": [],
        "recordTypeId": info["recordTypeId"],
        "urls": info["urls"],
    }


def _layout(call: Call, definition: ObjectDefinition) -> dict[str, object]:
    described = describe.describe_object(
        call.site.org, call.viewer, definition.name, call.version[1:]
    )
    fields = described["fields"]
    details = {str(one["name"]): one for one in fields} if isinstance(fields, list) else {}
    shown = list(_fields(call, definition))
    sections = [_section(definition, shown, details)]
    return {
        "buttonLayoutSection": {"detailButtons": []},
        "detailLayoutSections": sections,
        "editLayoutSections": sections,
        "feedView": None,
        "highlightsPanelLayoutSection": None,
        "id": None,
        "multirowEditLayoutSections": [],
        "offlineLinks": [],
        "quickActionList": {"quickActionListItems": []},
        "relatedContent": None,
        "relatedLists": [],
        "saveOptions": [],
    }


def _fields(call: Call, definition: ObjectDefinition) -> Iterator[FieldDefinition]:
    for field in call.viewer.readable(definition).values():
        if field.name.lower() not in _AUDIT and field.compound in ("", field.name):
            yield field


def _section(
    definition: ObjectDefinition, shown: list[FieldDefinition], details: dict[str, object]
) -> dict[str, object]:
    pairs = [shown[start : start + _COLUMNS] for start in range(0, len(shown), _COLUMNS)]
    return {
        "collapsed": False,
        "columns": _COLUMNS,
        "heading": f"{definition.label} Information",
        "layoutRows": [
            {"layoutItems": [_item(field, details) for field in pair], "numItems": len(pair)}
            for pair in pairs
        ],
        "layoutSectionId": None,
        "parentLayoutId": None,
        "rows": len(pairs),
        "tabOrder": "LeftToRight",
        "useCollapsibleSection": False,
        "useHeading": True,
    }


def _item(field: FieldDefinition, details: dict[str, object]) -> dict[str, object]:
    component = {
        "details": details.get(field.name),
        "displayLines": 1,
        "tabOrder": 1,
        "type": "Field",
        "value": field.name,
    }
    return {
        "editableForNew": field.createable,
        "editableForUpdate": field.updateable,
        "label": field.label,
        "layoutComponents": [component],
        "placeholder": False,
        "required": field.required,
    }


def _compact(call: Call, definition: ObjectDefinition) -> dict[str, object]:
    named = [one for one in _fields(call, definition) if one.name_field]
    layout = {
        "actions": [],
        "fieldItems": [_item(one, {}) for one in named],
        "id": None,
        "imageItems": [],
        "label": "System Default",
        "name": "SYSTEM",
        "objectType": definition.name,
    }
    mappings = [
        {
            "available": info["available"],
            "compactLayoutId": None,
            "compactLayoutName": "SYSTEM",
            "recordTypeId": info["recordTypeId"],
            "recordTypeName": info["name"],
            "urls": {},
        }
        for info in _record_types(call, definition)
    ]
    return {
        "compactLayouts": [layout],
        "defaultCompactLayoutId": None,
        "recordTypeCompactLayoutMappings": mappings,
        "urls": {},
    }
