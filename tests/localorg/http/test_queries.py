from urllib.parse import quote

from tests.localorg.http.wire import API, Org


def _leads(org: Org, count: int, **more: object) -> None:
    for start in range(0, count, 200):
        rows = [
            {"attributes": {"type": "Lead"}, "LastName": f"{number:05}", "Company": "E", **more}
            for number in range(start, min(count, start + 200))
        ]
        assert org.wire.call("POST", "/composite/sobjects", {"records": rows}).status == 200


def test_a_query_answers_as_recorded(org: Org) -> None:
    lead = org.wire.create("Lead", LastName="Ada", Company="Engines")
    reply = org.wire.query("SELECT Id, LastName FROM Lead")
    assert (reply.status, reply.json) == (
        200,
        {
            "totalSize": 1,
            "done": True,
            "records": [
                {
                    "attributes": {"type": "Lead", "url": f"{API}/sobjects/Lead/{lead}"},
                    "Id": lead,
                    "LastName": "Ada",
                }
            ],
        },
    )
    assert org.wire.get("/query/?q=select+count()+from+Lead").json == {
        "totalSize": 1,
        "done": True,
        "records": [],
    }


def test_pages_hold_what_is_asked_for_and_each_is_a_call(org: Org) -> None:
    _leads(org, 450)
    org.control.reset_log()
    soql = quote("SELECT LastName FROM Lead ORDER BY LastName")
    first = org.wire.get(f"/query?q={soql}", Sforce_Query_Options="batchSize=200").json
    assert (first["totalSize"], first["done"], len(first["records"])) == (450, False, 200)
    seen = [row["LastName"] for row in first["records"]]
    page = first
    while not page["done"]:
        page = org.wire.get(page["nextRecordsUrl"]).json
        seen += [row["LastName"] for row in page["records"]]
    assert seen == sorted(seen)
    assert len(set(seen)) == 450
    log = org.control.log()
    assert [entry["calls"] for entry in log] == [1, 1, 1]
    assert [entry["rows"] for entry in log] == [200, 200, 50]
    assert log[0]["objects"] == ["Lead"]


def test_query_all_shows_deleted_rows(org: Org) -> None:
    lead = org.wire.create("Lead", LastName="Ada", Company="Engines")
    org.wire.call("DELETE", f"/sobjects/Lead/{lead}")
    soql = quote("SELECT Id, IsDeleted FROM Lead")
    assert org.wire.get(f"/query?q={soql}").json["totalSize"] == 0
    assert org.wire.get(f"/queryAll?q={soql}").json["records"][0]["IsDeleted"] is True


def test_a_bad_query_quotes_its_place_without_fields(org: Org) -> None:
    reply = org.wire.query("SELECT Nope FROM Lead")
    assert reply.status == 400
    assert list(reply.json[0]) == ["message", "errorCode"]
    assert reply.json[0]["errorCode"] == "INVALID_FIELD"
    assert (
        "ERROR at Row:1:Column:8\nNo such column 'Nope' on entity 'Lead'."
        in (reply.json[0]["message"])
    )
    locator = org.wire.get("/query/0r8000000000000AAA-2000")
    assert locator.json[0]["errorCode"] == "INVALID_QUERY_LOCATOR"


def test_five_windows_travel_in_one_call(org: Org) -> None:
    _leads(org, 3)
    soql = quote("SELECT Id FROM Lead WHERE SystemModstamp >= 2020-01-01T00:00:00Z")
    parts = [
        {"method": "GET", "url": f"{API}/queryAll?q={soql}", "referenceId": f"q{number}"}
        for number in range(5)
    ]
    org.control.reset_log()
    reply = org.wire.call("POST", "/composite", {"compositeRequest": parts})
    assert [one["body"]["totalSize"] for one in reply.json["compositeResponse"]] == [3] * 5
    assert org.control.calls() == 1
