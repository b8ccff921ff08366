"""What happens to a row between a reading's two questions, ids first and fields after, is no end
of its share: a copy goes only where its origin was seen outside the rule (design §3.4)."""

import pytest

from s2sctl.manifest.manifest import WhenShareEnds
from s2sctl.sync.shares import Reason
from tests.support.world import NAME, leads, world
from tests.unit.app.test_following import family

REMOVE = WhenShareEnds.REMOVE
CALLS = range(1, 6)


def edited_pair():
    """A synced Lead with an edit that is still to be read."""
    w = world(*leads(ends=REMOVE))
    a = w.a.insert("Lead", LastName="L", Company="ok", Status="New")
    w.later()
    w.run()
    w.settle()
    (copy,) = w.b.living("Lead")
    w.a.edit("Lead", a, Company="one")
    w.later()
    return w, a, copy


def between(w, call, happens):
    w.a.meanwhile[len(w.a.log) + call] = happens


@pytest.mark.parametrize("call", CALLS)
def test_an_edit_between_them_leaves_the_copy_where_it_is_and_arrives(call) -> None:
    w, a, copy = edited_pair()
    between(w, call, lambda: (w.later(seconds=5), w.a.edit("Lead", a, Company="two")))
    w.run()
    assert list(w.b.living("Lead")) == [copy]
    w.settle()
    assert w.b.value("Lead", copy, "Company") == "two"


@pytest.mark.parametrize("call", CALLS)
def test_a_row_that_left_its_rule_between_them_ends_its_share(call) -> None:
    w, a, _ = edited_pair()
    between(w, call, lambda: (w.later(seconds=5), w.a.edit("Lead", a, Status="Draft")))
    w.run()
    w.settle()
    assert w.b.living("Lead") == {}
    (link,) = w.store.scan_links(NAME)
    assert link.reason == Reason.LEFT_RULE.value


@pytest.mark.parametrize("call", CALLS)
def test_a_row_that_is_not_there_any_more_takes_no_copy_with_it(call) -> None:
    w, a, copy = edited_pair()
    between(w, call, lambda: w.a.table("Lead").pop(a))
    w.run()
    assert list(w.b.living("Lead")) == [copy]


@pytest.mark.parametrize("call", CALLS)
def test_an_edit_of_a_parent_between_them_takes_no_children(call) -> None:
    w = family()
    account = w.a.insert("Account", Name="Acme")
    w.a.insert("Contact", LastName="Ann", AccountId=account)
    w.later()
    w.run()
    w.settle()
    before = set(w.b.living("Contact")) | set(w.b.living("Account"))
    w.a.edit("Account", account, Name="Acme 1")
    w.later()
    between(w, call, lambda: (w.later(seconds=5), w.a.edit("Account", account, Name="Acme 2")))
    w.run()
    assert set(w.b.living("Contact")) | set(w.b.living("Account")) == before
