"""Describes, queries and rows: what is asked, in how many calls, and what comes of it."""

from datetime import UTC, datetime
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest

from s2sctl.errors import Bug, OrgUnreachable, RequestRefused
from s2sctl.model.ids import Key
from s2sctl.model.schema import FieldSchema, ObjectSchema
from s2sctl.ports.org import Query, Range, RowWrite, WriteBatch
from tests.unit.salesforce.tiny import Reply

ID, OTHER = "00Q000000000001EAA", "00Q000000000002EAA"
STAMP = "2026-11-23T09:00:00.000+0000"
CHANGED = datetime(2026, 11, 1, 8, 0, 0, tzinfo=UTC)


def schema(name="Lead", last_modified=None, **fields):
    kinds = {
        "Id": "id",
        "SystemModstamp": "datetime",
        "LastModifiedDate": "datetime",
        "LastModifiedById": "reference",
        "IsDeleted": "boolean",
        "IsConverted": "boolean",
        "S2S_Key__c": "string",
        "LastName": "string",
        **fields,
    }
    return ObjectSchema(
        name,
        name,
        "00Q",
        {key: FieldSchema(key, kind, scale=2) for key, kind in kinds.items()},
        last_modified=last_modified,
    )


LEAD = schema()


def row(id_=ID, **values):
    system = {"Id": id_, "SystemModstamp": STAMP, "LastModifiedDate": STAMP, "IsDeleted": False}
    return {"attributes": {"type": "Lead"}, **system, **values}


def page(*rows, following=None):
    body = {"totalSize": len(rows), "done": following is None, "records": list(rows)}
    return body | ({"nextRecordsUrl": following} if following else {})


def parts(*bodies):
    return Reply(
        body={
            "compositeResponse": [
                {"body": body, "httpHeaders": headers, "httpStatusCode": status, "referenceId": "x"}
                for status, body, headers in bodies
            ]
        }
    )


def described(name):
    return {"name": name, "label": name, "keyPrefix": "00Q", "fields": []}


def soql(asked):
    return parse_qs(urlsplit(asked.path).query)["q"][0]


def test_five_objects_and_two_queries_open_in_one_call(tiny, org):
    names = ["Account", "Contact", "Lead", "Case", "Task"]
    stamp = {"Last-Modified": "Sun, 01 Nov 2026 08:00:00 GMT"}
    answers = [(200, described(name), stamp) for name in names]
    tiny.say(parts(*answers, (200, page(row()), {}), (200, page(), {})))
    opening = org.open(dict.fromkeys(names), [Query(LEAD), Query(LEAD)])
    assert org.usage().calls == 1
    assert set(opening.schemas) == set(names)
    assert opening.schemas["Case"].last_modified == CHANGED
    assert [len(rows) for rows in opening.rows] == [1, 0]


def test_an_unchanged_describe_answers_304_and_the_known_schema_stays(tiny, org):
    known = schema(last_modified=CHANGED)
    tiny.say(parts((304, None, {})))
    assert org.open({"Lead": known}).schemas["Lead"] is known
    (request,) = tiny.asked[0].json["compositeRequest"]
    assert request["httpHeaders"] == {"If-Modified-Since": "Sun, 01 Nov 2026 08:00:00 GMT"}


def test_an_object_that_is_hidden_is_absent_and_the_others_are_not(tiny, org):
    hidden = [{"errorCode": "NOT_FOUND", "message": "The requested resource does not exist"}]
    tiny.say(parts((404, hidden, {}), (200, described("Lead"), {})))
    assert set(org.open({"Nope__c": None, "Lead": None}).schemas) == {"Lead"}


def test_a_failed_part_within_a_good_answer_is_an_error(tiny, org):
    refused = [{"errorCode": "INVALID_TYPE", "message": "sObject type 'S2S__c' is not supported."}]
    tiny.say(parts((400, refused, {}), (200, page(), {})))
    with pytest.raises(RequestRefused) as caught:
        list(org.read([Query(LEAD), Query(LEAD)]))
    assert caught.value.error_code == "INVALID_TYPE"
    assert "S2S__c" in str(caught.value)


def test_a_busy_part_has_the_call_sent_again(tiny, org):
    busy = [{"errorCode": "SERVER_UNAVAILABLE", "message": "busy"}]
    tiny.say(parts((503, busy, {}), (200, page(), {})), parts((200, page(), {}), (200, page(), {})))
    assert [one.last for one in org.read([Query(LEAD), Query(LEAD)])] == [True, True]
    assert len(tiny.asked) == 2


def test_five_queries_are_one_call_and_six_are_two(tiny, org):
    tiny.say(parts(*[(200, page(), {})] * 5), Reply(body=page(row())))
    pages = list(org.read([Query(LEAD)] * 6))
    assert [one.query for one in pages] == [0, 1, 2, 3, 4, 5]
    assert org.usage().calls == 2
    assert len(pages[5].records) == 1


def test_further_pages_are_followed_and_only_the_last_is_last(tiny, org):
    tiny.say(
        parts(
            (200, page(row(), following="/services/data/v64.0/query/0r8-1"), {}),
            (200, page(row(), following="/services/data/v64.0/query/0r8-2"), {}),
        ),
        parts((200, page(row(OTHER)), {}), (200, page(), {})),
    )
    pages = list(org.read([Query(LEAD), Query(LEAD)]))
    assert [(one.query, len(one.records), one.last) for one in pages] == [
        (0, 1, False),
        (1, 1, False),
        (0, 1, True),
        (1, 0, True),
    ]
    urls = [part["url"] for part in tiny.asked[1].json["compositeRequest"]]
    assert urls == ["/services/data/v64.0/query/0r8-1", "/services/data/v64.0/query/0r8-2"]


def test_one_query_is_a_plain_get_that_sees_the_recycle_bin(tiny, org):
    tiny.say(Reply(body=page(row(), following="/services/data/v64.0/query/0r8-1")))
    tiny.say(Reply(body=page(row(OTHER))))
    assert [one.last for one in org.read([Query(LEAD, limit=5)])] == [False, True]
    assert urlsplit(tiny.asked[0].path).path == "/services/data/v64.0/queryAll/"
    assert tiny.asked[1].path == "/services/data/v64.0/query/0r8-1"
    assert soql(tiny.asked[0]) == (
        "SELECT Id, SystemModstamp, LastModifiedDate, LastModifiedById, IsDeleted, IsConverted, "
        "S2S_Key__c FROM Lead ORDER BY SystemModstamp, Id LIMIT 5"
    )


def test_live_rows_only_are_asked_by_query(tiny, org):
    tiny.say(Reply(body=page()))
    list(org.read([Query(LEAD, deleted=False)]))
    assert urlsplit(tiny.asked[0].path).path == "/services/data/v64.0/query/"


def test_all_ranges_of_a_window_are_one_query(tiny, org):
    def at(minute):
        return datetime(2026, 11, 23, 10, minute, tzinfo=UTC)

    tiny.say(Reply(body=page()))
    ranges = (Range(None, at(1)), Range(at(2), at(3)), Range(at(5), at(5)))
    list(org.read([Query(LEAD, ("LastName",), "Rating = 'Hot' OR Rating = 'Warm'", ranges)]))
    assert soql(tiny.asked[0]).partition(" FROM Lead ")[2] == (
        "WHERE (Rating = 'Hot' OR Rating = 'Warm') AND ((SystemModstamp < 2026-11-23T10:01:00Z) "
        "OR (SystemModstamp >= 2026-11-23T10:02:00Z AND SystemModstamp < 2026-11-23T10:03:00Z)) "
        "ORDER BY SystemModstamp, Id"
    )


def test_an_empty_window_costs_no_call(tiny, org):
    moment = datetime(2026, 11, 23, 10, tzinfo=UTC)
    (one,) = org.read([Query(LEAD, ranges=(Range(moment, moment),))])
    assert (one.records, one.last) == ((), True)
    assert org.usage().calls == 0


def test_a_query_too_long_for_an_address_travels_in_a_body(tiny, org):
    tiny.say(parts((200, page(), {})))
    list(org.read([Query(LEAD, where=f"LastName IN ({','.join(['%27A%27'] * 2000)})")]))
    assert tiny.asked[0].method == "POST"
    assert tiny.asked[0].path.endswith("/composite")


def test_a_row_becomes_a_record_with_exact_amounts(tiny, org):
    money = schema(Amount="currency", IsConverted="boolean", MasterRecordId="reference")
    key = f"00D000000000001EAA/{OTHER}"
    body = page(
        row(
            LastName="",
            Amount="@",
            S2S_Key__c=key,
            IsDeleted=True,
            MasterRecordId=OTHER,
            IsConverted=True,
            LastModifiedById="005000000000001AAA",
        )
    )
    tiny.say(Reply(raw=str_body(body).replace('"@"', "1234567890123456.10").encode()))
    ((record,),) = [one.records for one in org.read([Query(money, ("LastName", "Amount"))])]
    assert record.values == {"LastName": None, "Amount": Decimal("1234567890123456.1")}
    assert record.modstamp == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert record.key == Key.parse(key)
    assert (record.deleted, record.converted, record.master_id) == (True, True, OTHER)


def str_body(body):
    import json

    return json.dumps(body)


def test_a_row_without_a_field_that_was_asked_for_is_no_answer(tiny, org):
    tiny.say(*[Reply(body=page(row()))] * 4)
    with pytest.raises(OrgUnreachable) as caught:
        list(org.read([Query(LEAD, ("LastName",))]))
    assert caught.value.code == "S2S614"


def test_rows_are_fetched_2000_a_call_and_what_is_not_seen_is_absent(tiny, org):
    ids = [f"00Q{number:012d}EAA" for number in range(2001)]
    tiny.say(Reply(body=[row(ids[0], LastName="Ann"), None]), Reply(body=[row(ids[2000])]))
    tiny.replies[1].body[0]["LastName"] = None
    found = org.fetch(LEAD, [*ids, ids[0]], ["LastName"])
    assert set(found) == {ids[0], ids[2000]}
    assert [len(asked.json["ids"]) for asked in tiny.asked] == [2000, 1]
    assert tiny.asked[0].path == "/services/data/v64.0/composite/sobjects/Lead"


def test_amounts_are_sent_exactly_and_null_clears(tiny, org):
    money = schema(Amount="currency", Opens="time")
    values = {"Amount": Decimal("0.10"), "LastName": None, "Opens": "08:00:00.000"}
    tiny.say(Reply(body=[{"id": ID, "success": True, "errors": []}]))
    org.write(WriteBatch(money, (RowWrite(values, ID),)))
    assert tiny.asked[0].body == (
        b'{"allOrNone":false,"records":[{"attributes":{"type":"Lead"},"id":"00Q000000000001EAA",'
        b'"Amount":0.10,"LastName":null,"Opens":"08:00:00.000Z"}]}'
    )


def test_every_row_of_an_upsert_has_its_own_outcome(tiny, org):
    refused = {
        "success": False,
        "errors": [
            {
                "statusCode": "REQUIRED_FIELD_MISSING",
                "message": "Required fields are missing: [Company]",
                "fields": ["Company"],
            }
        ],
    }
    tiny.say(Reply(body=[{"id": ID, "success": True, "created": True, "errors": []}, refused]))
    rows = tuple(RowWrite({"S2S_Key__c": key}) for key in ("one", "two"))
    good, bad = org.write(WriteBatch(LEAD, rows, upsert_on="S2S_Key__c"))
    assert tiny.asked[0].path.endswith("/composite/sobjects/Lead/S2S_Key__c")
    assert (good.id, good.created, good.refusal) == (ID, True, None)
    assert bad.refusal.code == "REQUIRED_FIELD_MISSING"
    assert bad.refusal.message == "a required field has no value (Company)"
    assert bad.refusal.fields == ("Company",)


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        ((RowWrite({"LastName": "A"}),), None),
        ((RowWrite({"LastName": "A"}),), "S2S_Key__c"),
        ((RowWrite({"S2S_Key__c": "k"}), RowWrite({"S2S_Key__c": "k"})), "S2S_Key__c"),
        ((RowWrite({"S2S_Key__c": "k"}, ID),), "S2S_Key__c"),
        (tuple(RowWrite({}, ID) for _ in range(201)), None),
    ],
)
def test_a_batch_that_could_make_two_rows_of_one_is_not_sent(tiny, org, rows, key):
    with pytest.raises(Bug):
        org.write(WriteBatch(LEAD, rows, upsert_on=key))
    assert tiny.asked == []


def test_deleting_what_is_deleted_is_done(tiny, org):
    gone = {"statusCode": "ENTITY_IS_DELETED", "message": "entity is deleted", "fields": []}
    locked = {"statusCode": "UNABLE_TO_LOCK_ROW", "message": "locked", "fields": []}
    tiny.say(
        Reply(body=[{"success": False, "errors": [gone]}, {"success": False, "errors": [locked]}])
    )
    first, second = org.delete([ID, OTHER])
    assert (first.id, first.refusal) == (ID, None)
    assert second.refusal.code == "UNABLE_TO_LOCK_ROW"
    assert tiny.asked[0].method == "DELETE"
    assert parse_qs(urlsplit(tiny.asked[0].path).query)["ids"] == [f"{ID},{OTHER}"]


def test_a_deploy_is_waited_for_and_its_problems_are_told(tiny, org, clock):
    failure = {"componentType": "CustomField", "fullName": "Lead.X__c", "problem": "no label"}
    tiny.say(
        Reply(201, {"id": "0Af000000000001AAA"}),
        Reply(body={"deployResult": {"done": False, "status": "InProgress"}}),
        Reply(
            body={
                "deployResult": {
                    "done": True,
                    "success": False,
                    "numberComponentsDeployed": 0,
                    "details": {"componentFailures": [failure]},
                }
            }
        ),
    )
    report = org.deploy({"package.xml": b"<Package/>"}, check_only=True)
    assert not report.success
    assert report.problems[0].component == "CustomField Lead.X__c"
    assert len(clock.slept) == 1
    assert tiny.asked[0].headers["Content-Type"].startswith("multipart/form-data; boundary=")
    assert b'"checkOnly":true' in tiny.asked[0].body


def test_a_permission_set_is_assigned_once(tiny, org):
    there = page({"Id": "0PS000000000001AAA"})
    tiny.say(parts((200, there, {}), (200, page(), {})), Reply(201, {"id": "0Pa", "success": True}))
    assert org.assign_permission_set("S2S_Runner") is True
    tiny.say(parts((200, there, {}), (200, there, {})))
    assert org.assign_permission_set("S2S_Runner") is False
    taken = [{"errorCode": "DUPLICATE_VALUE", "message": "Duplicate PermissionSetAssignment"}]
    tiny.say(parts((200, there, {}), (200, page(), {})), Reply(400, taken))
    assert org.assign_permission_set("S2S_Runner") is False
