import http.client

import pytest

from s2sctl.errors import UsageError
from tests.localorg.http.wire import Org


def _rows(org: Org, names: list[str]) -> list[dict]:
    records = [
        {"attributes": {"type": "Lead"}, "LastName": name, "Company": "Engines"} for name in names
    ]
    return org.wire.call("POST", "/composite/sobjects", {"records": records}).json


def _leads(org: Org) -> int:
    counted = org.wire.get("/limits/recordCount?sObjects=Lead").json["sObjects"]
    return counted[0]["count"] if counted else 0


def test_a_lost_answer_comes_after_the_write_is_done(org: Org) -> None:
    fault = org.control.order_fault("answer_lost", nth=2, sobject="Lead")
    _rows(org, ["Ada"])
    with pytest.raises((http.client.HTTPException, OSError)):
        _rows(org, ["Eve"])
    _rows(org, ["Joy"])
    assert _leads(org) == 3
    assert org.control.happened(fault) == 1
    assert [entry["lost"] for entry in org.control.log()[:3]] == [False, True, False]


def test_every_nth_write_answer_can_be_lost_in_a_long_run(org: Org) -> None:
    fault = org.control.order_fault("answer_lost", every=3)
    lost = 0
    for number in range(10):
        org.wire.get("/limits")
        try:
            _rows(org, [str(number)])
        except (http.client.HTTPException, OSError):
            lost += 1
    assert lost == org.control.happened(fault) == 3
    assert _leads(org) == 10


def test_every_nth_row_is_refused_once(org: Org) -> None:
    fault = org.control.order_fault("row_refused", every=4, code="UNABLE_TO_LOCK_ROW")
    names = [str(number) for number in range(10)]
    outcomes = _rows(org, names)
    refused = [name for name, row in zip(names, outcomes, strict=True) if not row["success"]]
    assert refused == ["3", "7"]
    assert outcomes[3]["errors"][0]["statusCode"] == "UNABLE_TO_LOCK_ROW"
    # The same rows again: their turn has passed, though the counting goes on.
    again = _rows(org, refused)
    assert [row["success"] for row in again] == [True, True]
    assert org.control.happened(fault) == 2


def test_one_row_can_be_refused_alone(org: Org) -> None:
    org.control.order_fault("row_refused", nth=1, code="CUSTOM_CODE", message="no", fields=["City"])
    body = {"LastName": "Ada", "Company": "Engines"}
    reply = org.wire.call("POST", "/sobjects/Lead", body)
    assert (reply.status, reply.json) == (
        400,
        [{"message": "no", "errorCode": "CUSTOM_CODE", "fields": ["City"]}],
    )
    assert org.wire.call("POST", "/sobjects/Lead", body).status == 201


def test_the_nth_matching_call_answers_503_and_does_nothing(org: Org) -> None:
    org.control.order_fault("answer_status", nth=2, path="/composite/sobjects", retry_after=3)
    _rows(org, ["Ada"])
    reply = org.wire.call("POST", "/composite/sobjects", {"records": []})
    assert (reply.status, reply.headers["Retry-After"]) == (503, "3")
    assert reply.json[0]["errorCode"] == "SERVER_UNAVAILABLE"
    assert org.wire.get("/limits").status == 200
    assert _leads(org) == 1


def test_the_control_endpoint_is_guarded_and_not_logged(org: Org) -> None:
    headers = {"Authorization": f"Bearer {org.wire.token}"}
    assert org.wire.raw("GET", "/local/log", None, headers).status == 401
    assert org.wire.get("/services/../local/log").status == 404
    assert [entry["path"] for entry in org.control.log()] == ["/services/../local/log"]


def test_an_order_that_makes_no_sense_is_refused(org: Org) -> None:
    with pytest.raises(UsageError, match="kind must be one of"):
        org.control.order_fault("earthquake")
    with pytest.raises(UsageError, match="no such setting: evry"):
        org.control.order_fault("answer_lost", evry=3)


def test_the_log_keeps_bodies_only_when_asked(org: Org) -> None:
    lead = org.wire.create("Lead", LastName="canary-1", Company="Engines")
    org.control.capture()
    org.wire.get(f"/sobjects/Lead/{lead}")
    before, after = org.control.log()
    assert (before["sent"], before["answered"]) == ("", "")
    assert "canary-1" in str(after["answered"])


def test_calls_are_charged_as_salesforce_does(org: Org) -> None:
    org.wire.raw("GET", "/services/data", None, {})
    org.wire.get("/services/oauth2/userinfo")
    assert org.control.calls() == 0
    _rows(org, ["Ada", "Eve"])
    org.wire.get("/sobjects/Lead/describe")
    assert org.control.calls() == 2
    since = int(str(org.control.log()[-1]["sequence"]))
    org.wire.get("/limits")
    assert [entry["path"][-7:] for entry in org.control.log(since)] == ["/limits"]
