"""Edits on both sides, by the case table: what each org shows after the next sync."""

import pytest

from s2sctl.demo.plain import PlainOrg
from s2sctl.localorg import lifecycle
from tests.acceptance.counting import marks, shared_writes, since
from tests.acceptance.test_faults import assert_whole

HOUR = 3600


class Lead:
    """One shared lead, seen from both orgs."""

    def __init__(self, world, place):
        self.world = world
        self.acme, self.globex = world.scenes()
        query = "SELECT Id FROM Lead WHERE LeadSource = 'Partner' ORDER BY Id LIMIT 40"
        self.origin = list(self.acme.plain.query(query))[place]["Id"]
        key = f"{self.acme.running.org_id}/{self.origin}"
        found = self.globex.plain.query(f"SELECT Id FROM Lead WHERE S2S_Key__c = '{key}'")
        self.copy = next(found)["Id"]

    def at_home(self, **values):
        self.acme.plain.update("Lead", self.origin, values)

    def away(self, **values):
        self.globex.plain.update("Lead", self.copy, values)

    def shown(self, field):
        """The field's value in acme and in globex."""
        asked = ((self.acme, self.origin), (self.globex, self.copy))
        return tuple(
            next(org.plain.query(f"SELECT {field} FROM Lead WHERE Id = '{record}'"))[field]
            for org, record in asked
        )


@pytest.fixture
def lead(synced):
    synced.move_clocks(HOUR)
    return Lead(synced, 0)


def sync(world, code=0):
    world.move_clocks(10)
    return world.sync(codes=(code,))


def test_different_fields_of_one_record_go_both_ways(synced, lead):
    lead.at_home(City="Malmö", Status="Working - Contacted")
    lead.away(Rating="Hot")
    sync(synced)
    assert lead.shown("City") == ("Malmö", "Malmö")
    assert lead.shown("Rating") == ("Hot", "Hot")
    assert_whole(synced)


@pytest.mark.parametrize("acme_is_later", [True, False])
def test_the_same_field_on_both_sides_goes_to_the_newer_edit(synced, lead, acme_is_later):
    assert lead.shown("Rating") == ("Warm", "Warm")
    edits = [lambda: lead.away(Rating="Hot"), lambda: lead.at_home(Rating="Cold")]
    for edit in edits if acme_is_later else reversed(edits):
        edit()
        synced.move_clocks(60)
    sync(synced)
    assert lead.shown("Rating") == (("Cold",) * 2 if acme_is_later else ("Hot",) * 2)
    assert_whole(synced)


def test_both_sides_changing_to_the_same_is_no_conflict_and_no_write(synced, lead):
    lead.at_home(Rating="Cold")
    lead.away(Rating="Cold")
    before = marks(synced)
    told = sync(synced).result
    assert sum(flow["conflicts"] for flow in told["flows"]) == 0
    for asked in since(synced, before).values():
        assert not shared_writes(asked)


def test_a_field_to_ask_about_waits_on_both_sides_and_holds_up_nothing_else(synced, lead):
    lead.at_home(Phone="+46 40 111", City="Lund")
    lead.away(Phone="+46 40 222", Rating="Hot")
    sync(synced, code=6)
    assert lead.shown("Phone") == ("+46 40 111", "+46 40 222")
    assert lead.shown("City") == ("Lund", "Lund")
    assert lead.shown("Rating") == ("Hot", "Hot")
    assert synced.judge().agreed
    lead.away(Phone="+46 40 111")
    sync(synced)
    assert lead.shown("Phone") == ("+46 40 111", "+46 40 111")


def test_a_field_that_flows_one_way_is_not_sent_back(synced, lead):
    lead.away(City="Elsewhere")
    sync(synced)
    home, away = lead.shown("City")
    assert home != "Elsewhere"
    assert away == "Elsewhere"
    lead.at_home(City="Ystad")
    sync(synced)
    assert lead.shown("City") == ("Ystad", "Ystad")


def test_a_value_taken_away_is_taken_away_on_the_other_side(synced, lead):
    lead.at_home(Email="someone@example.example")
    sync(synced)
    lead.at_home(Email=None, Description="")
    sync(synced)
    assert lead.shown("Email") == (None, None)
    assert_whole(synced)


def test_a_deleted_origin_takes_its_copy_along_and_an_origin_outlives_its_copy(synced, lead):
    other = Lead(synced, 1)
    lead.acme.plain.delete("Lead", lead.origin)
    other.globex.plain.delete("Lead", other.copy)
    sync(synced)
    assert not list(lead.globex.plain.query(f"SELECT Id FROM Lead WHERE Id = '{lead.copy}'"))
    assert list(other.acme.plain.query(f"SELECT Id FROM Lead WHERE Id = '{other.origin}'"))
    other.at_home(City="Lund")
    sync(synced)
    key = f"{other.acme.running.org_id}/{other.origin}"
    assert not list(other.globex.plain.query(f"SELECT Id FROM Lead WHERE S2S_Key__c = '{key}'"))


def test_a_removal_that_is_refused_once_is_made_all_the_same(synced, lead):
    lead.acme.plain.delete("Lead", lead.origin)
    fault = lead.globex.control.order_fault("row_refused", nth=1, sobject="Lead")
    sync(synced)
    assert lead.globex.control.happened(fault) == 1
    assert not list(lead.globex.plain.query(f"SELECT Id FROM Lead WHERE Id = '{lead.copy}'"))


def test_a_copy_that_somebody_worked_on_is_spared(synced, lead):
    as_somebody_else(synced).update("Lead", lead.copy, {"Rating": "Cold"})
    sync(synced)
    lead.at_home(LeadSource="Web")
    told = sync(synced).result
    assert sum(flow["ended"] for flow in told["flows"]) == 1
    assert lead.shown("LastName")


def as_somebody_else(world):
    """Globex through the eyes of another user, who was given access."""
    globex = world.scene("globex")
    name = "integration@globex.example"
    user = next(globex.plain.query(f"SELECT Id FROM User WHERE Username = '{name}'"))["Id"]
    grant = next(globex.plain.query("SELECT Id FROM PermissionSet WHERE Name = 'S2S_Runner'"))["Id"]
    globex.plain.create("PermissionSetAssignment", [{"AssigneeId": user, "PermissionSetId": grant}])
    token = lifecycle.token(world.project.local, "globex", name)
    return PlainOrg(globex.running.url, globex.running.ca_file, token)


def test_a_record_that_comes_into_the_rule_and_one_that_leaves_it(synced, lead):
    acme, globex = synced.scenes()
    web = next(acme.plain.query("SELECT Id FROM Lead WHERE LeadSource = 'Web' LIMIT 1"))["Id"]
    acme.plain.update("Lead", web, {"LeadSource": "Partner"})
    lead.at_home(LeadSource="Web")
    sync(synced)
    key = f"{acme.running.org_id}/{web}"
    assert list(globex.plain.query(f"SELECT Id FROM Lead WHERE S2S_Key__c = '{key}'"))
    assert not list(globex.plain.query(f"SELECT Id FROM Lead WHERE Id = '{lead.copy}'"))
    assert_whole(synced)


def test_a_contact_follows_its_account_to_the_new_parent(synced):
    synced.move_clocks(HOUR)
    acme, globex = synced.scenes()
    accounts = [
        row["Id"]
        for row in acme.plain.query(
            "SELECT Id FROM Account WHERE Type = 'Customer - Channel' ORDER BY Id LIMIT 2"
        )
    ]
    unshared = next(acme.plain.query("SELECT Id FROM Account WHERE Type = 'Prospect' LIMIT 1"))
    query = f"SELECT Id FROM Contact WHERE AccountId = '{accounts[0]}' AND LeadSource = 'Partner'"
    first, second = [row["Id"] for row in acme.plain.query(query)][:2]
    acme.plain.update("Contact", first, {"AccountId": accounts[1]})
    acme.plain.update("Contact", second, {"AccountId": unshared["Id"]})
    sync(synced)
    assert_whole(synced)
    shown = {
        row["S2S_Key__c"].partition("/")[2]: row["AccountId"]
        for row in globex.plain.query("SELECT S2S_Key__c, AccountId FROM Contact")
    }
    assert shown[second] is None
    assert shown[first] is not None
    acme.plain.update("Account", unshared["Id"], {"Type": "Customer - Channel"})
    sync(synced)
    assert_whole(synced)
