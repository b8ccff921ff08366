"""A write that arrived and that no run could remember is ours, whoever saved its row since."""

import pytest

from s2sctl.manifest.manifest import OnConflict
from s2sctl.model.side import Pair
from tests.support.fake_org import Killed
from tests.support.world import NAME, leads, world
from tests.unit.app.test_edits_beside_writes import BACK, settled


def sent_and_forgotten(times=1, **policies):
    """A Lead whose new Email went over in a run that died at once, so many times in a row."""
    w = world(*leads(back=BACK, **policies))
    a = w.a.insert("Lead", LastName="Ann", Company="Acme", Email="old", Status="New")
    w.later()
    w.run()
    (b,) = w.b.living("Lead")
    w.settle()
    for number in range(times):
        w.a.edit("Lead", a, Email=f"sent {number}")
        w.later()
        plain = w.b.write

        def write(batch, plain=plain):
            plain(batch)
            raise Killed

        w.b.write = write
        with pytest.raises(Killed):
            w.run()
        w.b.write = plain
        assert w.b.value("Lead", b, "Email") == f"sent {number}"
    return w, a, b


POLICIES = [OnConflict.NEWEST, OnConflict.LOCAL, OnConflict.ASK]


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("times", [1, 2])
def test_a_newer_value_of_the_source_is_not_held_up_by_it(policy, times) -> None:
    w, a, b = sent_and_forgotten(times, b_policy=policy)
    w.a.edit("Lead", a, Email="newer")
    w.later()
    w.b.edit("Lead", b, City="saved by a person")
    w.later()
    settled(w, a, b, Email="newer")
    assert w.store.ledger(NAME) == ()


@pytest.mark.parametrize("policy", POLICIES)
def test_it_is_taken_back_with_the_source(policy) -> None:
    w, a, b = sent_and_forgotten(b_policy=policy)
    w.a.edit("Lead", a, Email="old")
    w.later()
    w.b.edit("Lead", b, City="saved by a person")
    w.later()
    settled(w, a, b, Email="old")
    assert w.store.ledger(NAME) == ()


def test_what_a_person_writes_over_it_is_an_edit() -> None:
    w, a, b = sent_and_forgotten()
    w.b.edit("Lead", b, Email="a person's")
    w.later()
    settled(w, a, b, Email="a person's")


def test_the_state_keeps_no_value_of_it_and_forgets_it_when_it_was_seen() -> None:
    w, a, b = sent_and_forgotten()
    (link,) = w.store.scan_links(NAME)
    assert list(link.intents.b) == ["Email=Email"]
    assert "sent 0" not in repr(link)
    settled(w, a, b, Email="sent 0")
    (link,) = w.store.scan_links(NAME)
    assert link.intents == Pair({}, {})
