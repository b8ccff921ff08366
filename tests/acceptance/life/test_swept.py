"""What no window shows is found by a sweep, over two real orgs, and nothing absent is deleted."""

import pytest

from tests.acceptance.counting import calls, shared_writes
from tests.acceptance.life.two import call, erase, trash
from tests.acceptance.people import NAME

DAY = 24 * 60


@pytest.fixture
def settled(two):
    """Three shared leads, every look past."""
    leads = [two.lead(name) for name in ("Ada", "Bea", "Cleo")]
    two.sync()
    two.sync()
    return two, leads


def failures(two):
    return two.say("failures", "list", NAME)["failures"]


def test_an_origin_deleted_for_good_is_lost_until_a_person_says_it_is_gone(settled):
    two, (lead, *_) = settled
    erase(two.home, "Lead", lead)
    two.sync()
    told = two.sync("--sweep", code=6)
    assert told["swept"] == {"compared": 6, "strangers": 0, "lost": 1}
    assert len(two.copies(lead)) == 1
    (entry,) = failures(two)
    assert entry["code"] == "NOT_FOUND"
    assert lead in entry["message"]
    two.sync(code=6)
    done = two.say("unshare", NAME, "Lead", lead, "--gone", "--org", "acme")
    assert done["records"][0]["outcome"] == "ended"
    two.sync()
    assert two.copies(lead) == []
    assert failures(two) == []
    assert len(two.copies()) == 2


def test_a_copy_deleted_for_good_is_lost_and_its_origin_lives(settled):
    two, (lead, *_) = settled
    copy = two.copy(lead)
    erase(two.away, "Lead", copy)
    two.sync("--sweep", code=6)
    assert copy in failures(two)[0]["message"]
    two.say("unshare", NAME, "Lead", copy, "--gone", "--org", "globex")
    two.sync()
    assert failures(two) == []
    two.home.edit("Lead", lead, City="Lund")
    two.sync()
    assert two.copies(lead) == []
    assert two.home.rows(f"SELECT City FROM Lead WHERE Id = '{lead}'")[0]["City"] == "Lund"


def test_a_person_cannot_say_of_what_is_there_that_it_is_gone(settled):
    two, (lead, other, _) = settled
    asked = ("unshare", NAME, "Lead", lead, "--gone", "--org", "acme")
    assert two.say(*asked, code=2)["code"] == "S2S781"
    trash(two.home, "Lead", lead)
    assert two.say(*asked, code=2)["code"] == "S2S781"
    unknown = other[:5] + "0ZZZZZZZZZ"
    asked = ("unshare", NAME, "Lead", unknown, "--gone", "--org", "acme")
    assert two.say(*asked, code=2)["code"] == "S2S782"


@pytest.fixture
def narrow(two):
    """At home the sync runs as a user to whom *View All* alone shows accounts."""
    name = "integration@acme.example"
    (user,) = two.home.rows(f"SELECT Id FROM User WHERE Username = '{name}'")
    (grant,) = two.home.rows("SELECT Id FROM PermissionSet WHERE Name = 'S2S_Runner'")
    two.home.create("PermissionSetAssignment", AssigneeId=user["Id"], PermissionSetId=grant["Id"])
    token = two.home.control.token()
    two.home.control.sharing("Account", "Private")
    two.home.control.run_as(name)
    yield two, token
    two.home.control.run_as("admin@acme.example")


def test_lost_access_is_told_and_nothing_is_deleted_and_it_heals_by_itself(narrow):
    two, token = narrow
    accounts = [_account(two, token, name) for name in ("Ada Ltd", "Bea Ltd")]
    two.sync()
    assert len(two.copies(name="Account")) == 2
    see_all(two, token, seen=False)
    two.sync()
    assert two.sync("--sweep", code=6)["swept"]["lost"] == 2
    assert len(two.copies(name="Account")) == 2
    call(two.home, token, "PATCH", f"/sobjects/Account/{accounts[0]}", {"Phone": "+46 1"})
    see_all(two, token, seen=True)
    assert two.sync("--sweep")["swept"]["lost"] == 0
    assert failures(two) == []
    assert two.copies(accounts[0], "Account")[0]["Phone"] == "+46 1"


def test_what_comes_into_view_without_a_stamp_is_found(narrow):
    two, token = narrow
    see_all(two, token, seen=False)
    account = _account(two, token, "Hidden Ltd")
    two.sync()
    two.sync()
    assert two.copies(name="Account") == []
    see_all(two, token, seen=True)
    two.sync()
    assert two.copies(name="Account") == []
    assert two.sync("--sweep")["swept"]["strangers"] == 1
    assert len(two.copies(account, "Account")) == 1


def see_all(two, token, *, seen):
    """Give or take *View All* on accounts."""
    asked = (
        "SELECT Id FROM ObjectPermissions WHERE SobjectType = 'Account' AND Parent.Name = "
        "'S2S_Runner'"
    )
    (row,) = two.home.rows(asked)
    path = f"/sobjects/ObjectPermissions/{row['Id']}"
    call(two.home, token, "PATCH", path, {"PermissionsViewAllRecords": seen})


def _account(two, token, name):
    made = call(two.home, token, "POST", "/sobjects/Account", {"Name": name, "Type": "Customer"})
    return made.json["id"]


def test_a_commit_later_than_the_last_look_is_found(settled):
    two, (lead, *_) = settled
    two.home.control.order_fault("late_commit", nth=1, seconds=3600, sobject="Lead")
    two.home.edit("Lead", lead, City="Late")
    two.home.control.clear_faults()
    two.sync(minutes=1)
    assert two.copies(lead)[0]["City"] is None
    two.sync("--sweep", minutes=1)
    assert two.copies(lead)[0]["City"] == "Late"


def test_once_a_week_by_itself_and_never_where_it_is_forbidden(settled):
    two, _ = settled
    assert two.sync(minutes=6 * DAY)["swept"] is None
    assert two.sync("--no-sweep", minutes=2 * DAY)["swept"] is None
    assert two.sync()["swept"] == {"compared": 6, "strangers": 0, "lost": 0}
    assert two.sync()["swept"] is None


def test_a_gap_longer_than_the_recycle_bin_compares_everything_instead_of_being_silent(settled):
    two, (lead, *_) = settled
    trash(two.home, "Lead", lead)
    two.later(20 * DAY)
    assert two.home.rows("SELECT Id FROM Lead WHERE IsDeleted = TRUE") == []
    code, document = two.people.runner.hear("sync", NAME)
    assert code == 6
    assert any("not read for 20 days" in one for one in document["warnings"])
    assert document["result"]["swept"]["lost"] == 1
    assert len(two.copies(lead)) == 1


def test_a_sweep_with_nothing_to_find_writes_nothing_and_counts_its_calls(settled):
    two, _ = settled
    marks = {one.alias: last_of(one) for one in (two.home, two.away)}
    told = two.sync("--sweep", minutes=2)
    for one in (two.home, two.away):
        asked = one.control.log(marks[one.alias])
        assert shared_writes(asked) == []
        assert told["api_calls"][one.alias] == calls(asked)


def last_of(one):
    return max((int(str(entry["sequence"])) for entry in one.control.log()), default=0)
