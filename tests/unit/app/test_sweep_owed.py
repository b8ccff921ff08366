"""Where the recycle bin may have forgotten deletions a compare of everything is owed, and told
until it was made; where nothing of an object is in force, nothing is owed."""

from s2sctl.manifest.manifest import Guards, Terms
from tests.support.world import NAME, publish, subscribe, world
from tests.unit.app.test_sweep import pairs

TIGHT = Guards(api_calls=0.5)


def away(guards=None, days=20):
    """Thirty pairs, one origin deleted while nothing was read for so long that the bin forgot."""
    w, (a, *_) = pairs(30, guards=guards)
    w.a.trash("Lead", a)
    w.later(days=days)
    del w.a.table("Lead")[a]
    return w


def test_a_compare_that_cannot_be_afforded_is_told_by_every_run_until_it_was_made() -> None:
    w = away(TIGHT)
    w.a.limit = 400
    for _ in range(3):
        report = w.run()
        assert (report.swept, report.exit_code) == (None, 6)
        assert any(f"sync {NAME} --sweep" in note for note in report.notes)
        assert not any("every shared record was compared" in note for note in report.notes)
        w.later(days=1)
    w.a.limit = 100_000
    report = w.run()
    assert report.swept.lost == 1
    w.later()
    assert w.run(sweep=None).swept is None


def test_a_compare_that_a_person_left_out_is_still_owed() -> None:
    w = away()
    assert w.run(sweep=False).exit_code == 6
    w.later()
    assert w.run().swept.lost == 1


def test_an_object_taken_out_of_the_terms_makes_no_run_sweep() -> None:
    fields = ("LastName", "Company")
    published = (
        publish("Lead", *fields, where="Status != 'Draft'"),
        publish("Account", "Name", where="Name != 'Private'"),
    )
    taken = (subscribe("Lead", *fields), subscribe("Account", "Name"))
    w = world(Terms(published), Terms((), taken))
    w.a.insert("Lead", LastName="L", Company="ok", Status="New")
    w.a.insert("Account", Name="Acme")
    w.later()
    w.run()
    w.settle()
    w.set_terms(Terms(published[:1]), Terms((), taken[:1]))
    for _ in range(20):
        w.later(days=1)
        w.run()
    reports = []
    for _ in range(4):
        w.later(minutes=20)
        reports.append(w.run())
    assert sum(one.swept is not None for one in reports) <= 1
    assert not any("was not read" in note for one in reports for note in one.notes)
    # Back in the terms it was not read for three weeks.
    w.set_terms(Terms(published), Terms((), taken))
    w.later(minutes=20)
    assert w.run().swept is not None
