import http.client
from datetime import datetime
from pathlib import Path

import pytest

from s2sctl.errors import OrgUnreachable
from s2sctl.localorg import lifecycle
from s2sctl.localorg.control import Control
from s2sctl.localorg.http.requestlog import session_mark
from tests.localorg.http.wire import API, Org


def test_a_late_commit_carries_a_stamp_that_lies_back(org: Org) -> None:
    org.wire.create("Lead", LastName="First", Company="E")
    fault = org.control.order_fault("late_commit", nth=1, seconds=600)
    org.wire.create("Lead", LastName="Late", Company="E")
    assert org.control.happened(fault) == 1
    rows = org.wire.query("SELECT LastName, SystemModstamp FROM Lead ORDER BY SystemModstamp").json
    assert [row["LastName"] for row in rows["records"]] == ["Late", "First"]
    late, first = (datetime.fromisoformat(row["SystemModstamp"]) for row in rows["records"])
    assert 595 <= (first - late).total_seconds() <= 605


def test_private_sharing_hides_rows_of_others(org: Org) -> None:
    lead = org.wire.create("Lead", LastName="Ada", Company="E")
    profile = org.wire.query("SELECT Id FROM Profile WHERE Name = 'Standard User'").json
    org.wire.create(
        "User",
        Username="ann@acme.example",
        LastName="Ann",
        Alias="ann",
        Email="ann@acme.example",
        TimeZoneSidKey="Europe/Berlin",
        LocaleSidKey="en_US",
        EmailEncodingKey="UTF-8",
        LanguageLocaleKey="en_US",
        ProfileId=profile["records"][0]["Id"],
    )
    org.wire.token = org.control.token("ann@acme.example")
    assert org.wire.get(f"/sobjects/Lead/{lead}").status == 200
    org.control.sharing("Lead", "Private")
    assert org.wire.get(f"/sobjects/Lead/{lead}").status == 404
    assert org.wire.query("SELECT Id FROM Lead").json["totalSize"] == 0
    own = org.wire.create("Lead", LastName="Own", Company="E")
    assert org.wire.get(f"/sobjects/Lead/{own}").status == 200


def test_a_user_who_is_deactivated_loses_the_session(org: Org) -> None:
    soql = "SELECT Id FROM User WHERE Username = 'integration@acme.example'"
    user = org.wire.query(soql).json["records"][0]["Id"]
    token = org.control.token(user)
    assert org.wire.call("PATCH", f"/sobjects/User/{user}", {"IsActive": False}).status == 204
    org.wire.token = token
    assert org.wire.get("/limits").status == 401


def test_the_run_as_user_can_be_chosen(org: Org) -> None:
    org.control.run_as("integration@acme.example")
    org.wire.login()
    who = org.wire.get("/services/oauth2/userinfo").json["preferred_username"]
    assert who == "integration@acme.example"


def test_the_recycle_bin_is_emptied_after_fifteen_days(org: Org) -> None:
    lead = org.wire.create("Lead", LastName="Ada", Company="E")
    org.wire.call("DELETE", f"/sobjects/Lead/{lead}")
    org.control.move_clock(14 * 86_400)
    org.wire.login()
    assert org.wire.get("/queryAll?q=SELECT+Id+FROM+Lead").json["totalSize"] == 1
    org.control.move_clock(2 * 86_400)
    org.wire.login()
    assert org.wire.get("/queryAll?q=SELECT+Id+FROM+Lead").json["totalSize"] == 0


def test_a_body_that_is_not_json_is_415(org: Org) -> None:
    headers = {"Authorization": f"Bearer {org.wire.token}", "Content-Type": "text/plain"}
    reply = org.wire.raw("POST", f"{API}/sobjects/Lead", b"{}", headers)
    assert reply.status == 415


@pytest.mark.parametrize("body", [b'{"LastName": "\\ud800"}', b"[" * 20_000, b"\xff", b"NaN"])
def test_a_body_that_no_json_reader_should_take_is_refused(org: Org, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {org.wire.token}", "Content-Type": "application/json"}
    reply = org.wire.raw("POST", f"{API}/sobjects/Lead", body, headers)
    assert (reply.status, reply.json[0]["errorCode"]) == (400, "JSON_PARSER_ERROR")


def test_plain_http_is_there_when_asked_for_and_a_kept_state_is_returned_to(tmp_path: Path) -> None:
    running = lifecycle.up(tmp_path, "globex", http=True)
    try:
        assert running.http_url is not None
        plain = http.client.HTTPConnection(running.http_url.removeprefix("http://"), timeout=10)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        plain.request(
            "POST",
            "/services/oauth2/token",
            f"grant_type=client_credentials&client_id={running.client_id}"
            f"&client_secret={running.client_secret}",
            form,
        )
        assert running.http_url.encode() in plain.getresponse().read()
        plain.close()
        control = Control(running)
        control.keep()
        assert lifecycle.reset(tmp_path, "globex") == running
    finally:
        lifecycle.down(tmp_path, "globex")
    with pytest.raises(OrgUnreachable) as caught:
        control.status()
    assert caught.value.help == "s2sctl local up --orgs globex"


def test_the_log_says_when_a_request_was_worked_on_and_whose_session_it_was(org: Org) -> None:
    for token in (org.wire.token, org.control.token()):
        org.wire.token = token
        org.wire.create("Lead", LastName="Ada", Company="E")
    one, two = org.control.log()
    assert 0 < one["begun"] <= one["ended"] <= two["begun"] <= two["ended"]
    assert one["session"] != two["session"] == session_mark(org.wire.token)
    assert org.wire.token not in str(two)
