"""Records that exist on both sides are matched before the first sync makes second ones."""

from collections import Counter

import pytest

from tests.acceptance.world import NAME

ALIKE, TWICE = 480, 20
OWN = "Email LIKE '%@match.example' OR Email LIKE '%@MATCH.EXAMPLE'"


@pytest.fixture
def filled(world):
    """500 contacts that both orgs have; of 20 Globex has two."""
    acme, globex = world.scenes()
    account = next(
        acme.plain.query("SELECT Id FROM Account WHERE Type = 'Customer - Channel' LIMIT 1")
    )["Id"]
    acme.plain.create(
        "Contact",
        [
            {
                "LastName": f"Person {n}",
                "Email": f"person{n}@match.example",
                "LeadSource": "Partner",
                "AccountId": account,
            }
            for n in range(ALIKE + TWICE)
        ],
    )
    theirs = [
        {"LastName": f"Person {n}", "Email": f"PERSON{n}@MATCH.EXAMPLE", "Title": "Their own"}
        for n in range(ALIKE)
    ]
    doubles = [
        {"LastName": f"Person {n}", "Email": f"person{n}@match.example"}
        for n in range(ALIKE, ALIKE + TWICE)
        for _ in range(2)
    ]
    globex.plain.create("Contact", [*theirs, *doubles])
    world.move_clocks(10)
    return world


def match(world, *arguments):
    return world.must("match", NAME, "Contact", "--on", "Email", *arguments, "-o", "json").result


def emails(org):
    rows = org.plain.query(f"SELECT Id, Email FROM Contact WHERE {OWN}")
    return Counter(row["Email"].lower() for row in rows)


def test_500_contacts_are_matched_by_email_and_no_second_one_is_made(filled):
    acme, globex = filled.scenes()
    before = emails(globex)
    seen = match(filled, "--dry-run")
    assert (len(seen["unique"]), len(seen["ambiguous"])) == (ALIKE, TWICE)
    assert all(len(one["copies"]) == 2 for one in seen["ambiguous"])
    assert not list(globex.plain.query("SELECT Id FROM Contact WHERE S2S_Key__c != NULL"))
    shown = filled.must(
        "match", NAME, "Contact", "--on", "Email", "--dry-run", "--list", "ambiguous"
    ).out
    assert all(one["origins"][0] in shown for one in seen["ambiguous"])
    done = match(filled, "--yes", "--hold")
    assert (done["written"], done["held"], done["refused"]) == (ALIKE, TWICE, {})
    again = match(filled, "--yes")
    assert (again["unique"], again["linked_before"], again["written"]) == ([], ALIKE, 0)
    filled.sync("--allow-updates", "10000")
    assert emails(globex) == before
    keys = {
        row["S2S_Key__c"].partition("/")[2]: row["Email"].lower()
        for row in globex.plain.query(
            f"SELECT S2S_Key__c, Email FROM Contact WHERE S2S_Key__c != NULL AND ({OWN})"
        )
    }
    ours = {
        row["Id"]: row["Email"]
        for row in acme.plain.query(f"SELECT Id, Email FROM Contact WHERE {OWN}")
    }
    assert len(keys) == ALIKE
    assert all(ours[record] == email for record, email in keys.items())


def test_a_matched_record_is_kept_in_agreement_from_then_on_and_never_removed(filled):
    acme, globex = filled.scenes()
    match(filled, "--yes", "--hold")
    filled.move_clocks(10)
    filled.sync("--allow-updates", "10000")
    origin = next(acme.plain.query("SELECT Id FROM Contact WHERE LastName = 'Person 7'"))["Id"]
    acme.plain.update("Contact", origin, {"Title": "Owner"})
    filled.move_clocks(60)
    filled.sync()
    copy = next(globex.plain.query("SELECT Id, Title FROM Contact WHERE LastName = 'Person 7'"))
    assert copy["Title"] == "Owner"
    acme.plain.delete("Contact", origin)
    filled.move_clocks(60)
    filled.sync()
    assert list(globex.plain.query(f"SELECT Id FROM Contact WHERE Id = '{copy['Id']}'"))


def test_a_record_whose_key_is_taken_is_refused_and_named(filled):
    globex = filled.scene("globex")
    copy = next(globex.plain.query("SELECT Id FROM Contact WHERE LastName = 'Person 3'"))["Id"]
    globex.plain.update("Contact", copy, {"S2S_Key__c": "00DXX0000000001EAA/003XX0000000001AAA"})
    seen = match(filled, "--dry-run")
    assert [one["copy"] for one in seen["occupied"]] == [copy]
    assert len(seen["unique"]) == ALIKE - 1


@pytest.mark.parametrize(
    ("object_", "on", "code"),
    [
        ("Contact", "Department", "S2S551"),
        ("Contact", "Emial", "S2S551"),
        ("Contact", "AccountId", "S2S552"),
        ("Lead", "Status", "S2S550"),
        ("Opportunity", "Name", "S2S550"),
    ],
)
def test_what_cannot_be_matched_is_refused_by_its_own_name(world, object_, on, code):
    ended = world.play("match", NAME, object_, "--on", on, "--dry-run", "-o", "json")
    assert (ended.code, ended.document["errors"][0]["code"]) == (2, code), ended
