"""SOSL and parameterized search, over the wire."""

from urllib.parse import quote

import pytest

from tests.localorg.http.wire import Org, Reply


@pytest.fixture
def found(org: Org) -> Org:
    acme = org.wire.create("Account", Name="Acme Engines", Phone="415-555-1212")
    org.wire.create(
        "Contact", LastName="Smith", FirstName="Ann", Email="ann@acme.example", AccountId=acme
    )
    org.wire.create("Contact", LastName="Smithers", FirstName="Joe", Title="engines buyer")
    org.wire.create("Lead", LastName="Jones", Company="Globex", Description="knows Ann Smith")
    return org


def _sosl(org: Org, text: str) -> Reply:
    return org.wire.get(f"/search?q={quote(text)}")


def _names(reply: Reply, field: str = "LastName") -> list[str]:
    assert reply.status == 200, reply.body
    return [row[field] for row in reply.json["searchRecords"]]


def test_words_are_found_whole_in_every_object(found: Org) -> None:
    rows = _sosl(found, "FIND {smith}").json["searchRecords"]
    assert [row["attributes"]["type"] for row in rows] == ["Contact", "Lead"]
    assert set(rows[0]) == {"attributes", "Id"}


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("smith*", ["Smith", "Smithers"]),
        ("smit?", ["Smith"]),
        ("smith OR joe", ["Smith", "Smithers"]),
        ("smith* AND engines", ["Smithers"]),
        ("smith* AND NOT joe", ["Smith"]),
        ('"ann smith"', ["Smith"]),
        ('"smith ann"', []),
        ("ann@acme.example", ["Smith"]),
        ("(joe OR ann) AND smith", ["Smith"]),
        ("nobody", []),
    ],
)
def test_a_search_is_read_as_sosl_reads_it(found: Org, search: str, names: list[str]) -> None:
    reply = _sosl(found, f"FIND {{{search}}} IN ALL FIELDS RETURNING Contact(LastName)")
    assert sorted(_names(reply)) == names


def test_a_scope_limits_the_fields(found: Org) -> None:
    assert _names(_sosl(found, "FIND {ann} IN EMAIL FIELDS RETURNING Contact(LastName)")) == [
        "Smith"
    ]
    assert _names(_sosl(found, "FIND {engines} IN NAME FIELDS RETURNING Contact(LastName)")) == []
    reply = _sosl(found, "FIND {415} IN PHONE FIELDS RETURNING Account(Name)")
    assert _names(reply, "Name") == ["Acme Engines"]


def test_what_returning_says_is_soql(found: Org) -> None:
    text = (
        "FIND {smith*} RETURNING Contact(LastName, Account.Name WHERE FirstName != 'Zed' "
        "ORDER BY LastName DESC LIMIT 1), Lead(Company) LIMIT 20"
    )
    rows = _sosl(found, text).json["searchRecords"]
    assert [row.get("LastName") for row in rows] == ["Smithers", None]
    assert rows[1]["Company"] == "Globex"


def test_what_is_wrong_is_named(found: Org) -> None:
    bad = _sosl(found, "FIND {John|jane} RETURNING Contact")
    assert (bad.status, bad.json[0]["errorCode"]) == (400, "MALFORMED_SEARCH")
    assert bad.json[0]["message"].endswith(
        "\n         ^\nERROR at Row:1:Column:10\nline 1:10 mismatched character '|' expecting '}'"
    )
    assert _sosl(found, "FIND {x}").json[0]["errorCode"] == "MALFORMED_SEARCH"
    assert _sosl(found, "SELECT Id FROM Lead").json[0]["errorCode"] == "MALFORMED_SEARCH"
    nope = _sosl(found, "FIND {smith} RETURNING Contact(Nope)")
    assert nope.json[0]["errorCode"] == "INVALID_FIELD"
    assert _sosl(found, "FIND {smith} RETURNING Nope").json[0]["errorCode"] == "INVALID_TYPE"
    division = _sosl(found, "FIND {smith} RETURNING Lead WITH DIVISION = 'x'")
    assert "WITH DIVISION" in division.json[0]["message"]


def test_a_search_may_come_as_parameters(found: Org) -> None:
    reply = found.wire.get("/parameterizedSearch?q=smith&sobject=Contact&fields=LastName")
    assert _names(reply) == ["Smith"]
    body = {
        "q": "smith*",
        "fields": ["LastName"],
        "sobjects": [{"name": "Contact", "where": "FirstName = 'Joe'"}],
        "in": "ALL",
        "overallLimit": 5,
    }
    assert _names(found.wire.call("POST", "/parameterizedSearch", body)) == ["Smithers"]
    refused = found.wire.call("POST", "/parameterizedSearch", {"q": "smith", "dataCategories": []})
    assert (refused.status, refused.json[0]["errorCode"]) == (400, "INVALID_INPUT")
