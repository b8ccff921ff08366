"""What a person's word writes over is kept, and a value that lost can be brought back."""

import pytest

from s2sctl.app.settling.kept import bringing_back, kept, named
from s2sctl.app.settling.resolve import resolve
from s2sctl.app.settling.word import Word, chosen
from s2sctl.errors import UsageError
from s2sctl.manifest.manifest import OnConflict
from s2sctl.model.side import Pair, Side
from s2sctl.ports.org import Refusal
from s2sctl.ports.store import Holder
from s2sctl.sync.settled import How
from tests.support.fake_org import Killed
from tests.support.world import NAME, Quiet
from tests.unit.app.test_kept_values import contested, shared
from tests.unit.app.test_resolving import held, settle


def values(w):
    return [(one.how, one.winner, one.values) for one in w.store.settled_conflicts(NAME)]


def back(w, side, **options):
    found = kept(w.store, w.known)
    some = chosen(NAME, [one.parked for one in found], [], every=True)
    parked, word = bringing_back(named(found, some), side)
    holder = Holder("resolve", "here", 1, w.moment.at)
    return resolve(
        w.known, Pair(w.a, w.b), w.store, w.moment, Quiet(), holder, parked, word, **options
    )


def emails(w, a, b):
    return w.a.value("Lead", a, "Email"), w.b.value("Lead", b, "Email")


@pytest.mark.parametrize("side", Side)
def test_a_persons_word_keeps_both_values(side) -> None:
    w, *_ = held()
    settle(w, Word(take=side))
    assert values(w) == [(How.PERSON, side, Pair("A", "B"))]


def test_a_typed_value_keeps_both_of_those_it_takes_away() -> None:
    w, *_ = held()
    settle(w, Word(sets={"Company": "Both"}))
    assert values(w) == [(How.PERSON, None, Pair("A", "B"))]


def test_a_typed_value_that_one_org_shows_already_keeps_the_other() -> None:
    w, *_ = held()
    settle(w, Word(sets={"Company": "A"}))
    assert values(w) == [(How.PERSON, Side.A, Pair("A", "B"))]


def test_a_dry_run_and_a_refused_value_keep_nothing() -> None:
    w, *_ = held()
    settle(w, Word(sets={"Company": "Both"}), dry_run=True)
    assert values(w) == []
    w.a.refuse = lambda name, values: Refusal("FIELD_CUSTOM_VALIDATION_EXCEPTION", "no")
    settle(w, Word(sets={"Company": "Both"}))
    assert values(w) == []


def test_a_divergence_that_a_person_ends_keeps_both() -> None:
    w, *_ = held(OnConflict.LOCAL)
    settle(w, Word(take=Side.A))
    assert values(w) == [(How.PERSON, Side.A, Pair("A", "B"))]


def test_the_value_that_lost_is_written_to_both_orgs_again() -> None:
    w, a, b = contested()
    w.run()
    assert emails(w, a, b) == ("from b", "from b")
    (one,) = back(w, Side.A, dry_run=True)
    assert [(write.before, write.after) for write in one.writes] == [("from b", "from a")] * 2
    assert emails(w, a, b) == ("from b", "from b")
    (one,) = back(w, Side.A)
    assert one.why == ""
    assert emails(w, a, b) == ("from a", "from a")
    w.settle()
    assert emails(w, a, b) == ("from a", "from a")
    assert (How.PERSON, None, Pair("from b", "from b")) in values(w)
    assert w.store.ledger(NAME) == ()


def test_a_later_edit_is_never_written_over_by_a_lost_value() -> None:
    w, a, b = contested()
    w.run()
    w.later()
    w.b.edit("Lead", b, Email="a later word")
    (one,) = back(w, Side.A)
    assert "another value" in one.why
    assert emails(w, a, b) == ("from b", "a later word")


def test_an_edit_that_no_sync_has_seen_is_not_written_over_by_a_value_that_lost_there() -> None:
    w, a, b = contested()
    w.run()
    w.settle()
    w.a.edit("Lead", a, Email="a later word")
    (one,) = back(w, Side.A)
    assert "another value" in one.why
    assert emails(w, a, b) == ("a later word", "from b")


def test_a_later_edit_of_a_field_that_only_arrives_is_not_written_over_by_an_older_one() -> None:
    w, a, b = shared()
    w.b.edit("Lead", b, Company="of a user in b")
    w.a.edit("Lead", a, Company="Acme GmbH")
    w.settle()
    w.b.edit("Lead", b, Company="newer")
    w.settle()
    (one,) = back(w, Side.B)
    assert "another value" in one.why
    assert w.b.value("Lead", b, "Company") == "newer"


def test_a_field_that_only_arrives_gets_its_value_back_in_its_own_org_alone() -> None:
    w, a, b = shared()
    w.b.edit("Lead", b, Company="of a user in b")
    w.a.edit("Lead", a, Company="Acme GmbH")
    w.later()
    w.run()
    (one,) = back(w, Side.B)
    assert one.why == ""
    assert w.b.value("Lead", b, "Company") == "of a user in b"
    w.settle()
    assert w.a.value("Lead", a, "Company") == "Acme GmbH"
    assert w.b.value("Lead", b, "Company") == "of a user in b"


def test_of_two_contests_of_a_field_the_latest_is_brought_back() -> None:
    w, a, b = contested()
    w.run()
    w.settle()
    w.a.edit("Lead", a, Email="second a")
    w.later(seconds=5)
    w.b.edit("Lead", b, Email="second b")
    w.later()
    w.run()
    assert len(kept(w.store, w.known)) == 2
    back(w, Side.A)
    assert emails(w, a, b) == ("second a", "second a")


def test_the_org_whose_value_stands_has_nothing_to_bring_back() -> None:
    w, *_ = contested()
    w.run()
    with pytest.raises(UsageError) as told:
        back(w, Side.B)
    assert told.value.code == "S2S581"


def test_an_empty_value_that_lost_comes_back_empty() -> None:
    w, a, b = shared()
    w.a.edit("Lead", a, Email=None)
    w.later(seconds=10)
    w.b.edit("Lead", b, Email="from b")
    w.later()
    w.run()
    (one,) = back(w, Side.A)
    assert one.why == ""
    assert emails(w, a, b) == (None, None)


def test_killed_at_any_call_of_it_no_value_is_lost() -> None:
    for at in range(1, 40):
        w, a, b = contested()
        w.run()
        w.a.kill_at, w.a.kill_late = len(w.a.log) + at, at % 2 == 0
        killed = False
        try:
            back(w, Side.A)
        except Killed:
            killed = True
        w.a.kill_at = None
        w.moment.pass_by(minutes=30)
        w.settle()
        assert emails(w, a, b) in (("from a", "from a"), ("from b", "from b"))
        found = {one for *_, pair in values(w) for one in (pair.a, pair.b)}
        assert {"from a", "from b"} <= found | set(emails(w, a, b))
        if not killed:
            break
    assert not killed
    assert at > 3
