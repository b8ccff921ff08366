"""What an answer looks like: records, parents, children, groups."""

from tests.localorg.engine.shop import make
from tests.localorg.query.library import Library

URL = "/services/data/v62.0/sobjects"


def test_a_record_has_its_attributes_and_its_fields_in_the_order_asked(library: Library) -> None:
    soql = "select annualrevenue, LASTNAME, isunreadbyowner, Day__c, CreatedDate from lead limit 1"
    (record,) = library.page(soql + " offset 0").records
    lead = library.ids["one"]
    assert record == {
        "attributes": {"type": "Lead", "url": f"{URL}/Lead/{lead}"},
        "AnnualRevenue": 10.0,
        "LastName": "one",
        "IsUnreadByOwner": True,
        "Day__c": "2026-01-01",
        "CreatedDate": "2026-01-01T00:00:00.000+0000",
    }
    assert list(record)[1:3] == ["AnnualRevenue", "LastName"]


def test_parents_nest_and_an_absent_parent_is_null(library: Library) -> None:
    soql = "SELECT LastName, Account.Name, Account.Parent.Name FROM Contact ORDER BY LastName"
    ann, _, _, dan = library.page(soql).records
    acme = library.ids["acme"]
    attributes = {"type": "Account", "url": f"{URL}/Account/{acme}"}
    assert ann["Account"] == {"attributes": attributes, "Name": "Acme", "Parent": None}
    assert dan["Account"] is None


def test_an_owner_that_may_be_a_queue_is_a_name(library: Library) -> None:
    (record,) = library.page("SELECT Owner.Name, Owner.Type FROM Lead LIMIT 1").records
    assert record["Owner"] == {
        "attributes": {"type": "Name", "url": f"{URL}/User/{library.org.admin}"},
        "Name": "Admin User",
        "Type": "User",
    }


def test_type_of_gives_the_fields_of_what_is_there(library: Library) -> None:
    soql = "SELECT TYPEOF Owner WHEN Group THEN DeveloperName WHEN User THEN Alias END FROM Lead"
    assert library.page(soql + " LIMIT 1").records[0]["Owner"] == {
        "attributes": {"type": "User", "url": f"{URL}/User/{library.org.admin}"},
        "Alias": "admin",
    }


def test_a_name_has_the_fields_of_names_even_where_nobody_there_has_them(library: Library) -> None:
    make(library.org, "Task", Subject="Call", Status="Completed", WhatId=library.ids["acme"])
    soql = "SELECT What.Name, What.Email, What.Type FROM Task WHERE What.Email = null"
    (record,) = library.page(soql).records
    assert record["What"] == {
        "attributes": {"type": "Name", "url": f"{URL}/Account/{library.ids['acme']}"},
        "Name": "Acme",
        "Email": None,
        "Type": "Account",
    }


def test_addresses_come_whole_or_not_at_all(library: Library) -> None:
    soql = "SELECT BillingAddress FROM Account ORDER BY Name"
    acme, _, coal = library.values(soql, "BillingAddress")
    assert acme is None
    assert isinstance(coal, dict)
    assert coal["city"] == "Graz"
    assert list(coal) == sorted(coal)
    assert coal["postalCode"] is None


def test_children_come_with_their_parent_and_none_is_null(library: Library) -> None:
    soql = (
        "SELECT Name, (SELECT LastName FROM Contacts WHERE LastName != 'zed' ORDER BY LastName "
        "DESC LIMIT 1), (SELECT Name FROM ChildAccounts) FROM Account ORDER BY Name"
    )
    acme, blue, coal = library.page(soql).records
    bob = library.ids["Bob"]
    assert acme["Contacts"] == {
        "totalSize": 1,
        "done": True,
        "records": [
            {"attributes": {"type": "Contact", "url": f"{URL}/Contact/{bob}"}, "LastName": "Bob"}
        ],
    }
    assert [one["Name"] for one in acme["ChildAccounts"]["records"]] == ["Coal"]
    assert blue["ChildAccounts"] is None
    assert coal["Contacts"] is None


def test_order_has_nulls_first_unless_told_and_picklists_in_set_up_order(library: Library) -> None:
    def ordered(order: str) -> list[object]:
        return library.values(f"SELECT LastName FROM Lead ORDER BY {order}", "LastName")

    assert ordered("AnnualRevenue")[0] == "three"
    assert ordered("AnnualRevenue DESC") == ["three", "four", "two", "one", "STRASSE"]
    assert ordered("AnnualRevenue DESC NULLS LAST")[-1] == "three"
    assert ordered("Rating, LastName") == ["four", "one", "STRASSE", "two", "three"]
    assert ordered("LastName") == ["four", "one", "STRASSE", "three", "two"]


def test_groups_count_and_sum(library: Library) -> None:
    soql = (
        "SELECT Rating, COUNT(Id), SUM(AnnualRevenue) total, AVG(AnnualRevenue) "
        "FROM Lead GROUP BY Rating ORDER BY COUNT(Id) DESC, Rating"
    )
    keys = ("Rating", "expr0", "total", "expr1")
    assert library.values(soql, *keys) == [
        ("Hot", 2, 5.0, 2.5),
        (None, 1, 40.0, 40.0),
        ("Warm", 1, 20.0, 20.0),
        ("Cold", 1, None, None),
    ]
    assert library.page(soql).records[0]["attributes"] == {"type": "AggregateResult"}


def test_having_keeps_groups_and_overall_aggregates_need_none(library: Library) -> None:
    soql = "SELECT Rating FROM Lead GROUP BY Rating HAVING COUNT(Id) > 1 AND Rating LIKE 'h%'"
    assert library.values(soql, "Rating") == ["Hot"]
    soql = "SELECT COUNT(AnnualRevenue) a, COUNT_DISTINCT(Rating) b, MIN(Day__c) c FROM Lead"
    assert library.values(soql, "a", "b", "c") == [(4, 3, "2025-12-31")]


def test_the_least_of_a_picklist_is_the_first_that_was_set_up(library: Library) -> None:
    soql = "SELECT MIN(Rating) a, MAX(Rating) b FROM Lead"
    assert library.values(soql, "a", "b") == [("Hot", "Cold")]
    soql = "SELECT MIN(Rating) a FROM Lead WHERE Rating = null"
    assert library.values(soql, "a") == [None]


def test_ids_have_a_least_and_a_greatest(library: Library) -> None:
    soql = "SELECT MIN(Id) a, MAX(Id) b, COUNT(OwnerId) c FROM Account"
    assert library.values(soql, "a", "b", "c") == [(library.ids["acme"], library.ids["coal"], 3)]


def test_a_rollup_adds_subtotals_and_tells_them_apart(library: Library) -> None:
    soql = (
        "SELECT Rating, IsUnreadByOwner, GROUPING(IsUnreadByOwner) g, COUNT(Id) n FROM Lead "
        "WHERE Rating = 'Hot' GROUP BY ROLLUP(Rating, IsUnreadByOwner) "
        "ORDER BY GROUPING(Rating), GROUPING(IsUnreadByOwner), IsUnreadByOwner"
    )
    keys = ("Rating", "IsUnreadByOwner", "g", "n")
    assert library.values(soql, *keys) == [
        ("Hot", False, 0, 1),
        ("Hot", True, 0, 1),
        ("Hot", None, 1, 2),
        (None, None, 1, 2),
    ]


def test_count_alone_answers_with_a_number_and_no_records(library: Library) -> None:
    page = library.page("SELECT COUNT() FROM Lead WHERE Rating = 'hot'")
    assert page.to_json() == {"totalSize": 2, "done": True, "records": []}
    assert library.page("SELECT COUNT() FROM Lead LIMIT 3").total_size == 3


def test_labels_are_said_in_place_of_values(library: Library) -> None:
    soql = "SELECT toLabel(Rating) FROM Lead WHERE LastName = 'two'"
    assert library.values(soql, "Rating") == ["Warm"]


def test_aliases_of_the_object_start_a_path(library: Library) -> None:
    soql = "SELECT c.LastName, c.Account.Name FROM Contact c, c.Account a WHERE a.Name = 'blue'"
    assert library.values(soql, "LastName") == ["Cid"]


def test_all_fields_are_those_the_user_may_read(library: Library) -> None:
    (record,) = library.page("SELECT FIELDS(ALL) FROM Lead LIMIT 1").records
    readable = library.admin.readable(library.org.definitions.find("Lead"))
    assert {name.lower() for name in record} - {"attributes"} == set(readable)
    (custom,) = library.page("SELECT FIELDS(CUSTOM) FROM Lead LIMIT 1").records
    assert set(custom) == {"attributes", "Day__c", "Tags__c"}
