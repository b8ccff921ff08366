"""The Tooling API: queries and describes of definitions; no Apex (Tooling API guide, REST).

Recorded envelope (wire/INDEX.md): ``size, totalSize, done, queryLocator, entityTypeName, records``.
"""

import json
import re

from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.http.asked import object_of
from s2sctl.localorg.http.exchange import Answer
from s2sctl.localorg.http.routes import Call, not_found
from s2sctl.localorg.query import QueryPage

_BATCH = re.compile(r"batchSize\s*=\s*(\d+)", re.IGNORECASE)
_REIFIED = re.compile(r"\bWHERE\b.*\b(?:EntityDefinition|DurableId)", re.IGNORECASE | re.DOTALL)
_DEFINITIONS = ("entitydefinition", "fielddefinition")
"""Objects that the data API's query answers too."""


def resources(call: Call) -> Answer:
    """Name and address of each resource."""
    root = f"/services/data/{call.version}/tooling"
    names = ("query", "sobjects", "executeAnonymous")
    return Answer(200, {name: f"{root}/{name}" for name in names})


def run(call: Call) -> Answer:
    """The first page of ``?q=``."""
    soql = call.ask.parameters.get("q", "")
    name = object_of(soql)
    call.ask.tally.note("read", name)
    return _answer(call, _page(call, soql), name)


def more(call: Call) -> Answer:
    """The next page of a cursor."""
    page = call.site.library.more(call.parts["locator"], call.viewer)
    return _answer(call, page, _type_of(page))


def of_definitions(soql: str) -> bool:
    """Whether a query of the data API asks for definitions."""
    return object_of(soql).lower() in _DEFINITIONS


def run_as_data(call: Call, soql: str) -> Answer:
    """Definitions through the data API's query: its envelope, its addresses."""
    page = _page(call, soql)
    body = page.to_json()
    body["records"] = [_unpacked(one) for one in page.records]
    call.ask.tally.note("read", object_of(soql), len(page.records))
    return Answer(200, body)


def everything(call: Call) -> Answer:
    """Every object of the Tooling API, in short."""
    call.ask.tally.note("describe")
    body = call.site.library.describe_global(call.viewer, call.version[1:])
    return Answer(200, _readdressed(body))


def one(call: Call) -> Answer:
    """All of one object."""
    call.ask.tally.note("describe", call.parts["object"])
    name = call.parts["object"]
    body = call.site.library.describe(name, call.viewer, call.version[1:])
    return Answer(200, _readdressed(body))


def basic(call: Call) -> Answer:
    """One object in short."""
    call.ask.tally.note("describe", call.parts["object"])
    body = call.site.library.describe_global(call.viewer, call.version[1:])
    entries = body["sobjects"]
    assert isinstance(entries, list)
    for entry in entries:
        if entry["name"].lower() == call.parts["object"].lower():
            return Answer(200, _readdressed({"objectDescribe": entry, "recentItems": []}))
    raise not_found()


def row(call: Call) -> Answer:
    """One row, by its id; of definitions by their durable id."""
    described = call.site.library.describe(call.parts["object"], call.viewer, call.version[1:])
    name, fields = str(described["name"]), described["fields"]
    assert isinstance(fields, list)
    listed = ", ".join(str(one["name"]) for one in fields)
    key = "DurableId" if name.lower() in _DEFINITIONS else "Id"
    wanted = call.parts["id"].replace("\\", "").replace("'", "")
    page = _page(call, f"SELECT {listed} FROM {name} WHERE {key} = '{wanted}'")
    if not page.records:
        raise not_found()
    call.ask.tally.note("read", name, 1)
    return Answer(200, _readdressed(_unpacked(page.records[0])))


def execute_anonymous(call: Call) -> Answer:
    """Refused as code that does not compile, which is what a client can show."""
    text = "Apex is not available in this local org"
    return Answer(
        200,
        {
            "line": 1,
            "column": 1,
            "compiled": False,
            "success": False,
            "compileProblem": text,
            "exceptionStackTrace": None,
            "exceptionMessage": None,
        },
    )


def _page(call: Call, soql: str) -> QueryPage:
    if object_of(soql).lower() == "fielddefinition" and not _REIFIED.search(soql):
        text = "A filter on a reified column is required [EntityDefinitionId,DurableId]"
        raise RequestError(400, "MALFORMED_QUERY", text)
    wanted = _BATCH.search(call.ask.headers.get("sforce-query-options", ""))
    size = int(wanted.group(1)) if wanted else None
    return call.site.library.run(soql, call.viewer, call.version[1:], size)


def _answer(call: Call, page: QueryPage, name: str) -> Answer:
    call.ask.tally.note("read", rows=len(page.records))
    records = [_readdressed(_unpacked(one)) for one in page.records]
    body: dict[str, object] = {
        "size": len(records) or page.total_size,
        "totalSize": page.total_size,
        "done": page.next_records_url is None,
        "queryLocator": None,
        "entityTypeName": name or None,
        "records": records,
    }
    if page.next_records_url is not None:
        address = page.next_records_url.replace("/query/", "/tooling/query/")
        body |= {"nextRecordsUrl": address, "queryLocator": address.rpartition("/")[2]}
    return Answer(200, body)


def _type_of(page: QueryPage) -> str:
    attributes = page.records[0].get("attributes") if page.records else None
    return str(attributes.get("type")) if isinstance(attributes, dict) else ""


def _unpacked(record: dict[str, object]) -> dict[str, object]:
    """The row with its complex values as objects."""
    packed = record.get("ReferenceTo")
    return record | {"ReferenceTo": json.loads(packed)} if isinstance(packed, str) else record


def _readdressed(value: object) -> object:
    """The same with addresses of the Tooling API."""
    if isinstance(value, dict):
        return {name: _readdressed(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_readdressed(one) for one in value]
    if isinstance(value, str) and value.startswith("/services/data/"):
        return value.replace("/sobjects", "/tooling/sobjects", 1)
    return value
