"""What stops a run, what it says of the cause, and what lets it pass."""

from dataclasses import replace

import pytest

from s2sctl.errors import GuardTripped, LimitReached
from s2sctl.manifest.manifest import Guards, WhenShareEnds
from s2sctl.model.names import FieldName
from s2sctl.model.schema import FieldSchema, PicklistValue
from s2sctl.sync.budget import DailyLimit
from s2sctl.sync.guards import Allowance
from tests.support.fake_org import HUMAN, RUNNER
from tests.support.keyless_world import attachments
from tests.support.world import LEAD, leads, schema, text, world


def shared(count=40, **options):
    w = world(*leads(**options))
    ids = [w.a.insert("Lead", LastName=f"L{n}", Status="New") for n in range(count)]
    w.later()
    w.run(allowed=Allowance(creates=count, api_calls=10_000))
    w.later(minutes=2)
    return w, ids


def stopped(w, **options):
    with pytest.raises(GuardTripped) as caught:
        w.run(**options)
    return caught.value


# -- creates


def test_a_first_sync_makes_everything_without_a_word() -> None:
    w = world(*leads())
    for n in range(520):
        w.a.insert("Lead", LastName=f"L{n}", Status="New")
    w.later()
    w.run()
    assert len(w.b.living("Lead")) == 520


def test_a_flow_that_was_read_in_vain_before_makes_everything_without_a_word() -> None:
    w = world(*leads())
    w.run()
    for n in range(520):
        w.a.insert("Lead", LastName=f"L{n}", Status="New")
    w.later()
    w.run()
    assert len(w.b.living("Lead")) == 520


def test_many_more_creates_than_records_shared_stop_until_they_are_allowed_by_count() -> None:
    w, _ = shared(10)
    for n in range(510):
        w.a.insert("Lead", LastName=f"M{n}", Status="New")
    w.later()
    error = stopped(w)
    assert (error.code, error.exit_code) == ("S2S510", 8)
    assert "would create 510 Lead records in globex, where 10 are shared" in error.message
    assert "--allow-creates 510" in error.help
    assert f"510 of 510 were last changed by {HUMAN} in acme" in error.message
    assert len(w.b.living("Lead")) == 10
    stopped(w, allowed=Allowance(creates=509))
    w.run(allowed=Allowance(creates=510))
    assert len(w.b.living("Lead")) == 520


# -- likely causes


def test_a_mass_edit_is_told_with_who_and_when() -> None:
    w, ids = shared()
    for id in ids[:29]:
        w.a.edit("Lead", id, Company="Mass edit")
    w.later(seconds=38)
    w.a.edit("Lead", ids[29], Company="Mass edit")
    w.later()
    error = stopped(w)
    assert f"30 of 30 were last changed by {HUMAN} in acme between 2026-03-01" in error.message
    assert "Mass edit" not in error.message + error.help


def test_the_name_of_who_changed_most_is_told_where_the_org_tells_it() -> None:
    w, ids = shared()
    w.a.schemas["User"] = schema("User", "005", text("Name"))
    w.a.insert("User", Name="Ann Admin")
    (user,) = w.a.living("User")
    for id in ids[:30]:
        w.a.edit("Lead", id, by=user, Company="Mass edit")
    w.later()
    assert f"by Ann Admin ({user})" in stopped(w).message


def test_a_mass_delete_names_who_deleted() -> None:
    w, ids = shared(ends=WhenShareEnds.REMOVE)
    for id in ids[:30]:
        w.a.trash("Lead", id)
    w.later()
    assert f"30 of 30 were last changed by {HUMAN} in acme" in stopped(w).message


def test_a_rule_that_shrank_is_told() -> None:
    w, _ = shared(ends=WhenShareEnds.REMOVE)
    w.set_terms(*leads(where="Status = 'Hot'", ends=WhenShareEnds.REMOVE))
    error = stopped(w)
    assert error.code == "S2S501"
    assert "what is in force for Lead of acme" in error.message


def test_a_changed_describe_is_told_until_a_run_went_through() -> None:
    w, ids = shared()
    values = (PicklistValue("New", "New"), PicklistValue("Fresh", "Fresh"))
    status = FieldSchema(FieldName("Status"), "picklist", length=40, picklist=values)
    fields = {**LEAD.fields, status.name: status}
    w.a.schemas[LEAD.name] = replace(LEAD, fields=fields, _by_lower={})
    for id in ids[:30]:
        w.a.edit("Lead", id, Status="Fresh")
    w.later()
    told = "the describe of Lead in acme changed since the last run: Status (picklist values, type)"
    assert told in stopped(w).message
    assert told in stopped(w).message
    w.run(allowed=Allowance(updates=30))
    for id in ids[:30]:
        w.a.edit("Lead", id, Company="x")
    w.later()
    assert "the describe" not in stopped(w).message


def test_rows_that_only_were_saved_again_trip_no_guard() -> None:
    w, ids = shared()
    for id in ids:
        w.a.edit("Lead", id)
    w.later()
    before = w.writes
    w.run()
    assert w.writes == before


def test_a_side_that_shows_nothing_names_who_may_have_lost_sight() -> None:
    w, ids = shared(ends=WhenShareEnds.REMOVE)
    w.set_terms(*leads(where="Status != 'Old'", ends=WhenShareEnds.REMOVE))
    w.a.tables["Lead"].clear()
    error = stopped(w)
    assert error.code == "S2S503"
    assert "runner@acme most likely lost View All on Lead" in error.message
    assert len(w.b.living("Lead")) == len(ids)


# -- a dry run


def test_a_dry_run_says_as_values_what_would_stop_the_run() -> None:
    w, ids = shared()
    for id in ids[:30]:
        w.a.edit("Lead", id, Company="Mass edit")
    w.later()
    report = w.run(dry_run=True)
    (one,) = report.guards
    assert (one.code, one.org, one.object, one.planned, one.shared, one.limit, one.flag) == (
        "S2S502",
        "globex",
        "Lead",
        30,
        40,
        30.0,
        "--allow-updates 30",
    )
    assert one.cause.startswith("30 of 30 were last changed")
    assert report.exit_code == 8
    allowed = w.run(dry_run=True, allowed=Allowance(updates=30))
    assert (allowed.guards, allowed.exit_code) == ((), 0)


# -- API calls


def many_edits(limit=1_000, **org):
    """Fifty edits to write, one a call, into an org of which we know the limit."""
    w, ids = shared(50, guards=Guards(updates=100))
    w.b.batch_size = 1
    w.b.limit = limit
    for name, value in org.items():
        setattr(w.b, name, value)
    for id in ids:
        w.a.edit("Lead", id, Company="x")
    w.later()
    return w


def test_the_count_of_calls_that_the_guard_names_lets_the_run_pass() -> None:
    w = many_edits(limit=300)
    error = stopped(w)
    assert error.code == "S2S504"
    (one,) = error.tripped
    assert one.flag in error.help
    w.run(allowed=Allowance(api_calls=one.count))
    assert all(row.values["Company"] == "x" for row in w.b.living("Lead").values())


def test_what_others_took_stops_a_run_before_it_takes_their_reserve() -> None:
    w = many_edits(limit=10_000, others=9_450)
    error = stopped(w)
    assert error.code == "S2S505"
    assert "500 are kept for its other integrations" in error.message
    w.run(allowed=Allowance(api_calls=error.tripped[0].count))
    assert all(row.values["Company"] == "x" for row in w.b.living("Lead").values())


def test_a_dry_run_within_the_reserve_names_the_run_that_goes_on_and_itself_apart() -> None:
    w = many_edits(limit=10_000, others=9_600)
    with pytest.raises(LimitReached) as caught:
        w.run(dry_run=True)
    later, now = caught.value.help.split("; ")
    assert later == "a later run goes on by itself once calls are free again"
    assert now.startswith("with --allow-api-calls N s2sctl sync acme-globex --dry-run takes up to")


def test_an_org_within_its_reserve_is_not_even_read_until_calls_are_free_again() -> None:
    w = many_edits(limit=10_000, others=9_600)
    before = len(w.a.log)
    with pytest.raises(LimitReached) as caught:
        w.run()
    assert (caught.value.code, caught.value.exit_code) == ("S2S507", 5)
    assert "500 are kept for its other integrations" in caught.value.message
    assert not [call for call in w.a.log[before:] if "Lead" in call.object and call.kind == "read"]
    w.b.others = 0
    w.run()
    assert all(row.values["Company"] == "x" for row in w.b.living("Lead").values())


def test_our_own_login_is_called_so() -> None:
    w, ids = shared()
    for id in ids[:30]:
        w.a.edit("Lead", id, by=RUNNER, Company="Mass edit")
    w.later()
    assert f"by our own login runner@acme ({RUNNER}) in acme" in stopped(w).message


def test_an_app_limit_nearer_its_end_is_the_one_that_counts() -> None:
    w = many_edits(limit=100_000, app=DailyLimit(17, 250, "s2s"))
    assert "daily 250 of the app s2s" in stopped(w).message


def test_a_run_whose_share_is_taken_on_the_way_ends_cleanly_and_the_next_goes_on() -> None:
    w = many_edits(limit=1_000)
    plain, calls = w.b.write, []

    def greedy(batch):
        calls.append(batch)
        if len(calls) == 5:
            w.b.others, w.b.limit = 0, 100
        return plain(batch)

    w.b.write = greedy
    with pytest.raises(LimitReached) as caught:
        w.run()
    assert (caught.value.exit_code, caught.value.code) == (5, "S2S506")
    written = [row for row in w.b.living("Lead").values() if row.values.get("Company") == "x"]
    assert 0 < len(written) < 50
    w.b.limit = 1_000
    w.later()
    w.run()
    assert all(row.values["Company"] == "x" for row in w.b.living("Lead").values())
    before = w.writes
    w.settle()
    assert w.writes == before


def test_files_are_reckoned_one_by_one_at_both_ends() -> None:
    w = attachments()
    case = w.a.insert("Case", Subject="Broken", Status="New")
    for n in range(60):
        w.a.insert("Attachment", ParentId=case, Body=f"{n}", Name=f"{n}.txt", IsPrivate=False)
    w.later()
    w.a.limit = w.b.limit = 200
    tripped = stopped(w).tripped
    assert {(one.code, one.org) for one in tripped} == {("S2S504", "acme"), ("S2S504", "globex")}
    assert all(60 < one.planned < 90 for one in tripped)
    before = {org.alias: org.usage().calls for org in (w.a, w.b)}
    w.run(allowed=Allowance(api_calls=max(one.count for one in tripped)))
    assert len(w.b.living("Attachment")) == 60
    for one, org in zip(tripped, (w.a, w.b), strict=True):
        assert org.usage().calls - before[org.alias] <= one.count
