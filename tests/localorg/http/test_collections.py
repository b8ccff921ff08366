from tests.localorg.http.wire import Org


def _lead(name: str, **more: object) -> dict[str, object]:
    return {"attributes": {"type": "Lead"}, "LastName": name, "Company": "Engines", **more}


def _create(org: Org, rows: list[dict[str, object]], *, all_or_none: bool = False) -> list:
    body = {"allOrNone": all_or_none, "records": rows}
    reply = org.wire.call("POST", "/composite/sobjects", body)
    assert reply.status == 200
    return reply.json


def test_each_row_has_its_own_outcome_in_order(org: Org) -> None:
    good, bad, last = _create(org, [_lead("Ada"), _lead(""), _lead("Eve")])
    assert list(good) == ["id", "success", "errors"]
    assert last["success"] is True
    assert bad == {
        "success": False,
        "errors": [
            {
                "statusCode": "REQUIRED_FIELD_MISSING",
                "message": "Required fields are missing: [LastName]",
                "fields": ["LastName"],
            }
        ],
    }


def test_all_or_none_rolls_the_innocent_back(org: Org) -> None:
    good, _bad = _create(org, [_lead("Ada"), _lead("")], all_or_none=True)
    assert good["errors"][0]["statusCode"] == "ALL_OR_NONE_OPERATION_ROLLED_BACK"
    assert org.wire.get("/limits/recordCount?sObjects=Lead").json == {"sObjects": []}


def test_update_delete_and_read_keep_the_order_asked(org: Org) -> None:
    ada, eve = (row["id"] for row in _create(org, [_lead("Ada"), _lead("Eve")]))
    unknown = "00Q000000000001EAA"
    body = {
        "records": [
            {"attributes": {"type": "Lead"}, "id": eve, "City": "Paris"},
            {"attributes": {"type": "Lead"}, "Id": unknown, "City": "Rome"},
        ]
    }
    changed, refused = org.wire.call("PATCH", "/composite/sobjects", body).json
    assert (changed["id"], changed["success"]) == (eve, True)
    assert refused == {
        "success": False,
        "errors": [
            {
                "statusCode": "INVALID_CROSS_REFERENCE_KEY",
                "message": "invalid cross reference id",
                "fields": [],
            }
        ],
    }
    wanted = {"ids": [eve, unknown, ada], "fields": ["LastName", "City"]}
    rows = org.wire.call("POST", "/composite/sobjects/Lead", wanted).json
    assert [row and row["LastName"] for row in rows] == ["Eve", None, "Ada"]
    assert rows[0]["City"] == "Paris"
    gone = org.wire.call("DELETE", f"/composite/sobjects?ids={ada},{ada},nonsense").json
    codes = [row["errors"][0]["statusCode"] if row["errors"] else None for row in gone]
    assert codes == [None, "ENTITY_IS_DELETED", "MALFORMED_ID"]


def test_a_field_that_is_not_there_refuses_the_whole_read(org: Org) -> None:
    lead = org.wire.create("Lead", LastName="Ada", Company="Engines")
    reply = org.wire.call(
        "POST", "/composite/sobjects/Lead", {"ids": [lead], "fields": ["Id", "Nope__c"]}
    )
    assert (reply.status, reply.json[0]["errorCode"]) == (400, "INVALID_FIELD")


def test_upsert_says_created_and_refuses_a_key_said_twice(org: Org) -> None:
    def row(email: str) -> dict[str, object]:
        return {"attributes": {"type": "Contact"}, "LastName": "X", "Email": email}

    path = "/composite/sobjects/Contact/Email"
    first = org.wire.call("PATCH", path, {"records": [row("a@example.com")]}).json
    assert (first[0]["success"], first[0]["created"]) == (True, True)
    twice = [row("a@example.com"), row("b@example.com"), row("B@example.com")]
    rows = org.wire.call("PATCH", path, {"records": twice}).json
    assert [one["success"] for one in rows] == [True, False, False]
    assert rows[0]["created"] is False
    assert rows[1]["errors"][0]["statusCode"] == "DUPLICATE_VALUE"


def test_a_row_without_attributes_is_refused_inside_a_200(org: Org) -> None:
    refused = _create(org, [{"LastName": "Ada", "Company": "Engines"}])[0]
    assert refused["errors"][0]["statusCode"] == "JSON_PARSER_ERROR"


def test_more_than_200_rows_are_refused(org: Org) -> None:
    reply = org.wire.call("POST", "/composite/sobjects", {"records": [_lead("A")] * 201})
    assert (reply.status, reply.json[0]["errorCode"]) == (400, "EXCEEDED_ID_LIMIT")


def test_a_collection_is_charged_as_one_call(org: Org) -> None:
    _create(org, [_lead(str(number)) for number in range(200)])
    entry = org.control.log()[-1]
    assert (entry["operation"], entry["objects"], entry["rows"]) == ("write", ["Lead"], 200)
    assert (entry["calls"], entry["status"]) == (1, 200)


def test_rows_of_many_objects_come_in_ten_chunks_at_most(org: Org) -> None:
    account = {"attributes": {"type": "Account"}, "Name": "Engines"}
    ten = [_lead("Ada"), account] * 5
    assert all(row["success"] for row in _create(org, ten))
    reply = org.wire.call("POST", "/composite/sobjects", {"records": [*ten, _lead("Eve")]})
    assert reply.status == 400
    assert reply.json[0]["message"].startswith("Cannot have more than 10 chunks")
    assert org.wire.get("/limits/recordCount?sObjects=Lead").json["sObjects"][0]["count"] == 5
