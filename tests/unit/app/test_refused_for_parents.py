"""A row that is refused for its parent goes once the parent has changed, on either side."""

import pytest

from s2sctl.ports.org import Refusal
from tests.support.world import NAME, World, world
from tests.unit.app.test_lookups import crm

REFERENCE = "INVALID_CROSS_REFERENCE_KEY"


def refused(code=REFERENCE) -> tuple[World, str]:
    """Ann is refused for Acme, which was there before her; another company is there too."""
    w = world(*crm())
    acme = w.a.insert("Account", Name="Acme")
    w.a.insert("Account", Name="Initech")
    w.later()
    w.run()
    w.b.refuse = lambda name, _: Refusal(code, "no") if name == "Contact" else None
    w.a.insert("Contact", LastName="Ann", AccountId=acme)
    w.later()
    assert w.run().parked == 1
    w.settle()
    w.b.refuse = lambda _, __: None
    return w, acme


def contacts(w: World) -> int:
    return len(w.b.living("Contact"))


@pytest.mark.parametrize(
    "code",
    [
        REFERENCE,
        "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
        "FIELD_FILTER_VALIDATION_EXCEPTION",
    ],
)
def test_a_change_of_its_parent_at_the_source_wakes_it(code) -> None:
    w, acme = refused(code)
    w.a.edit("Account", acme, Name="Acme Ltd")
    w.later()
    w.run()
    assert (contacts(w), w.store.ledger(NAME)) == (1, ())


def test_a_change_of_its_parents_copy_wakes_it() -> None:
    w, _ = refused()
    (copy,) = [id for id, row in w.b.living("Account").items() if row.values["Name"] == "Acme"]
    w.b.edit("Account", copy, Phone="1")
    w.later()
    w.run()
    assert contacts(w) == 1


def test_a_change_of_another_parent_does_not_wake_it() -> None:
    w, _ = refused()
    (other,) = [id for id, row in w.a.living("Account").items() if row.values["Name"] == "Initech"]
    w.a.edit("Account", other, Name="Initrode")
    w.later()
    w.run()
    assert contacts(w) == 0


def test_a_row_refused_for_its_own_value_is_not_woken_by_its_parent() -> None:
    w, acme = refused("STRING_TOO_LONG")
    w.a.edit("Account", acme, Name="Acme Ltd")
    w.later()
    w.run()
    assert contacts(w) == 0


def test_a_row_that_is_woken_and_refused_again_sleeps_on() -> None:
    w, acme = refused()
    sent = []
    w.b.refuse = lambda name, _: (
        sent.append(1) or Refusal(REFERENCE, "no") if name == "Contact" else None
    )
    w.a.edit("Account", acme, Name="Acme Ltd")
    w.later()
    w.run()
    w.settle()
    tried = len(sent)
    assert tried
    w.settle()
    assert len(sent) == tried
    (entry,) = w.store.ledger(NAME)
    assert entry.tries > 1


def test_an_idle_run_asks_nothing_for_what_sleeps() -> None:
    w, _ = refused()
    w.later(minutes=30)
    w.run()
    before = len(w.a.log)
    w.run()
    idle = [call.kind for call in w.a.log[before:]]
    assert idle.count("fetch") == 0


def test_a_child_goes_once_its_parent_is_shared_anew_after_its_copy_was_lost() -> None:
    w = world(*crm())
    parent = w.a.insert("Account", Name="P")
    w.later()
    w.run()
    w.settle()
    (lost,) = w.b.living("Account")
    del w.b.table("Account")[lost]
    w.b.refuse = lambda name, values: (
        Refusal(REFERENCE, "no") if name == "Contact" and values.get("AccountId") == lost else None
    )
    w.a.insert("Contact", LastName="Ann", AccountId=parent)
    w.later()
    assert w.run().parked == 1
    w.settle()
    for name in ("Private", "P3"):
        w.a.edit("Account", parent, Name=name)
        w.later()
        w.run()
        w.settle()
    assert (len(w.b.living("Account")), contacts(w)) == (1, 1)
