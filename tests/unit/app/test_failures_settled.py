"""Failures are tried again when their cause may be gone, and forgotten only as far as asked."""

from dataclasses import replace

import pytest

from s2sctl.app.parked import parked
from s2sctl.app.settling.failures import by_cause, drop, of_cause, retry
from s2sctl.errors import UsageError
from s2sctl.model.names import FieldName
from s2sctl.ports.org import Refusal
from s2sctl.ports.store import Holder
from s2sctl.sync.cures import cure
from s2sctl.sync.link import EntryKind
from s2sctl.sync.marks import SWEPT
from tests.support.world import LEAD, NAME, leads, text, world

RULE = "FIELD_CUSTOM_VALIDATION_EXCEPTION"
KINDS = (EntryKind.FAILURE, EntryKind.WAIT)


def refused(code=RULE, count=1):
    """Leads whose new company the receiving org refuses."""
    w = world(*leads())
    ids = [
        w.a.insert("Lead", LastName=f"L{number}", Company="Acme", Status="New")
        for number in range(count + 1)
    ]
    w.later()
    w.run()
    w.settle()
    w.b.refuse = lambda name, values: (
        Refusal(code, "no") if "Company" in values and "Bad" in str(values["Company"]) else None
    )
    for number, id in enumerate(ids):
        w.a.edit("Lead", id, Company="Bad" if number < count else "Good")
    w.later()
    assert w.run().parked == count
    return w, ids


def holder(w):
    return Holder("hand", "here", 1, w.moment.at)


def failures(w):
    return parked(w.store, w.known, KINDS)


def companies(w):
    return sorted(str(row.values.get(FieldName("Company"))) for row in w.b.living("Lead").values())


def test_innocent_rows_of_a_refused_batch_are_written() -> None:
    w, _ = refused(count=3)
    assert companies(w) == ["Acme", "Acme", "Acme", "Good"]
    (cause,) = by_cause(failures(w))
    assert (cause.code, len(cause.parked)) == (RULE, 3)


def test_a_refusal_by_a_rule_waits_for_its_day_or_for_a_word() -> None:
    w, _ = refused()
    w.b.refuse = lambda _, __: None
    w.settle()
    assert "Bad" not in companies(w)
    retry(w.store, w.known, holder(w), failures(w))
    w.run()
    assert companies(w) == ["Bad", "Good"]
    assert w.store.ledger(NAME) == ()


def test_a_changed_describe_of_the_receiving_object_tries_it_again() -> None:
    w, _ = refused()
    w.b.refuse = lambda _, __: None
    w.settle()
    assert "Bad" not in companies(w)
    wider = {**LEAD.fields, FieldName("Company"): text("Company", 300)}
    w.b.schemas[LEAD.name] = replace(LEAD, fields=wider)
    w.later()
    w.run()
    assert companies(w) == ["Bad", "Good"]


def test_a_dropped_failure_is_silent_until_its_record_changes() -> None:
    w, (id, _) = refused()
    drop(w.store, w.known, holder(w), failures(w))
    w.b.refuse = lambda _, __: None
    w.settle()
    w.moment.pass_by(days=3)
    assert w.run().parked == 0
    assert failures(w) == ()
    assert "Bad" not in companies(w)
    w.a.edit("Lead", id, Email="new@acme.example")
    w.later()
    w.run()
    assert companies(w) == ["Bad", "Good"]
    assert w.store.ledger(NAME) == ()


def test_what_is_refused_otherwise_after_a_drop_is_told_again() -> None:
    w, (id, _) = refused()
    drop(w.store, w.known, holder(w), failures(w))
    w.a.edit("Lead", id, Company="Bad again")
    w.later()
    assert w.run().parked == 1
    assert [one.entry.code for one in failures(w)] == [RULE]


def test_a_value_that_fits_no_field_can_be_dropped_too() -> None:
    w, (id, _) = refused()
    w.b.schemas[LEAD.name] = replace(
        LEAD, fields={**LEAD.fields, FieldName("Email"): text("Email", 80)}
    )
    w.a.edit("Lead", id, Email="x" * 81)
    w.later()
    w.run()
    some = of_cause(failures(w), "string_too_long")
    drop(w.store, w.known, holder(w), some)
    w.settle()
    assert [one.entry.code for one in failures(w)] == [RULE]
    w.a.edit("Lead", id, Email="y" * 82)
    w.later()
    w.run()
    assert sorted(one.entry.code for one in failures(w)) == [RULE, "STRING_TOO_LONG"]


def test_a_failure_never_holds_up_a_cursor() -> None:
    w, _ = refused()
    before = {cursor.object: cursor.looks for cursor in w.store.cursors(NAME)}
    w.later(minutes=5)
    w.run()
    after = {cursor.object: cursor.looks for cursor in w.store.cursors(NAME)}
    read = {name: looks for name, looks in before.items() if looks[0] and name != SWEPT}
    assert read
    assert all(after[name][0] > looks[0] for name, looks in read.items())


def test_a_cause_nobody_has_is_told_with_those_there_are() -> None:
    w, _ = refused()
    with pytest.raises(UsageError) as told:
        of_cause(failures(w), "APEX_FAILED")
    assert (told.value.code, RULE in (told.value.help or "")) == ("S2S574", True)


def test_every_code_has_a_cure() -> None:
    for code in (RULE, "UNABLE_TO_LOCK_ROW", "SOMETHING_NEW", "PARENT_NOT_SHARED"):
        assert cure(code)


def test_a_unique_value_that_the_receiver_gave_up_is_tried_again_within_a_day() -> None:
    w = world(*leads())
    fields = {**LEAD.fields, FieldName("Email"): text("Email", 80, unique=True)}
    w.b.schemas[LEAD.name] = replace(LEAD, fields=fields, _by_lower={})
    own = w.b.insert("Lead", LastName="Own", Email="x@acme.example", Status="New")
    w.a.insert("Lead", LastName="L", Email="x@acme.example", Company="Acme", Status="New")
    w.later()
    assert w.run().parked == 1
    w.b.edit("Lead", own, Email="y@acme.example")
    w.settle()
    assert len(w.b.living("Lead")) == 1
    w.later(days=1)
    w.run()
    assert len(w.b.living("Lead")) == 2
    assert w.store.ledger(NAME) == ()
