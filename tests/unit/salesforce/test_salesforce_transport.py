"""Tokens, headers, tries and losses, against a real HTTPS server."""

from datetime import UTC, datetime, timedelta

import pytest

from s2sctl.errors import (
    AccessDenied,
    AnswerLost,
    LimitReached,
    OrgUnreachable,
    RequestRefused,
    WrongOrg,
)
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.schema import FieldSchema, ObjectSchema
from s2sctl.ports.org import RowWrite, WriteBatch
from s2sctl.salesforce.auth import GivenToken
from s2sctl.salesforce.client import Client
from s2sctl.salesforce.org import SalesforceOrg
from s2sctl.salesforce.transport import Timeouts, Trust
from tests.unit.salesforce.tiny import ORG, USER, Reply

EXPIRED = Reply(401, [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}])
BUSY = Reply(503, [{"message": "Server too busy", "errorCode": "SERVER_UNAVAILABLE"}])
LOST = Reply(lost=True)
ID = "00Q000000000001EAA"
DONE = Reply(body=[{"id": ID, "success": True, "errors": [], "created": False}])

LEAD = ObjectSchema(
    ObjectName("Lead"),
    "Lead",
    "00Q",
    {
        FieldName(name): FieldSchema(FieldName(name), kind)
        for name, kind in (("Id", "id"), ("LastName", "string"), ("S2S_Key__c", "string"))
    },
)
UPDATE = WriteBatch(LEAD, (RowWrite({FieldName("LastName"): "Ann"}, ID),))


def test_a_write_keeps_its_headers_and_body_when_the_token_is_renewed(tiny, org):
    tiny.say(EXPIRED, DONE)
    (outcome,) = org.write(UPDATE)
    assert outcome.refusal is None
    first, second = tiny.asked
    assert len(tiny.logins) == 2
    assert (first.headers["Authorization"], second.headers["Authorization"]) == (
        "Bearer token1",
        "Bearer token2",
    )
    for name in ("Sforce-Auto-Assign", "Sforce-Duplicate-Rule-Header", "Sforce-Call-Options"):
        assert first.headers[name] == second.headers[name]
    assert second.headers["Sforce-Auto-Assign"] == "FALSE"
    assert first.body == second.body
    assert org.usage().calls == 1


def test_a_second_401_ends_as_access_denied(tiny, org):
    tiny.say(EXPIRED, EXPIRED)
    with pytest.raises(AccessDenied) as caught:
        org.write(UPDATE)
    assert caught.value.code == "S2S603"
    assert len(tiny.asked) == 2


def test_a_401_with_a_page_instead_of_json_renews_too(tiny, org):
    tiny.say(Reply(401, raw=b"<html>sign in</html>"), DONE)
    assert org.write(UPDATE)[0].id == ID


def test_a_given_token_is_not_asked_for_again(tiny, clock):
    flow = GivenToken(tiny.url, "given")
    client = Client("acme", flow, clock, trust=Trust(str(tiny.ca)), timeouts=Timeouts(20, 20, 20))
    tiny.say(EXPIRED)
    with pytest.raises(AccessDenied):
        SalesforceOrg(client).write(UPDATE)
    assert len(tiny.asked) == 1
    client.close()


@pytest.mark.parametrize("status", [302, 307, 420, 429, 500, 503])
def test_a_login_that_is_busy_throttled_or_moving_is_temporary(tiny, org, clock, status):
    tiny.login = Reply(status, {"error": "busy"}, {"Retry-After": "3"})
    with pytest.raises(OrgUnreachable) as caught:
        org.identity()
    assert (caught.value.exit_code, len(tiny.logins)) == (5, 4)
    assert min(clock.slept) >= 3


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_login_that_is_refused_is_asked_once_and_denied(tiny, org, status):
    tiny.login = Reply(status, {"error": "invalid_client"})
    with pytest.raises(AccessDenied) as caught:
        org.identity()
    assert (caught.value.exit_code, len(tiny.logins)) == (4, 1)


def test_a_busy_org_is_asked_again_and_retry_after_is_obeyed(tiny, patient, clock):
    tiny.say(Reply(503, BUSY.body, {"Retry-After": "7"}), BUSY, DONE)
    assert patient.write(UPDATE)[0].refusal is None
    assert len(clock.slept) == 2
    assert clock.slept[0] >= 7
    assert patient.usage().calls == 3


def test_an_update_whose_answer_is_lost_is_sent_again(tiny, patient):
    tiny.say(LOST, LOST, DONE)
    assert patient.write(UPDATE)[0].id == ID
    assert len({asked.body for asked in tiny.asked}) == 1
    assert (patient.usage().calls, patient.usage().writes) == (3, 3)


def test_a_write_that_stays_without_an_answer_says_so(tiny, patient):
    tiny.say(LOST, LOST, LOST, LOST)
    with pytest.raises(AnswerLost):
        patient.write(UPDATE)
    assert len(tiny.asked) == 4


def test_a_lost_write_stays_in_doubt_when_the_last_try_is_refused(tiny, patient):
    tiny.say(LOST, Reply(400, [{"message": "no", "errorCode": "JSON_PARSER_ERROR"}]))
    with pytest.raises(AnswerLost):
        patient.write(UPDATE)


def test_a_read_that_stays_without_an_answer_is_no_lost_write(tiny, org):
    tiny.say(LOST, LOST, LOST, LOST)
    with pytest.raises(OrgUnreachable):
        org.fetch(LEAD, [ID], [])


def test_a_page_instead_of_json_is_tried_again_and_then_told(tiny, org):
    tiny.say(*[Reply(200, raw=b"<html>proxy</html>", headers={"Content-Type": "text/html"})] * 4)
    with pytest.raises(OrgUnreachable):
        org.fetch(LEAD, [ID], [])
    assert len(tiny.asked) == 4


def test_a_mail_is_never_sent_twice(tiny, org):
    tiny.say(LOST)
    with pytest.raises(AnswerLost):
        org.mail("ann@globex.example", "Invitation", "Hello")
    assert len(tiny.asked) == 1


def test_a_spent_limit_is_not_asked_again(tiny, org):
    body = [{"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}]
    tiny.say(Reply(403, body, {"Sforce-Limit-Info": "api-usage=15000/15000"}))
    with pytest.raises(LimitReached):
        org.fetch(LEAD, [ID], [])
    assert (org.usage().used, org.usage().limit) == (15000, 15000)


def test_too_many_requests_at_once_pass(tiny, patient):
    text = "ConcurrentRequests (Concurrent API Requests) Limit exceeded."
    body = [{"message": text, "errorCode": "REQUEST_LIMIT_EXCEEDED"}]
    tiny.say(Reply(403, body), Reply(body=[None]))
    assert patient.fetch(LEAD, [ID], []) == {}


def test_no_record_value_reaches_an_error(tiny, org):
    body = [{"message": "duplicate value found: Ann Smith", "errorCode": "DUPLICATE_VALUE"}]
    tiny.say(Reply(400, body))
    with pytest.raises(RequestRefused) as caught:
        org.write(UPDATE)
    assert "Ann" not in str(caught.value)
    assert caught.value.error_code == "DUPLICATE_VALUE"


@pytest.mark.parametrize(
    "header",
    ["api-usage=18/5000", "per-app-api-usage=17/250(appName=x); api-usage=18/5000"],
)
def test_usage_is_found_wherever_the_header_names_it(tiny, org, header):
    tiny.say(Reply(body=[None], headers={"Sforce-Limit-Info": header}))
    org.fetch(LEAD, [ID], [])
    assert (org.usage().used, org.usage().limit) == (18, 5000)


def test_the_orgs_clock_is_the_orgs(org):
    assert org.now() == datetime(2026, 11, 23, 10, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize("hours", [-5, 5])
def test_the_orgs_clock_stays_the_orgs_when_ours_is_set_meanwhile(org, clock, hours):
    told = org.now()
    clock.moment += timedelta(hours=hours)
    assert org.now() == told
    clock.sleep(10)
    assert org.now() == told + timedelta(seconds=10)


def test_who_we_are_costs_no_call(tiny, org):
    found = org.identity()
    assert (found.org_id, found.user_id, found.username) == (ORG, USER, "admin@acme.example")
    assert org.usage().calls == 0
    assert tiny.logins[0].body.decode() == (
        "grant_type=client_credentials&client_id=id&client_secret=s3cret"
    )


def test_a_refused_login_tells_its_code_and_no_secret(tiny, org):
    tiny.login = Reply(400, {"error": "invalid_client", "error_description": "s3cret is wrong"})
    with pytest.raises(AccessDenied) as caught:
        org.identity()
    assert "invalid_client" in str(caught.value)
    assert "s3cret" not in str(caught.value) + caught.value.help


def test_an_untrusted_certificate_is_told_at_once(tiny, clock):
    client = Client("acme", GivenToken(tiny.url, "given"), clock, timeouts=Timeouts(20, 20, 20))
    with pytest.raises(OrgUnreachable) as caught:
        SalesforceOrg(client).identity()
    assert caught.value.code == "S2S611"
    assert clock.slept == []
    client.close()


def test_an_org_that_is_not_there_is_told_after_some_tries(tiny, clock):
    flow = GivenToken("https://127.0.0.1:9", "given")
    client = Client("acme", flow, clock, trust=Trust(str(tiny.ca)), timeouts=Timeouts(20, 20, 20))
    with pytest.raises(OrgUnreachable) as caught:
        SalesforceOrg(client).write(UPDATE)
    assert caught.value.code == "S2S610"
    assert len(clock.slept) == 4
    client.close()


def test_the_environments_ca_bundle_does_not_replace_ours(tiny, org, monkeypatch, tmp_path):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "missing.pem"))
    assert org.identity().org_id == ORG


def test_a_plain_address_is_refused(clock):
    client = Client("acme", GivenToken("http://acme.my.salesforce.com", "given"), clock)
    with pytest.raises(AccessDenied):
        SalesforceOrg(client).identity()


def test_a_token_is_not_in_any_repr(org):
    org.identity()
    assert "token1" not in repr(org._client.grant())


def test_an_app_that_may_not_ask_who_it_is_is_known_by_its_token_answer(tiny, org):
    tiny.user_info = Reply(403, raw=b"Bad_OAuth_Token", headers={"Content-Type": "text/plain"})
    found = org.identity()
    assert (found.org_id, found.user_id, found.username) == (ORG, USER, "")


def test_a_login_that_fails_while_a_write_waits_does_not_put_the_write_in_doubt(tiny, patient):
    patient.identity()
    tiny.say(*[EXPIRED] * 4)
    tiny.login = Reply(503, raw=b"busy")
    with pytest.raises(OrgUnreachable) as caught:
        patient.write(UPDATE)
    assert not isinstance(caught.value, AnswerLost)


def test_an_org_bound_to_another_id_is_refused_before_anything_is_asked(tiny, client):
    with pytest.raises(WrongOrg):
        SalesforceOrg(client, "00D000000000002EAA").write(UPDATE)
    assert tiny.asked == []
