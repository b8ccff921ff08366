"""Queries over the wire, and rows by id for the resources that read rows."""

import re
from collections.abc import Mapping, Sequence

from s2sctl.localorg.definitions import ObjectDefinition
from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.http import blobs, tooling
from s2sctl.localorg.http.asked import object_of
from s2sctl.localorg.http.exchange import Answer
from s2sctl.localorg.http.routes import Call
from s2sctl.localorg.query import QueryPage
from s2sctl.model.ids import RecordId

_BATCH = re.compile(r"batchSize\s*=\s*(\d+)", re.IGNORECASE)
_PAGE = 1_000
"""Ids a fetch asks for at a time: a page holds as many rows even where long text is selected."""


def run(call: Call) -> Answer:
    """The first page of ``?q=``; deleted rows are not seen."""
    return _run(call, include_deleted=False)


def run_all(call: Call) -> Answer:
    """The first page of ``?q=``, deleted and archived rows among them."""
    return _run(call, include_deleted=True)


def more(call: Call) -> Answer:
    """The next page of a cursor."""
    return _answer(call, call.site.queries.more(call.parts["locator"], call.viewer))


def fetch(
    call: Call, definition: ObjectDefinition, ids: Sequence[RecordId], fields: Sequence[str]
) -> Mapping[str, dict[str, object]]:
    """Rows by id as the wire shows them, those that the user can see; no fields means all.

    Raises ``RequestError`` INVALID_FIELD for a field that is not there, or not for this user.
    """
    names = list(fields) or [one.name for one in call.viewer.readable(definition).values()]
    for name in names:
        if name.lower() not in call.viewer.readable(definition):
            text = f"No such column '{name}' on sobject of type {definition.name}"
            raise RequestError(400, "INVALID_FIELD", text)
    asked = names if any(name.lower() == "id" for name in names) else [*names, "Id"]
    found: dict[str, dict[str, object]] = {}
    distinct = list(dict.fromkeys(ids))
    for start in range(0, len(distinct), _PAGE):
        listed = ",".join(f"'{one}'" for one in distinct[start : start + _PAGE])
        soql = f"SELECT {', '.join(asked)} FROM {definition.name} WHERE Id IN ({listed})"
        page = call.site.queries.run(soql, call.viewer, version=call.version[1:])
        for record in page.records:
            shown = blobs.addressed(call.site.org.definitions, call.version, record)
            found[str(record["Id"])] = shown
    return found


def _run(call: Call, *, include_deleted: bool) -> Answer:
    if "explain" in call.ask.parameters:
        text = "Query plans (explain) are not available in this local org"
        raise RequestError(400, "INVALID_INPUT", text)
    soql = call.ask.parameters.get("q", "")
    if tooling.of_definitions(soql):
        return tooling.run_as_data(call, soql)
    call.ask.tally.note("read", object_of(soql))
    wanted = _BATCH.search(call.ask.headers.get("sforce-query-options", ""))
    size = int(wanted.group(1)) if wanted else None
    page = call.site.queries.run(soql, call.viewer, include_deleted, size, call.version[1:])
    return _answer(call, page)


def _answer(call: Call, page: QueryPage) -> Answer:
    call.ask.tally.note("read", rows=len(page.records))
    definitions = call.site.org.definitions
    body = page.to_json()
    body["records"] = [blobs.addressed(definitions, call.version, one) for one in page.records]
    return Answer(200, body)
