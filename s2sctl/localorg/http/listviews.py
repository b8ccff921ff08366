"""List views: each object has the one that every new org has, all of its rows.

Source: REST guide, "List Views", "List View Describe", "List View Results"; recorded shape:
wire/misc/listview-results.json.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from s2sctl.localorg.definitions import FieldDefinition, ObjectDefinition
from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.http.exchange import Answer
from s2sctl.localorg.http.routes import Call, not_found
from s2sctl.localorg.http.subjects import object_of
from s2sctl.localorg.tooling.naming import setup_id
from s2sctl.model.ids import is_id, to18

_SHOWN = 6
_HIDDEN = ("Id", "CreatedDate", "LastModifiedDate", "SystemModstamp")
_TEXTS = ("string", "phone", "email", "url")
_MOST = 2_000
_DEFAULT = 25


def listing(call: Call) -> Answer:
    """The list views of an object."""
    definition = _listed(call)
    call.ask.tally.note("describe", definition.name)
    body = {
        "done": True,
        "listviews": [_entry(call, definition)],
        "nextRecordsUrl": None,
        "size": 1,
        "sobjectType": definition.name,
    }
    return Answer(200, body)


def one(call: Call) -> Answer:
    """One list view's addresses."""
    definition = _listed(call)
    _named(call, definition)
    return Answer(200, _entry(call, definition))


def describe(call: Call) -> Answer:
    """One list view's columns and query."""
    definition = _listed(call)
    record_id = _named(call, definition)
    columns = _columns(call, definition)
    order = [{"fieldNameOrPath": _first(columns), "nullsPosition": "first"}]
    body: dict[str, object] = {
        "columns": [_column(one) for one in columns],
        "id": record_id,
        "orderBy": [one | {"sortDirection": "ascending"} for one in order],
        "query": _query(definition, columns),
        "scope": None,
        "sobjectType": definition.name,
        "whereCondition": {},
    }
    return Answer(200, body)


def results(call: Call) -> Answer:
    """The rows of a list view as its columns show them; ``?limit=`` and ``?offset=``."""
    definition = _listed(call)
    record_id = _named(call, definition)
    columns = _columns(call, definition)
    limit, offset = _number(call, "limit", _DEFAULT), _number(call, "offset", 0)
    if limit > _MOST:
        raise RequestError(400, "INVALID_INPUT", f"limit must not be more than {_MOST}")
    soql = f"{_query(definition, columns)} LIMIT {limit} OFFSET {offset}"
    page = call.site.queries.run(soql, call.viewer, version=call.version[1:])
    call.ask.tally.note("read", definition.name, len(page.records))
    records = [
        {
            "columns": [
                {"fieldNameOrPath": one.name, "value": _shown(one, row[one.name])}
                for one in columns
            ]
        }
        for row in page.records
    ]
    body = {
        "columns": [_column(one) for one in columns],
        "developerName": _developer_name(definition),
        "done": len(records) < limit,
        "id": record_id,
        "label": f"All {definition.label_plural}",
        "records": records,
        "size": len(records),
    }
    return Answer(200, body)


def _listed(call: Call) -> ObjectDefinition:
    definition = object_of(call)
    if not (definition.owned and definition.searchable and definition.queryable):
        raise not_found()
    return definition


def _named(call: Call, definition: ObjectDefinition) -> str:
    wanted, known = call.parts["id"], _id(call, definition)
    if not is_id(wanted) or to18(wanted) != known:
        raise not_found()
    return known


def _id(call: Call, definition: ObjectDefinition) -> str:
    return setup_id(call.site.org.org_id, "00B", f"{definition.name}.All")


def _developer_name(definition: ObjectDefinition) -> str:
    return "All" + "".join(letter for letter in definition.label_plural if letter.isalnum())


def _entry(call: Call, definition: ObjectDefinition) -> Mapping[str, object]:
    record_id = _id(call, definition)
    url = f"/services/data/{call.version}/sobjects/{definition.name}/listviews/{record_id}"
    return {
        "describeUrl": f"{url}/describe",
        "developerName": _developer_name(definition),
        "id": record_id,
        "label": f"All {definition.label_plural}",
        "resultsUrl": f"{url}/results",
        "soqlCompatible": True,
        "url": url,
    }


def _columns(call: Call, definition: ObjectDefinition) -> list[FieldDefinition]:
    readable = call.viewer.readable(definition)
    names = [one for one in readable.values() if one.name_field]
    texts = [one for one in readable.values() if one.type in _TEXTS and not one.name_field]
    hidden = [readable[name.lower()] for name in _HIDDEN if name.lower() in readable]
    return [*(names + texts)[:_SHOWN], *hidden]


def _first(columns: list[FieldDefinition]) -> str:
    return next((one.name for one in columns if one.sortable), "Id")


def _query(definition: ObjectDefinition, columns: list[FieldDefinition]) -> str:
    listed = ", ".join(one.name for one in columns)
    order = f"{_first(columns)} ASC NULLS FIRST, Id ASC NULLS FIRST"
    return f"SELECT {listed} FROM {definition.name} ORDER BY {order}"


def _column(field: FieldDefinition) -> Mapping[str, object]:
    hidden = field.name in _HIDDEN
    return {
        "ascendingLabel": None if hidden else "Z-A",
        "descendingLabel": None if hidden else "A-Z",
        "fieldNameOrPath": field.name,
        "hidden": hidden,
        "label": field.label,
        "selectListItem": field.name,
        "sortDirection": None,
        "sortIndex": None,
        "sortable": field.sortable and not hidden,
        "type": field.type,
    }


def _shown(field: FieldDefinition, value: object) -> object:
    """A value as a list shows it: dateTimes as ``Fri Aug 01 21:15:46 GMT 2014`` (recorded)."""
    if field.type != "datetime" or not isinstance(value, str):
        return value
    moment = datetime.fromisoformat(value).astimezone(UTC)
    return moment.strftime("%a %b %d %H:%M:%S GMT %Y")


def _number(call: Call, name: str, default: int) -> int:
    text = call.ask.parameters.get(name, str(default))
    if not text.isdecimal():
        raise RequestError(400, "INVALID_INPUT", f"{name} must be a number")
    return int(text)
