"""Edits on both sides: disjoint fields merge, the same field follows the policies."""

import pytest

from s2sctl.manifest.manifest import OnConflict
from s2sctl.sync.link import EntryKind
from tests.support.world import NAME, leads, world

BACK = ("LastName", "Company", "Email", "Status")


def pair(**options):
    """A synced Lead known on both sides, a few minutes ago."""
    w = world(*leads(back=BACK, **options))
    a = w.a.insert("Lead", LastName="Ann", Company="Acme", Email="ann@acme.example", Status="New")
    w.later()
    w.run()
    (b,) = w.b.living("Lead")
    w.later(minutes=2)
    return w, a, b


def shown(w, a, b, field):
    return w.a.value("Lead", a, field), w.b.value("Lead", b, field)


def test_an_edit_in_the_copy_comes_back() -> None:
    w, a, b = pair()
    w.b.edit("Lead", b, Status="Working")
    w.later()
    report = w.run()
    assert shown(w, a, b, "Status") == ("Working", "Working")
    assert [flow.updated for flow in report.flows] == [0, 1]


def test_edits_of_different_fields_both_survive() -> None:
    w, a, b = pair()
    w.a.edit("Lead", a, Company="Acme Inc.")
    w.b.edit("Lead", b, Email="ann@globex.example")
    w.later()
    w.run()
    assert shown(w, a, b, "Company") == ("Acme Inc.",) * 2
    assert shown(w, a, b, "Email") == ("ann@globex.example",) * 2


def test_only_changed_fields_are_written() -> None:
    w, a, _ = pair()
    w.a.edit("Lead", a, Company="Acme Inc.")
    w.later()
    written = []
    w.b.rewrite = lambda name, values: written.append(dict(values)) if name == "Lead" else None
    w.run()
    assert written == [{"Company": "Acme Inc."}]


def clashes(report):
    """How many fields both sides changed apart, by flow."""
    return {(flow.object, flow.source): flow.conflicts for flow in report.flows if flow.conflicts}


@pytest.mark.parametrize(
    ("a_policy", "b_policy", "a_last", "expected"),
    [
        (OnConflict.NEWEST, OnConflict.NEWEST, True, ("A", "A")),
        (OnConflict.NEWEST, OnConflict.NEWEST, False, ("B", "B")),
        (OnConflict.LOCAL, OnConflict.PARTNER, False, ("A", "A")),
        (OnConflict.PARTNER, OnConflict.LOCAL, True, ("B", "B")),
        (OnConflict.PARTNER, OnConflict.PARTNER, True, ("A", "A")),
        (OnConflict.LOCAL, OnConflict.LOCAL, True, ("A", "B")),
        (OnConflict.ASK, OnConflict.NEWEST, True, ("A", "B")),
    ],
)
def test_the_same_field_changed_apart(a_policy, b_policy, a_last, expected) -> None:
    w, a, b = pair(a_policy=a_policy, b_policy=b_policy)
    edits = [(w.b, b, "B"), (w.a, a, "A")] if a_last else [(w.a, a, "A"), (w.b, b, "B")]
    for org, id, value in edits:
        org.edit("Lead", id, Company=value)
        w.later(seconds=10)
    w.later()
    foreseen = w.run(dry_run=True)
    report = w.run()
    assert shown(w, a, b, "Company") == expected
    assert sum(flow.conflicts for flow in report.flows) == 1
    assert clashes(foreseen) == clashes(report)
    before = w.writes
    w.settle()
    assert clashes(w.run(dry_run=True)) == clashes(w.run()) == {}
    assert (shown(w, a, b, "Company"), w.writes) == (expected, before)


def test_a_held_conflict_keeps_both_values_until_they_agree() -> None:
    w, a, b = pair(a_policy=OnConflict.ASK)
    w.a.edit("Lead", a, Company="A")
    w.b.edit("Lead", b, Company="B")
    w.later()
    assert w.run().parked == 1
    (entry,) = w.store.ledger(NAME)
    assert entry.kind is EntryKind.CONFLICT
    assert (entry.values.a, entry.values.b) == ("A", "B")
    assert entry.message == "Company was changed in both orgs"
    w.b.edit("Lead", b, Company="A")
    w.later()
    assert w.run().parked == 0
    assert w.store.ledger(NAME) == ()


def test_what_is_written_beside_a_held_field_is_no_agreement_about_it() -> None:
    w, a, b = pair(a_policy=OnConflict.ASK)
    (link,) = w.store.scan_links(NAME)
    assert link.last_sent is not None
    w.a.edit("Lead", a, Company="A", Email="new@acme.example")
    w.b.edit("Lead", b, Company="B")
    w.settle()
    w.a.edit("Lead", a, Email="newer@acme.example")
    w.settle()
    (entry,) = w.store.ledger(NAME)
    assert entry.agreed == link.last_sent
    w.set_terms(*leads(back=BACK))
    w.settle()
    (settled,) = w.store.settled_conflicts(NAME)
    assert settled.agreed == link.last_sent


@pytest.mark.parametrize("flowing", [("A", "Acme"), ("Acme", "B")], ids=["copy", "origin"])
def test_a_held_field_whose_former_value_a_person_put_back_is_held_still(flowing) -> None:
    w, a, b = pair(a_policy=OnConflict.ASK)
    w.a.edit("Lead", a, Company="A")
    w.b.edit("Lead", b, Company="B")
    w.settle()
    w.a.edit("Lead", a, Company=flowing[0])
    w.b.edit("Lead", b, Company=flowing[1])
    w.settle()
    assert shown(w, a, b, "Company") == flowing
    (entry,) = w.store.ledger(NAME)
    assert (entry.values.a, entry.values.b) == flowing


def test_a_former_value_that_was_put_back_is_kept_where_the_policy_came_to_pick_the_other() -> None:
    w, a, b = pair(a_policy=OnConflict.ASK)
    w.a.edit("Lead", a, Company="A")
    w.b.edit("Lead", b, Company="B")
    w.settle()
    w.a.edit("Lead", a, Company="Acme")
    w.later()
    w.b.edit("Lead", b, Company="Last")
    w.set_terms(*leads(back=BACK))
    w.settle()
    assert shown(w, a, b, "Company") == ("Last", "Last")
    (one,) = w.store.settled_conflicts(NAME)
    assert (one.values.a, one.values.b) == ("Acme", "Last")


def test_a_held_field_does_not_hold_up_the_others() -> None:
    w, a, b = pair(a_policy=OnConflict.ASK)
    w.a.edit("Lead", a, Company="A", Email="new@acme.example")
    w.b.edit("Lead", b, Company="B")
    w.later()
    w.run()
    w.settle()
    assert shown(w, a, b, "Company") == ("A", "B")
    assert shown(w, a, b, "Email") == ("new@acme.example",) * 2
    w.b.edit("Lead", b, Status="Working")
    w.settle()
    assert shown(w, a, b, "Company") == ("A", "B")
    assert w.store.ledger(NAME) != ()


def test_a_tie_goes_to_the_origin() -> None:
    w, a, b = pair()
    w.a.edit("Lead", a, Company="A")
    w.b.edit("Lead", b, Company="B")
    w.later()
    w.run()
    assert shown(w, a, b, "Company") == ("A", "A")


def test_both_sides_typing_the_same_is_no_conflict() -> None:
    w, a, b = pair(a_policy=OnConflict.ASK)
    before = w.writes
    w.a.edit("Lead", a, Company="Same")
    w.b.edit("Lead", b, Company="Same")
    w.later()
    report = w.run()
    assert (report.parked, w.writes) == (0, before)
    w.a.edit("Lead", a, Company="Next")
    w.later()
    w.run()
    assert shown(w, a, b, "Company") == ("Next", "Next")


def test_a_value_rewritten_by_a_trigger_is_not_sent_back() -> None:
    w = world(*leads(back=BACK))
    w.b.rewrite = lambda name, values: values.update(
        {"Company": str(values["Company"]).upper()} if values.get("Company") else {}
    )
    a = w.a.insert("Lead", LastName="Ann", Company="Acme", Status="New")
    w.later()
    w.run()
    w.settle()
    (b,) = w.b.living("Lead")
    assert shown(w, a, b, "Company") == ("Acme", "ACME")
    w.b.edit("Lead", b, Company="Globex")
    w.later()
    w.run()
    assert shown(w, a, b, "Company") == ("GLOBEX", "GLOBEX")


def test_a_touched_row_without_a_change_writes_nothing() -> None:
    w, a, b = pair()
    before = w.writes
    w.a.edit("Lead", a)
    w.b.edit("Lead", b)
    w.later()
    w.run()
    assert w.writes == before


def test_an_edit_between_read_and_write_is_merged() -> None:
    w, a, b = pair()
    w.a.edit("Lead", a, Company="A")
    w.later()
    plain = w.b.fetch

    def fetch(schema, ids, fields):
        if w.b.value("Lead", b, "Email") != "late@globex.example":
            w.b.edit("Lead", b, Email="late@globex.example", Company="B later")
        return plain(schema, ids, fields)

    w.b.fetch = fetch
    w.run()
    assert w.b.value("Lead", b, "Company") == "B later"
    w.settle()
    assert shown(w, a, b, "Email") == ("late@globex.example",) * 2
    assert shown(w, a, b, "Company") == ("B later",) * 2


def test_a_copy_without_its_link_is_linked_by_its_key() -> None:
    w, a, b = pair()
    w.shelf.remembered.clear()
    w.shelf.known.clear()
    before = w.writes
    w.run()
    assert (len(w.b.living("Lead")), w.writes) == (1, before)
    w.b.edit("Lead", b, Email="after@globex.example")
    w.later()
    w.run()
    assert shown(w, a, b, "Email") == ("after@globex.example",) * 2
