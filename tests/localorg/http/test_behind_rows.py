"""Parents, children and blobs behind a row's address; layouts; what the org has none of."""

import base64
import json

import pytest

from tests.localorg.http.recordings.corpus import WIRE
from tests.localorg.http.wire import API, Org


def _family(org: Org) -> tuple[str, str]:
    account = org.wire.create("Account", Name="Acme")
    return account, org.wire.create("Contact", LastName="Ada", AccountId=account)


def test_a_parent_is_read_changed_and_deleted_through_its_child(org: Org) -> None:
    account, contact = _family(org)
    path = f"/sobjects/Contact/{contact}/Account"
    assert org.wire.get(f"{path}?fields=Name").json["Name"] == "Acme"
    assert org.wire.call("PATCH", path, {"Name": "Globex"}).status == 204
    assert org.wire.get(f"/sobjects/Account/{account}").json["Name"] == "Globex"
    assert org.wire.call("DELETE", path).status == 204
    gone = org.wire.get(f"/sobjects/Contact/{contact}/Account")  # deleted with its parent
    assert (gone.status, gone.json[0]["errorCode"]) == (404, "ENTITY_IS_DELETED")


def test_children_come_as_a_page_of_a_query(org: Org) -> None:
    account, contact = _family(org)
    reply = org.wire.get(f"/sobjects/Account/{account}/Contacts?fields=LastName")
    assert reply.json["totalSize"] == 1
    assert reply.json["done"] is True
    (row,) = reply.json["records"]
    assert row["attributes"]["url"] == f"{API}/sobjects/Contact/{contact}"
    assert row["LastName"] == "Ada"
    assert org.wire.get(f"/sobjects/Account/{account}/Nopes").status == 404


def test_a_blob_goes_in_as_text_and_comes_out_as_bytes(org: Org) -> None:
    account, _ = _family(org)
    content = base64.b64encode(b"\x00\x01 plain").decode()
    made = org.wire.create("Attachment", Name="a.bin", ParentId=account, Body=content)
    row = org.wire.get(f"/sobjects/Attachment/{made}").json
    assert row["Body"] == f"{API}/sobjects/Attachment/{made}/Body"
    reply = org.wire.get(row["Body"])
    assert (reply.status, reply.body) == (200, b"\x00\x01 plain")
    found = org.wire.query(f"SELECT Id, Body FROM Attachment WHERE Id = '{made}'").json
    assert found["records"][0]["Body"] == row["Body"]


def test_a_blob_goes_in_by_multipart(org: Org) -> None:
    account, _ = _family(org)
    entity = json.dumps({"Name": "b.bin", "ParentId": account}).encode()
    body = (
        b'--X\r\nContent-Disposition: form-data; name="entity_document";\r\n'
        b"Content-Type: application/json\r\n\r\n" + entity + b"\r\n"
        b'--X\r\nContent-Disposition: form-data; name="Body"; filename="b.bin"\r\n'
        b"Content-Type: application/octet-stream\r\n\r\n\xff\xfe\r\n--X--\r\n"
    )
    headers = {
        "Authorization": f"Bearer {org.wire.token}",
        "Content-Type": 'multipart/form-data; boundary="X"',
    }
    made = org.wire.raw("POST", f"{API}/sobjects/Attachment/", body, headers)
    assert made.status == 201, made.body
    reply = org.wire.get(f"/sobjects/Attachment/{made.json['id']}/Body")
    assert reply.body == b"\xff\xfe"


def test_layouts_show_what_the_user_may_see(org: Org) -> None:
    found = org.wire.get("/sobjects/Account/describe/layouts").json
    assert set(found) == {"layouts", "recordTypeMappings", "recordTypeSelectorRequired"}
    (mapping,) = found["recordTypeMappings"]
    one = org.wire.get(mapping["urls"]["layout"]).json
    rows = one["detailLayoutSections"][0]["layoutRows"]
    names = [
        part["value"]
        for row in rows
        for item in row["layoutItems"]
        for part in item["layoutComponents"]
    ]
    assert "Name" in names
    assert org.wire.get("/sobjects/Account/describe/layouts/012000000000001AAA").status == 404
    compact = org.wire.get("/sobjects/Account/describe/compactLayouts").json
    assert compact["compactLayouts"][0]["name"] == "SYSTEM"
    assert set(org.wire.get("/compactLayouts?q=Account,Contact").json) == {"Account", "Contact"}


def test_there_is_nothing_to_approve_and_nothing_recent(org: Org) -> None:
    assert org.wire.get("/process/approvals").json == {"approvals": {}}
    reply = org.wire.call("POST", "/process/approvals", {"requests": []})
    assert (reply.status, reply.json[0]["errorCode"]) == (400, "NO_APPLICABLE_PROCESS")
    assert org.wire.get("/recent").json == []


def test_resources_that_are_not_offered_are_named(org: Org) -> None:
    for name in (
        "chatter/feeds",
        "theme",
        "quickActions",
        "sobjects/Account/quickActions",
        "ui-api/record-ui",
    ):
        reply = org.wire.get(f"/{name}")
        assert (reply.status, reply.json[0]["errorCode"]) == (404, "NOT_FOUND")
        assert any(part in reply.json[0]["message"] for part in name.split("/"))


def test_the_mail_action_describes_itself(org: Org) -> None:
    described = org.wire.get("/actions/standard/emailSimple").json
    required = [one["name"] for one in described["inputs"] if one["required"]]
    assert required == ["emailBody", "emailSubject"]
    assert org.wire.get("/actions/custom/flow").json == {"actions": []}


def test_a_list_view_shows_rows_as_recorded(org: Org) -> None:
    _family(org)
    listed = org.wire.get("/sobjects/Account/listviews").json
    assert (listed["size"], listed["sobjectType"]) == (1, "Account")
    (view,) = listed["listviews"]
    assert view["label"] == "All Accounts"
    assert org.wire.get(view["url"]).json == view
    described = org.wire.get(view["describeUrl"]).json
    assert org.wire.query(described["query"]).json["totalSize"] == 1
    shown = org.wire.get(view["resultsUrl"]).json
    assert (shown["size"], shown["done"], shown["id"]) == (1, True, view["id"])
    values = {one["fieldNameOrPath"]: one["value"] for one in shown["records"][0]["columns"]}
    assert values["Name"] == "Acme"
    assert " GMT " in values["CreatedDate"]
    assert org.wire.get("/sobjects/Account/listviews/00B000000000001AAA/results").status == 404


@pytest.mark.skipif(not WIRE.exists(), reason="recorded answers are not at hand")
def test_a_list_view_has_the_recorded_keys(org: Org) -> None:
    _family(org)
    recorded = json.loads((WIRE / "misc/listview-results.json").read_text("utf-8"))
    view = org.wire.get("/sobjects/Account/listviews").json["listviews"][0]
    ours = org.wire.get(view["resultsUrl"]).json
    assert set(ours) == set(recorded)
    assert set(ours["columns"][0]) == set(recorded["columns"][0])
    assert set(ours["records"][0]["columns"][0]) == set(recorded["records"][0]["columns"][0])
