"""``/search`` and ``/parameterizedSearch`` (REST guide: Search, Parameterized Search)."""

from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.http.exchange import Answer
from s2sctl.localorg.http.routes import Call
from s2sctl.localorg.search import Finder, Returning, Search, parse_search
from s2sctl.localorg.search.expression import Expression, SearchError, read_expression
from s2sctl.localorg.search.statement import MOST, SCOPES

_WRAPPED_SINCE = 37
_KNOWN = ("q", "fields", "sobjects", "in", "overallLimit", "defaultLimit")
_KNOWN_OF_OBJECT = ("name", "fields", "limit", "where", "orderBy")


def run(call: Call) -> Answer:
    """The rows that the SOSL of ``?q=`` finds; a bare list before v37."""
    return _found(call, parse_search(call.ask.parameters.get("q", "")))


def by_parameters(call: Call) -> Answer:
    """The rows found by ``?q=WORDS&sobject=&fields=``; everything else goes into a POST."""
    given = call.ask.parameters
    fields = _names(given.get("fields", ""))
    wanted = _names(given.get("sobject", ""))
    returning = tuple(
        Returning(name, _names(given.get(f"{name}.fields", "")) or fields, "", _tail(limit))
        for name in wanted
        for limit in (given.get(f"{name}.limit") or given.get("defaultLimit"),)
    )
    limit = given.get("overallLimit", str(MOST))
    return _found(call, _search(given.get("q", ""), given.get("in", "ALL"), returning, limit))


def by_body(call: Call) -> Answer:
    """The rows found as the JSON body tells."""
    body = call.ask.json_object()
    _refuse_unknown(body, _KNOWN)
    fields = _texts(body.get("fields"))
    entries = body.get("sobjects") or []
    if not isinstance(entries, list):
        raise RequestError(400, "JSON_PARSER_ERROR", "sobjects must be a list")
    returning = tuple(_returning(entry, fields, body.get("defaultLimit")) for entry in entries)
    scope = str(body.get("in", "ALL"))
    limit = str(body.get("overallLimit", MOST))
    return _found(call, _search(str(body.get("q", "")), scope, returning, limit))


def _returning(entry: object, fields: tuple[str, ...], limit: object) -> Returning:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
        raise RequestError(400, "JSON_PARSER_ERROR", "an entry of sobjects must have a name")
    _refuse_unknown(entry, _KNOWN_OF_OBJECT)
    order = f" ORDER BY {entry['orderBy']}" if entry.get("orderBy") else ""
    tail = order + _tail(entry.get("limit", limit))
    own = _texts(entry.get("fields"))
    return Returning(str(entry["name"]), own or fields, str(entry.get("where") or ""), tail)


def _refuse_unknown(body: dict[str, object], known: tuple[str, ...]) -> None:
    unknown = [name for name in body if name not in known]
    if unknown:
        text = f"The search parameter {unknown[0]} is not available in this local org"
        raise RequestError(400, "INVALID_INPUT", text)


def _search(words: str, scope: str, returning: tuple[Returning, ...], limit: str) -> Search:
    if scope.upper() not in SCOPES or not limit.isdecimal():
        raise RequestError(400, "INVALID_INPUT", f"invalid search scope or limit: {scope}, {limit}")
    return Search(_expression(words), scope.upper(), returning, min(int(limit), MOST))


def _expression(words: str) -> Expression:
    try:
        return read_expression(words)
    except SearchError as error:
        raise RequestError(400, "MALFORMED_SEARCH", str(error)) from None


def _found(call: Call, search: Search) -> Answer:
    finder = Finder(call.site.org, call.site.queries)
    rows = finder.find(search, call.viewer, call.version[1:])
    call.ask.tally.note("read", rows=len(rows))
    return Answer(200, {"searchRecords": rows} if call.number >= _WRAPPED_SINCE else rows)


def _tail(limit: object) -> str:
    return f" LIMIT {limit}" if limit else ""


def _names(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(",") if one.strip())


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()
