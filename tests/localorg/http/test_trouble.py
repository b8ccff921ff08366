"""Each ordered trouble happens exactly as ordered, one after the other on one running org."""

import http.client
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from s2sctl.localorg.control import Control
from tests.localorg.http import bulk
from tests.localorg.http.wire import Org, Reply, Wire

LEAD = {"LastName": "Ada", "Company": "Engines"}
PATIENCE_SECONDS = 20


@contextmanager
def _aside(org: Org) -> Iterator[tuple[Wire, ThreadPoolExecutor]]:
    """A second client and somebody to use it meanwhile."""
    wire = Wire(org.running)
    wire.token = org.wire.token
    with ThreadPoolExecutor(1) as pool:
        yield wire, pool
    wire.close()


def _in_progress(org: Org, future: Future[Reply]) -> None:
    """Wait until the other request is being held up."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not any(fault["happened"] for fault in org.control.faults()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert not future.done()


def _stamp(org: Org, name: str) -> datetime:
    row = org.wire.query(f"SELECT SystemModstamp FROM Lead WHERE LastName = '{name}'").json
    return datetime.fromisoformat(row["records"][0]["SystemModstamp"])


def _now(org: Org) -> datetime:
    return datetime.fromisoformat(str(org.control.status()["now"]))


def test_a_row_stamped_t_is_seen_at_t_plus_d(org: Org) -> None:
    org.control.order_fault("commit_delay", nth=1, seconds=600)
    with _aside(org) as (wire, pool):
        begun = _now(org)
        late = pool.submit(wire.call, "POST", "/sobjects/Lead", {**LEAD, "LastName": "Late"})
        _in_progress(org, late)
        held_up = _now(org)
        # Another row, stamped later, is there first: a window up to its stamp misses the late one.
        org.wire.create("Lead", **{**LEAD, "LastName": "Quick"})
        seen = [row["LastName"] for row in _all(org)]
        assert seen == ["Quick"]
        # The rest of the time passes by itself.
        org.control.move_clock(599)
        assert late.result(PATIENCE_SECONDS).status == 201
    assert _now(org) - begun >= timedelta(seconds=600)
    assert sorted(row["LastName"] for row in _all(org)) == ["Late", "Quick"]
    assert begun.replace(microsecond=0) <= _stamp(org, "Late") <= held_up
    assert _stamp(org, "Late") <= _stamp(org, "Quick")


def _all(org: Org) -> list[dict[str, str]]:
    return org.wire.query("SELECT LastName FROM Lead").json["records"]


def test_a_long_commit_ends_when_the_clock_is_set_forward(org: Org) -> None:
    lead = org.wire.create("Lead", **LEAD)
    before = _stamp(org, "Ada")
    org.control.order_fault("commit_delay", nth=1, seconds=600, method="PATCH")
    with _aside(org) as (wire, pool):
        late = pool.submit(wire.call, "PATCH", f"/sobjects/Lead/{lead}", {"Company": "New"})
        _in_progress(org, late)
        assert org.wire.get(f"/sobjects/Lead/{lead}").json["Company"] == "Engines"
        assert _stamp(org, "Ada") == before
        org.control.move_clock(600)
        assert late.result(PATIENCE_SECONDS).status == 204
    assert org.wire.get(f"/sobjects/Lead/{lead}").json["Company"] == "New"
    assert _now(org) - _stamp(org, "Ada") >= timedelta(seconds=600)


def test_rows_of_an_open_transaction_are_really_held(org: Org) -> None:
    lead, other = org.wire.create("Lead", **LEAD), org.wire.create("Lead", **LEAD)
    org.control.hold_rows([], wait_seconds=0.1)
    org.control.order_fault("commit_delay", nth=1, seconds=600, method="PATCH")
    with _aside(org) as (wire, pool):
        late = pool.submit(wire.call, "PATCH", f"/sobjects/Lead/{lead}", {"City": "Rome"})
        _in_progress(org, late)
        assert org.control.held_rows() == [lead]
        reply = org.wire.call("PATCH", f"/sobjects/Lead/{lead}", {"City": "Oslo"})
        assert (reply.status, reply.json[0]["errorCode"]) == (400, "UNABLE_TO_LOCK_ROW")
        assert lead[:15] in reply.json[0]["message"]
        assert org.wire.call("DELETE", f"/sobjects/Lead/{lead}").status == 400
        assert org.wire.call("PATCH", f"/sobjects/Lead/{other}", {"City": "Oslo"}).status == 204
        org.control.move_clock(600)
        assert late.result(PATIENCE_SECONDS).status == 204
    assert org.wire.call("PATCH", f"/sobjects/Lead/{lead}", {"City": "Oslo"}).status == 204


def test_who_changes_a_held_row_waits_for_it(org: Org) -> None:
    lead = org.wire.create("Lead", **LEAD)
    org.control.hold_rows([lead[:15]], wait_seconds=600)
    with _aside(org) as (wire, pool):
        waiting = pool.submit(wire.call, "PATCH", f"/sobjects/Lead/{lead}", {"City": "Rome"})
        time.sleep(0.2)
        assert not waiting.done()
        org.control.release_rows()
        assert waiting.result(PATIENCE_SECONDS).status == 204


def test_a_held_row_refuses_its_place_in_a_batch_and_in_a_job(org: Org) -> None:
    lead, other = org.wire.create("Lead", **LEAD), org.wire.create("Lead", **LEAD)
    org.control.hold_rows([lead], wait_seconds=0)
    rows = [{"attributes": {"type": "Lead"}, "id": one, "City": "Rome"} for one in (lead, other)]
    saved = org.wire.call("PATCH", "/composite/sobjects", {"records": rows}).json
    assert [row["success"] for row in saved] == [False, True]
    assert saved[0]["errors"][0]["statusCode"] == "UNABLE_TO_LOCK_ROW"
    content = f"Id,City\n{lead},Oslo\n{other},Oslo\n"
    info = bulk.load(org, content, object="Lead", operation="update")
    assert info["numberRecordsFailed"] == 1
    assert f'"{lead}","UNABLE_TO_LOCK_ROW:' in bulk.results(org, info["id"], "failedResults")


def test_a_detail_s_save_waits_for_its_held_master(org: Org) -> None:
    account = org.wire.create("Account", Name="Engines")
    org.control.hold_rows([account], wait_seconds=0)
    reply = org.wire.call("POST", "/sobjects/Contact", {"LastName": "A", "AccountId": account})
    assert (reply.status, reply.json[0]["errorCode"]) == (400, "UNABLE_TO_LOCK_ROW")


def test_a_dropped_call_has_done_nothing(org: Org) -> None:
    fault = org.control.order_fault("dropped", nth=2, sobject="Lead", method="POST")
    org.wire.create("Lead", **LEAD)
    with pytest.raises((http.client.HTTPException, OSError)):
        org.wire.call("POST", "/sobjects/Lead", LEAD)
    assert org.control.happened(fault) == 1
    assert len(_all(org)) == 1
    assert org.control.log()[1]["status"] == 0
    org.wire.create("Lead", **LEAD)


def test_a_session_ends_before_the_nth_call(org: Org) -> None:
    org.control.order_fault("session_expired", nth=2)
    assert org.wire.get("/limits").status == 200
    for _ in range(2):
        reply = org.wire.get("/limits")
        assert (reply.status, reply.json[0]["errorCode"]) == (401, "INVALID_SESSION_ID")
    org.wire.login()
    assert org.wire.get("/limits").status == 200


def test_latency_is_ordered_per_resource(org: Org) -> None:
    fault = org.control.order_fault("delay", every=1, seconds=0.3, path="/query")
    org.wire.get("/limits")
    assert org.control.happened(fault) == 0
    begun = time.monotonic()
    org.wire.query("SELECT Id FROM Lead")
    assert time.monotonic() - begun >= 0.3
    assert org.control.happened(fault) == 1


@pytest.mark.parametrize("taken_back", [Control.clear_faults, Control.reset])
def test_a_late_answer_comes_when_its_fault_is_taken_back(
    org: Org, taken_back: Callable[[Control], None]
) -> None:
    org.control.order_fault("delay", nth=1, seconds=600, method="POST")
    with _aside(org) as (wire, pool):
        late = pool.submit(wire.call, "POST", "/sobjects/Lead", LEAD)
        _in_progress(org, late)
        assert len(_all(org)) == 1, "the work is done, its answer is not there"
        taken_back(org.control)
        assert late.result(PATIENCE_SECONDS).status == 201


def test_the_daily_limit_can_be_spent_and_comes_back_with_time(org: Org) -> None:
    org.control.limit(2)
    assert [org.wire.get("/sobjects").status for _ in range(3)] == [200, 200, 403]
    org.control.move_clock(25 * 3600)
    org.wire.login()
    assert org.wire.get("/sobjects").status == 200


def test_the_clock_set_forward_shows_in_dates_and_stamps(org: Org) -> None:
    before = _real_time()
    org.control.move_clock(3600)
    reply = org.wire.get("/limits")
    said = datetime.strptime(reply.headers["Date"], "%a, %d %b %Y %H:%M:%S GMT")
    org.wire.create("Lead", **LEAD)
    stamp = _stamp(org, "Ada").replace(tzinfo=None)
    ahead = timedelta(hours=1)
    assert before + ahead <= said <= stamp <= _real_time() + ahead


def _real_time() -> datetime:
    """The real time, in whole seconds as orgs tell it."""
    now = datetime.now(UTC)  # noqa: TID251 - a test's clock
    return now.replace(tzinfo=None, microsecond=0)


def test_troubles_follow_each_other_on_one_running_org(org: Org) -> None:
    pid = org.control.status()["pid"]
    org.control.order_fault("answer_status", nth=1, path="/limits", status=500, code="UNKNOWN")
    assert org.wire.get("/limits").status == 500
    org.control.order_fault("dropped", nth=1, path="/limits")
    with pytest.raises((http.client.HTTPException, OSError)):
        org.wire.get("/limits")
    org.control.order_fault("answer_lost", nth=1)
    with pytest.raises((http.client.HTTPException, OSError)):
        org.wire.call("POST", "/sobjects/Lead", LEAD)
    org.control.order_fault("row_refused", nth=1, code="FIELD_CUSTOM_VALIDATION_EXCEPTION")
    refused = org.wire.call("POST", "/sobjects/Lead", LEAD).json[0]["errorCode"]
    assert refused == "FIELD_CUSTOM_VALIDATION_EXCEPTION"
    org.control.order_fault("session_expired", nth=1)
    assert org.wire.get("/limits").status == 401
    org.wire.login()
    org.control.order_fault("late_commit", nth=1, seconds=60)
    org.wire.create("Lead", **{**LEAD, "LastName": "Late"})
    assert _now(org) - _stamp(org, "Late") >= timedelta(seconds=59)
    assert [fault["happened"] for fault in org.control.faults()] == [1] * 6
    org.control.clear_faults()
    assert len(_all(org)) == 2
    assert org.control.status()["pid"] == pid


def test_a_trigger_rewrites_a_field_until_it_is_taken_back(org: Org) -> None:
    org.control.put_rule("Lead", "trigger", "loud", field="Company", value="UPPER(Company)")
    lead = org.wire.create("Lead", **LEAD)
    assert org.wire.get(f"/sobjects/Lead/{lead}").json["Company"] == "ENGINES"
    bulk.load(org, f"Id,Company\n{lead},Apples\n", object="Lead", operation="update")
    assert org.wire.get(f"/sobjects/Lead/{lead}").json["Company"] == "APPLES"
    assert org.control.clear_rules() == 1
    org.wire.call("PATCH", f"/sobjects/Lead/{lead}", {"Company": "Pears"})
    assert org.wire.get(f"/sobjects/Lead/{lead}").json["Company"] == "Pears"


def test_rows_of_a_job_are_seen_when_their_commit_ends(org: Org) -> None:
    old = org.wire.create("Lead", LastName="Old", Company="C")
    org.control.order_fault("commit_delay", nth=1, seconds=600, sobject="Lead")
    job = bulk.create(org, object="Lead", operation="update", lineEnding="LF")
    assert bulk.upload(org, job["id"], f"Id,LastName\n{old},New\n").status == 201
    begun = datetime.fromisoformat(org.wire.get(f"/sobjects/Lead/{old}").json["SystemModstamp"])
    bulk.close(org, job["id"])
    deadline = time.monotonic() + PATIENCE_SECONDS
    while old not in org.control.held_rows() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert org.control.held_rows() == [old]
    assert org.wire.get(f"/jobs/ingest/{job['id']}").json["state"] == "InProgress"
    assert org.wire.get(f"/sobjects/Lead/{old}").json["LastName"] == "Old"
    org.control.move_clock(601)
    assert bulk.wait(org, job["id"])["numberRecordsProcessed"] == 1
    row = org.wire.get(f"/sobjects/Lead/{old}").json
    stamped = datetime.fromisoformat(row["SystemModstamp"])
    assert row["LastName"] == "New"
    assert stamped - begun < timedelta(seconds=60)
    assert org.control.held_rows() == []
