"""Calls that provoke the error bodies collected in wire/errors/errors.json."""

from collections.abc import Callable
from urllib.parse import quote

from tests.localorg.http.wire import API, Org, Reply

_GONE = "001000000000001AAA"


def _account(org: Org, **values: object) -> Reply:
    return org.wire.call("POST", "/sobjects/Account", values)


def _contact(org: Org, **values: object) -> Reply:
    return org.wire.call("POST", "/sobjects/Contact", {"LastName": "A", **values})


def _row(org: Org, method: str, entry: dict[str, object], where: str = "") -> Reply:
    path = f"/composite/sobjects{where}"
    reply = org.wire.call(method, path, {"records": [entry], "allOrNone": False})
    return reply


def _deleted_twice(org: Org) -> Reply:
    path = f"/sobjects/Account/{org.wire.create('Account', Name='A')}"
    org.wire.call("DELETE", path)
    return org.wire.call("DELETE", path)


def _spent(org: Org) -> Reply:
    org.control.limit(0)
    reply = org.wire.get("/limits")
    org.control.limit(100_000)
    return reply


def _unknown_session(org: Org) -> Reply:
    token, org.wire.token = org.wire.token, "nonsense"
    reply = org.wire.get("/limits")
    org.wire.token = token
    return reply


def _halted(org: Org) -> Reply:
    parts = [
        {"method": "POST", "url": f"{API}/sobjects/Account", "referenceId": "a", "body": body}
        | {"referenceId": name}
        for name, body in (("a", {"Name": "A"}), ("b", {}))
    ]
    return org.wire.call("POST", "/composite", {"allOrNone": True, "compositeRequest": parts})


def _tree(org: Org) -> Reply:
    attributes = {"type": "Contact", "referenceId": "Id 1"}
    row = {"attributes": attributes, "LastName": "A", "FirstName": "x" * 41}
    return org.wire.call("POST", "/composite/tree/Contact", {"records": [row]})


def _token(org: Org, **form: str) -> Reply:
    return org.wire.token_request(**form)


def _search(org: Org, sosl: str) -> Reply:
    return org.wire.get(f"/search?q={quote(sosl)}")


def _all_or_none(org: Org) -> Reply:
    rows = [{"attributes": {"type": "Account"}, "Name": name} for name in ("A", "")]
    return org.wire.call("POST", "/composite/sobjects", {"records": rows, "allOrNone": True})


_ACCOUNT = {"attributes": {"type": "Account"}}

PROVOCATIONS: tuple[tuple[str, str, Callable[[Org], Reply]], ...] = (
    (
        "INVALID_FIELD",
        "No such column 'CleanStatus'",
        lambda o: o.wire.query("SELECT Nope FROM Account"),
    ),
    ("INVALID_FIELD", "No such column 'foo' on sobject", lambda o: _account(o, Name="A", foo=1)),
    (
        "INVALID_FIELD",
        "Foreign key external ID",
        lambda o: _contact(o, ReportsTo={"Email": "nobody@example.com"}),
    ),
    (
        "INVALID_QUERY_FILTER_OPERATOR",
        "invalid ID field",
        lambda o: o.wire.query("SELECT Id FROM Contact WHERE Id = 'somethingwonky'"),
    ),
    ("INVALID_TYPE", "ContentHubRepository", lambda o: o.wire.query("SELECT Id FROM Nope__c")),
    ("MALFORMED_QUERY", "unexpected token: q", lambda o: o.wire.query("q=SELECT Id FROM Lead")),
    ("MALFORMED_SEARCH", "John|", lambda o: _search(o, "FIND {John|x} RETURNING Contact")),
    ("414", "URI Too Long", lambda o: o.wire.query("SELECT Id FROM Lead" + " " * 9_000)),
    ("REQUIRED_FIELD_MISSING", "[Name]", lambda o: _account(o)),
    (
        "REQUIRED_FIELD_MISSING",
        "At least 1 Id",
        lambda o: o.wire.call("DELETE", "/composite/sobjects?ids="),
    ),
    (
        "INVALID_CROSS_REFERENCE_KEY",
        "'success': False",
        lambda o: _row(o, "PATCH", _ACCOUNT | {"id": _GONE, "Name": "A"}),
    ),
    (
        "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
        "",
        lambda o: _contact(o, AccountId=_GONE),
    ),
    (
        "INVALID_FIELD_FOR_INSERT_UPDATE",
        "IsClosedOnCreate",
        lambda o: o.wire.call("POST", "/sobjects/Case", {"CaseNumber": "1"}),
    ),
    ("STRING_TOO_LONG", "hasErrors", _tree),
    ("JSON_PARSER_ERROR", "datetime", lambda o: _contact(o, Birthdate="2024-07-30 20:54:16 UTC")),
    ("JSON_PARSER_ERROR", "double", lambda o: _account(o, Name="A", AnnualRevenue="N01")),
    (
        "JSON_PARSER_ERROR",
        "'success': False",
        lambda o: _row(o, "PATCH", {"Name": "A"}, "/Account/Id"),
    ),
    ("ENTITY_IS_DELETED", "", _deleted_twice),
    ("MALFORMED_ID", "Organization:", lambda o: _contact(o, AccountId="0010v0azUAA!!!!")),
    ("NOT_FOUND", "requested resource", lambda o: o.wire.get("/sobjects/Nope")),
    ("NOT_FOUND", "external ID field", lambda o: o.wire.get("/sobjects/Account/Nope__c/1")),
    ("METHOD_NOT_ALLOWED", "", lambda o: o.wire.call("PATCH", "/sobjects/Account", {})),
    ("REQUEST_LIMIT_EXCEEDED", "", _spent),
    ("INVALID_SESSION_ID", "", _unknown_session),
    ("PROCESSING_HALTED", "", _halted),
    ("ALL_OR_NONE_OPERATION_ROLLED_BACK", "", _all_or_none),
    (
        "oauth:invalid_client_id",
        "",
        lambda o: _token(o, grant_type="client_credentials", client_id="x", client_secret="y"),
    ),
    (
        "oauth:invalid_client",
        "",
        lambda o: _token(
            o,
            grant_type="client_credentials",
            client_id=o.running.client_id,
            client_secret="y",
        ),
    ),
    ("oauth:invalid_request", "", lambda o: _token(o, client_id="x")),
    ("SOAP 405", "", lambda o: o.wire.raw("GET", "/services/Soap/u/59.0", None, {})),
)
"""The code, a part of the recorded entry that tells it from others of the code, and the call."""
