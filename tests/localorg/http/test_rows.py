from email.utils import format_datetime, parsedate_to_datetime

import pytest

from tests.localorg.http.wire import API, Org


def test_a_create_answers_201_with_id_and_address(org: Org) -> None:
    reply = org.wire.call("POST", "/sobjects/Lead", {"LastName": "Ada", "Company": "Engines"})
    assert reply.status == 201
    lead = reply.json["id"]
    assert reply.json == {"id": lead, "success": True, "errors": []}
    assert reply.headers["Location"] == f"{API}/sobjects/Lead/{lead}"
    assert lead.startswith("00Q")
    assert len(lead) == 18


def test_a_refused_create_names_code_message_and_fields(org: Org) -> None:
    reply = org.wire.call("POST", "/sobjects/Lead", {"FirstName": "Ada"})
    assert reply.status == 400
    assert reply.json == [
        {
            "message": "Required fields are missing: [LastName, Company]",
            "errorCode": "REQUIRED_FIELD_MISSING",
            "fields": ["LastName", "Company"],
        }
    ]


def test_a_row_is_read_changed_and_deleted(org: Org) -> None:
    lead = org.wire.create("Lead", LastName="Ada", Company="Engines")
    path = f"/sobjects/Lead/{lead}"
    row = org.wire.get(f"{path}?fields=LastName,Company").json
    assert row["attributes"] == {"type": "Lead", "url": API + path}
    assert (row["LastName"], row["Company"]) == ("Ada", "Engines")
    assert org.wire.call("PATCH", path, {"Company": "Looms"}).status == 204
    assert org.wire.get(path).json["Company"] == "Looms"
    deleted = org.wire.call("DELETE", path)
    assert (deleted.status, deleted.body) == (204, b"")
    again = org.wire.call("DELETE", path)
    assert (again.status, again.json) == (
        404,
        [{"message": "entity is deleted", "errorCode": "ENTITY_IS_DELETED", "fields": []}],
    )
    assert org.wire.get(path).status == 404


@pytest.mark.parametrize("path", ["/sobjects/Foo", "/sobjects/Lead/00Q000000000001EAA", "/nope"])
def test_what_does_not_exist_is_404_as_recorded(org: Org, path: str) -> None:
    reply = org.wire.get(path)
    assert (reply.status, reply.json) == (
        404,
        [{"errorCode": "NOT_FOUND", "message": "The requested resource does not exist"}],
    )


def test_an_id_of_another_shape_is_404_and_said(org: Org) -> None:
    reply = org.wire.get("/sobjects/Lead/xyz")
    assert (reply.status, reply.json[0]["errorCode"]) == (404, "NOT_FOUND")
    assert reply.json[0]["message"].endswith("is not accessible: xyz")


def test_a_method_that_is_not_allowed_is_405_as_recorded(org: Org) -> None:
    reply = org.wire.call("PATCH", "/sobjects/Lead", {})
    assert (reply.status, reply.json) == (
        405,
        [
            {
                "errorCode": "METHOD_NOT_ALLOWED",
                "message": "HTTP Method 'PATCH' not allowed. Allowed are HEAD,GET,POST",
            }
        ],
    )


def test_a_body_that_is_no_json_is_refused(org: Org) -> None:
    headers = {"Authorization": f"Bearer {org.wire.token}", "Content-Type": "application/json"}
    reply = org.wire.raw("POST", f"{API}/sobjects/Lead", b'{"LastName": }', headers)
    assert (reply.status, reply.json[0]["errorCode"]) == (400, "JSON_PARSER_ERROR")
    assert reply.json[0]["message"].endswith("[line:1, column:14]")


def test_a_uri_that_is_too_long_is_414(org: Org) -> None:
    reply = org.wire.get("/query?q=" + "x" * 16_400)
    assert reply.status == 414
    assert b"URI Too Long" in reply.body


def test_headers_that_are_too_long_with_their_uri_are_431(org: Org) -> None:
    assert org.wire.get("/limits", X_Note="n" * 15_000).status == 200
    assert org.wire.get("/limits", X_Note="n" * 16_300).status == 431


def test_an_upsert_by_id_lookup_creates_then_updates(org: Org) -> None:
    path = "/sobjects/Contact/Email/ada@example.com"
    made = org.wire.call("PATCH", path, {"LastName": "Ada"})
    assert (made.status, made.json["created"]) == (201, True)
    assert made.headers["Location"].endswith(made.json["id"])
    changed = org.wire.call("PATCH", path, {"LastName": "Lovelace"})
    assert (changed.status, changed.json["created"]) == (200, False)
    assert changed.json["id"] == made.json["id"]
    old = org.wire.call("PATCH", f"/services/data/v37.0{path}", {"LastName": "Byron"})
    assert (old.status, old.body) == (204, b"")
    missing = org.wire.call(
        "PATCH", "/sobjects/Contact/Email/eve@example.com?updateOnly=true", {"LastName": "Eve"}
    )
    assert missing.status == 404


def test_a_key_that_two_rows_carry_is_answered_300(org: Org) -> None:
    for _ in range(2):
        org.wire.create("Contact", LastName="Ada", Email="ada@example.com")
    reply = org.wire.call("PATCH", "/sobjects/Contact/Email/ada@example.com", {"LastName": "X"})
    assert reply.status == 300
    assert len(reply.json) == 2


def test_an_upsert_by_a_field_that_is_no_key_is_404(org: Org) -> None:
    reply = org.wire.call("PATCH", "/sobjects/Contact/LastName/Ada", {"FirstName": "X"})
    assert (reply.status, reply.json[0]["errorCode"]) == (404, "NOT_FOUND")


def test_if_unmodified_since_guards_a_change(org: Org) -> None:
    lead = org.wire.create("Lead", LastName="Ada", Company="Engines")
    path = f"/sobjects/Lead/{lead}"
    assert org.wire.call("PATCH", path, {"City": "A"}).status == 204
    seen = parsedate_to_datetime(org.wire.get(path).headers["Last-Modified"])
    guard = format_datetime(seen, usegmt=True)
    org.control.move_clock(5)
    assert org.wire.call("PATCH", path, {"City": "B"}, If_Unmodified_Since=guard).status == 204
    assert org.wire.call("PATCH", path, {"City": "C"}, If_Unmodified_Since=guard).status == 412
    assert org.wire.get(path).json["City"] == "B"
    assert org.wire.get(path, If_Modified_Since=guard).status == 200


def test_describe_has_validators_and_answers_304(org: Org) -> None:
    for path in ("/sobjects", "/sobjects/Lead/describe"):
        reply = org.wire.get(path)
        assert reply.status == 200
        modified = reply.headers["Last-Modified"]
        unchanged = org.wire.get(path, If_Modified_Since=modified)
        assert (unchanged.status, unchanged.body) == (304, b"")
        assert unchanged.headers["ETag"] == reply.headers["ETag"]
        assert org.wire.get(path, If_None_Match=reply.headers["ETag"]).status == 304
        long_ago = "Thu, 03 Sep 2020 21:35:07 GMT"
        assert org.wire.get(path, If_Modified_Since=long_ago).status == 200


def test_the_date_header_is_the_orgs_clock(org: Org) -> None:
    before = parsedate_to_datetime(org.wire.get("/limits").headers["Date"])
    org.control.move_clock(1000)
    after = parsedate_to_datetime(org.wire.get("/limits").headers["Date"])
    assert 1000 <= (after - before).total_seconds() < 1010


def test_every_data_answer_says_the_usage_and_the_spent_limit_refuses(org: Org) -> None:
    reply = org.wire.get("/sobjects/Lead/xyz")
    assert reply.headers["Sforce-Limit-Info"] == "api-usage=1/100000"
    assert org.wire.get("/limits").json["DailyApiRequests"]["Max"] == 100_000
    org.control.limit(3)
    assert org.wire.get("/limits").status == 200
    refused = org.wire.get("/limits")
    assert (refused.status, refused.json) == (
        403,
        [{"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}],
    )
    org.control.move_clock(25 * 3600)
    org.wire.login()
    assert org.wire.get("/limits").status == 200


def test_record_count_leaves_out_what_it_does_not_know(org: Org) -> None:
    org.wire.create("Account", Name="A")
    reply = org.wire.get("/limits/recordCount?sObjects=Account,Nope")
    assert reply.json == {"sObjects": [{"count": 1, "name": "Account"}]}


def test_mail_goes_to_the_outbox(org: Org) -> None:
    sent = {"emailBody": "Token: x", "emailSubject": "Hello", "emailAddresses": "ann@example.com"}
    path = "/actions/standard/emailSimple"
    reply = org.wire.call("POST", path, {"inputs": [sent]})
    assert reply.status == 200
    assert (reply.json[0]["actionName"], reply.json[0]["isSuccess"]) == ("emailSimple", True)
    assert [mail["to"] for mail in org.control.outbox()] == [["ann@example.com"]]
    missing = org.wire.call("POST", path, {"inputs": [{"emailBody": "x"}]})
    assert missing.status == 400
    assert missing.json[0]["errors"][0]["statusCode"] == "INVALID_API_INPUT"
    assert len(org.control.outbox()) == 1
