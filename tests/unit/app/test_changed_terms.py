"""What is in force changes while records are shared: the copies follow."""

from dataclasses import replace

import pytest

from s2sctl.manifest.manifest import OnLeave, WhenShareEnds
from s2sctl.model.names import FieldName
from tests.support.world import leads, world


def mapped(values):
    """Leads one way, with a value map on Company."""
    a, b = leads()
    taken = b.subscribe[0]
    fields = tuple(
        replace(one, values=values) if one.source == "Company" else one for one in taken.fields
    )
    return a, replace(b, subscribe=(replace(taken, fields=fields),))


def test_a_changed_value_map_reaches_the_copies() -> None:
    w = world(*mapped((("Hot", "Warm"),)))
    w.a.insert("Lead", LastName="Ann", Company="Hot", Status="New")
    w.a.insert("Lead", LastName="Bob", Company="Cold", Status="New")
    w.later()
    w.run()
    w.settle()
    w.set_terms(*mapped((("Hot", "Boiling"),)))
    w.later()
    w.run()
    shown = {row.values["LastName"]: row.values["Company"] for row in w.b.living("Lead").values()}
    assert shown == {"Ann": "Boiling", "Bob": "Cold"}
    before = w.writes
    w.settle()
    assert w.writes == before


def test_an_added_field_fills_the_copies() -> None:
    a, b = leads()
    taken = b.subscribe[0]
    fewer = tuple(one for one in taken.fields if one.source != FieldName("Email"))
    w = world(a, replace(b, subscribe=(replace(taken, fields=fewer),)))
    w.a.insert("Lead", LastName="Ann", Email="ann@acme.example", Status="New")
    w.later()
    w.run()
    w.settle()
    w.set_terms(a, b)
    w.later()
    w.run()
    (copy,) = w.b.living("Lead")
    assert w.b.value("Lead", copy, "Email") == "ann@acme.example"


def test_an_object_published_no_more_rests_and_keeps_its_copies() -> None:
    w = world(*leads())
    a = w.a.insert("Lead", LastName="Ann", Company="Acme", Status="New")
    w.later()
    w.run()
    ours, theirs = leads()
    w.set_terms(replace(ours, publish=()), replace(theirs, subscribe=()))
    w.a.edit("Lead", a, Company="Changed")
    w.settle()
    (copy,) = w.b.living("Lead")
    assert w.b.value("Lead", copy, "Company") == "Acme"
    w.set_terms(ours, theirs)
    w.settle()
    assert w.b.value("Lead", copy, "Company") == "Changed"


def test_a_record_edited_a_moment_ago_has_not_left_its_rule_when_all_is_read_again() -> None:
    w = world(*leads(ends=WhenShareEnds.REMOVE))
    a = w.a.insert("Lead", LastName="L", Company="C", Status="New")
    w.later()
    w.run()
    w.later()
    w.set_terms(*leads(where="Status != 'Other'", ends=WhenShareEnds.REMOVE))
    w.later()
    w.a.edit("Lead", a, Company="D")
    w.run()
    assert len(w.b.living("Lead")) == 1
    w.later()
    w.run()
    assert [row.values["Company"] for row in w.b.living("Lead").values()] == ["D"]


@pytest.mark.parametrize("first", [OnLeave.KEEP, OnLeave.END])
def test_a_share_kept_when_it_left_its_rule_ends_once_the_rule_says_so(first) -> None:
    ends, _ = leads(ends=WhenShareEnds.REMOVE)
    _, b = leads(ends=WhenShareEnds.REMOVE)
    published = ends.publish[0]
    keeps = replace(
        ends, publish=(replace(published, share=replace(published.share, on_leave=OnLeave.KEEP)),)
    )
    w = world(keeps if first is OnLeave.KEEP else ends, b)
    a = w.a.insert("Lead", LastName="L", Company="C", Status="New")
    w.later()
    w.run()
    w.settle()
    w.set_terms(keeps, b)
    w.a.edit("Lead", a, Status="Draft")
    w.settle()
    assert len(w.b.living("Lead")) == 1
    w.set_terms(ends, b)
    w.settle()
    assert w.b.living("Lead") == {}
