"""Refusals that say something about the org: maintenance, a full storage, an automation that fails
for all."""

import pytest

from s2sctl.errors import OrgUnreachable
from s2sctl.ports.org import Refusal
from s2sctl.sync.guards import Allowance
from s2sctl.sync.link import EntryKind
from tests.support.world import NAME, World, leads, world

TRIGGER = "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY"


def filled(count=100, size=10) -> World:
    w = world(*leads())
    w.a.batch_size = w.b.batch_size = size
    for number in range(count):
        w.a.insert("Lead", LastName=f"L{number}", Company="ok", Status="New")
    w.later()
    return w


def refuse(w: World, code: str, when=lambda values: True) -> None:
    w.b.refuse = lambda name, values: (
        Refusal(code, "no") if name == "Lead" and when(values) else None
    )


def relent(w: World) -> None:
    w.b.refuse = lambda _, __: None


def calls(w: World) -> int:
    return sum(call.kind == "write" and call.object == "Lead" for call in w.b.log)


def kinds(w: World) -> set[EntryKind]:
    return {entry.kind for entry in w.store.ledger(NAME)}


def test_maintenance_ends_the_run_parks_nothing_and_the_next_run_goes_on() -> None:
    w = filled()
    refuse(w, "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE")
    with pytest.raises(OrgUnreachable) as ended:
        w.run()
    assert (ended.value.exit_code, ended.value.code) == (5, "S2S615")
    assert "globex" in ended.value.message
    assert (calls(w), w.store.ledger(NAME)) == (1, ())
    relent(w)
    w.run()
    assert len(w.b.living("Lead")) == 100


def test_maintenance_that_begins_in_the_middle_of_a_call_loses_nothing() -> None:
    w = filled()
    refuse(
        w,
        "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE",
        lambda values: len(w.b.living("Lead")) >= 15,
    )
    with pytest.raises(OrgUnreachable):
        w.run()
    relent(w)
    w.run()
    w.settle()
    assert len(w.b.living("Lead")) == 100
    assert w.store.ledger(NAME) == ()


def test_a_full_storage_stops_the_creates_after_one_call_and_they_go_on_soon_after() -> None:
    w = filled()
    refuse(w, "STORAGE_LIMIT_EXCEEDED")
    report = w.run()
    assert (calls(w), report.parked, report.ledger.waits) == (1, 10, 90)
    assert any("STORAGE_LIMIT_EXCEEDED" in note for note in report.notes)
    relent(w)
    w.later(minutes=16)
    w.run()
    assert len(w.b.living("Lead")) == 90
    w.later(days=1, minutes=1)
    w.run()
    assert len(w.b.living("Lead")) == 100
    assert w.store.ledger(NAME) == ()


def test_a_full_storage_does_not_stop_updates() -> None:
    w = filled(20)
    w.run()
    w.settle()
    refuse(w, "STORAGE_LIMIT_EXCEEDED", lambda values: "S2S_Key__c" in values)
    w.a.insert("Lead", LastName="New", Status="New")
    for id in sorted(w.a.living("Lead"))[:5]:
        w.a.edit("Lead", id, Company="changed")
    w.later()
    w.run(allowed=Allowance(updates=9))
    changed = [r for r in w.b.living("Lead").values() if r.values["Company"] == "changed"]
    assert len(changed) == 5


def test_an_automation_that_fails_for_all_stops_the_flow_and_says_so_once() -> None:
    w = filled()
    refuse(w, TRIGGER)
    report = w.run()
    assert calls(w) < 20
    assert (report.exit_code, report.parked, report.ledger.waits) == (6, 10, 90)
    (note,) = [one for one in report.notes if TRIGGER in one]
    assert "Lead" in note
    assert "globex" in note
    assert kinds(w) == {EntryKind.FAILURE, EntryKind.WAIT}


def test_what_a_stopped_flow_did_not_send_goes_once_the_automation_is_mended() -> None:
    w = filled()
    refuse(w, TRIGGER)
    w.run()
    relent(w)
    w.later(minutes=16)
    w.run()
    assert len(w.b.living("Lead")) == 90
    w.later(days=1)
    w.run()
    assert (len(w.b.living("Lead")), w.store.ledger(NAME)) == (100, ())


def test_updates_of_a_stopped_flow_wait_too() -> None:
    w = filled(40)
    w.run()
    w.settle()
    refuse(w, TRIGGER)
    for id in w.a.living("Lead"):
        w.a.edit("Lead", id, Company="changed")
    w.later()
    before = calls(w)
    report = w.run(allowed=Allowance(updates=40))
    assert (report.parked, report.ledger.waits) == (10, 30)
    assert calls(w) - before < 20
    relent(w)
    w.later(days=1)
    w.run(allowed=Allowance(updates=40))
    assert w.store.ledger(NAME) == ()


def test_a_few_rows_that_an_automation_refuses_do_not_stop_the_flow() -> None:
    w = filled(100, size=50)
    refuse(w, TRIGGER, lambda values: values.get("LastName") in ("L1", "L2", "L3", "L70"))
    report = w.run()
    assert (len(w.b.living("Lead")), report.parked, report.ledger.waits) == (96, 4, 0)


def test_rows_that_stay_refused_hold_up_the_others_of_a_stopped_flow_for_some_runs_only() -> None:
    w = filled(40)
    refuse(w, TRIGGER, lambda values: int(str(values["LastName"])[1:]) % 2 == 0)
    for _ in range(5):
        w.run()
        w.later(minutes=16)
    assert len(w.b.living("Lead")) == 20
    assert len(w.store.ledger(NAME)) == 20


@pytest.mark.parametrize(
    "code", ["INVALID_FIELD_FOR_INSERT_UPDATE", "FIELD_NOT_UPDATABLE", "MIXED_DML_OPERATION"]
)
def test_a_field_that_may_not_be_written_any_more_stops_its_flow(code) -> None:
    w = filled()
    refuse(w, code)
    report = w.run()
    assert (report.parked, report.ledger.waits) == (10, 90)
    assert any(code in note for note in report.notes)
