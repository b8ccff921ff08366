"""Which rows a condition keeps, by hand-derived expectations."""

from tests.localorg.engine.shop import KEY, field, grant, make
from tests.localorg.query.library import Library

ALL = ["one", "two", "three", "four", "STRASSE"]

CASES = {
    "LastName = 'ONE'": ["one"],
    "LastName = 'straße'": ["STRASSE"],
    "LastName != 'one'": ["two", "three", "four", "STRASSE"],
    "Rating != 'Hot'": ["two", "three", "four"],
    "Rating = null": ["four"],
    "Rating = ''": ["four"],
    "Rating != null": ["one", "two", "three", "STRASSE"],
    "NOT Rating = 'Hot'": ["two", "three", "four"],
    "NOT (AnnualRevenue > 10)": ["one", "three", "STRASSE"],
    "NOT (NOT AnnualRevenue > 10)": ["two", "four"],
    "Rating IN ('Hot', 'cold')": ["one", "three", "STRASSE"],
    "Rating IN ('Warm', null)": ["two", "four"],
    "Rating NOT IN ('Hot', 'Warm')": ["three", "four"],
    "Rating NOT IN ('Hot', null)": ["two", "three"],
    "LastName LIKE 't%'": ["two", "three"],
    "LastName LIKE '_o%'": ["four"],
    "LastName LIKE '%RASS%'": ["STRASSE"],
    "LastName LIKE 'o\\_e'": [],
    "(NOT Rating LIKE 'h%')": ["two", "three", "four"],
    "AnnualRevenue >= 20": ["two", "four"],
    "AnnualRevenue < 0": ["STRASSE"],
    "AnnualRevenue = null": ["three"],
    "AnnualRevenue < 15.5 AND AnnualRevenue > 9": ["one"],
    "IsUnreadByOwner = TRUE": ["one", "four"],
    "IsUnreadByOwner != true": ["two", "three", "STRASSE"],
    "Day__c = 2026-01-02": ["two"],
    "Day__c > 2026-01-01 OR Day__c = null": ["two", "three", "four"],
    "Day__c IN (2025-12-31, 2026-03-01)": ["four", "STRASSE"],
    "SystemModstamp >= 2026-01-01T00:00:10Z AND SystemModstamp < 2026-01-01T00:00:30Z": [
        "two",
        "three",
    ],
    "SystemModstamp = 2026-01-01T01:00:10+01:00": ["two"],
    "SystemModstamp <= 2026-01-01T00:00:10.900Z": ["one", "two"],
    "(Rating = 'Hot' AND AnnualRevenue > 0) OR LastName = 'two'": ["one", "two"],
    "Tags__c INCLUDES ('A')": ["one", "three"],
    "Tags__c INCLUDES ('a;B', 'C')": ["one", "three"],
    "Tags__c EXCLUDES ('A')": ["two", "four", "STRASSE"],
    "Tags__c = 'A;B'": ["one"],
    "Owner.Name = 'admin user'": ALL,
    "Owner.Type = 'User'": ALL,
    "Owner.Type = 'Queue'": [],
    "CALENDAR_YEAR(SystemModstamp) = 2026": ALL,
    "CALENDAR_MONTH(Day__c) = 1": ["one", "two"],
    "DAY_ONLY(CreatedDate) = 2026-01-01": ALL,
    "Lead.Rating = 'Warm'": ["two"],
}


def test_conditions_keep_the_rows_they_should(library: Library) -> None:
    wrong = {
        condition: (found, expected)
        for condition, expected in CASES.items()
        if (found := library.names(condition)) != expected
    }
    assert wrong == {}


def test_ids_are_found_by_fifteen_and_by_eighteen_characters(library: Library) -> None:
    one, two = library.ids["one"], library.ids["two"]
    assert library.names(f"Id = '{one[:15]}'") == ["one"]
    assert library.names(f"Id IN ('{one}', '{two[:15]}')") == ["one", "two"]
    assert library.names(f"Id > '{library.ids['three']}'") == ["four", "STRASSE"]
    assert library.names("Id = ''") == []


def test_relative_dates_follow_the_orgs_clock(library: Library) -> None:
    from datetime import UTC, datetime

    noon = datetime(2026, 1, 2, 12, tzinfo=UTC)
    library.org.move_clock(noon - library.org.clock.now())
    expected = {
        "Day__c = TODAY": ["two"],
        "Day__c = YESTERDAY": ["one"],
        "Day__c = LAST_N_DAYS:1": ["one", "two"],
        "Day__c > LAST_N_DAYS:1": ["two", "four"],
        "Day__c = N_DAYS_AGO:2": ["STRASSE"],
        "Day__c < TODAY": ["one", "STRASSE"],
        "Day__c = THIS_MONTH": ["one", "two"],
        "Day__c = LAST_YEAR": ["STRASSE"],
        "Day__c > THIS_MONTH": ["four"],
        "Day__c = THIS_QUARTER": ["one", "two", "four"],
        "Day__c = NEXT_N_MONTHS:2": ["four"],
        "Day__c = THIS_WEEK": ["one", "two", "STRASSE"],
        "Day__c != TODAY": ["one", "three", "four", "STRASSE"],
        "CreatedDate = N_DAYS_AGO:2": ALL,  # still December in Los Angeles
        "CreatedDate IN (TODAY, N_DAYS_AGO:2)": ALL,
    }
    assert {condition: library.names(condition) for condition in expected} == expected


def test_semi_joins_and_anti_joins_look_at_other_objects(library: Library) -> None:
    def accounts(condition: str) -> list[object]:
        return library.values(f"SELECT Name FROM Account WHERE {condition} ORDER BY Name", "Name")

    assert accounts("Id IN (SELECT AccountId FROM Contact)") == ["Acme", "blue"]
    assert accounts("Id NOT IN (SELECT AccountId FROM Contact)") == ["Coal"]
    assert accounts("Id IN (SELECT AccountId FROM Contact WHERE LastName = 'cid')") == ["blue"]


def test_a_case_sensitive_field_is_compared_and_matched_with_regard_to_case(
    library: Library,
) -> None:
    field(library.org, "Lead", KEY)
    grant(library.org, "Lead.S2S_Key__c")
    for key in ("Ab*1", "aB*1", "AbX1"):
        make(library.org, "Lead", LastName=key, Company="x", S2S_Key__c=key)
    expected = {
        "S2S_Key__c = 'Ab*1'": ["Ab*1"],
        "S2S_Key__c = 'ab*1'": [],
        "S2S_Key__c LIKE 'Ab_1'": ["Ab*1", "AbX1"],
        "S2S_Key__c LIKE 'Ab*%'": ["Ab*1"],
        "S2S_Key__c LIKE '%b%'": ["Ab*1", "AbX1"],
        "S2S_Key__c > 'B'": ["aB*1"],
    }
    assert {condition: library.names(condition) for condition in expected} == expected


def test_long_chains_of_or_are_no_trouble(library: Library) -> None:
    chain = " OR ".join(f"LastName = 'x{n}'" for n in range(3000))
    assert library.names(f"{chain} OR LastName = 'two'") == ["two"]


def test_a_parents_missing_field_is_null(library: Library) -> None:
    soql = "SELECT LastName FROM Contact WHERE Account.Industry = null ORDER BY LastName"
    assert library.values(soql, "LastName") == ["Dan"]
    soql = "SELECT LastName FROM Contact WHERE Account.Name != 'ACME' ORDER BY LastName"
    assert library.values(soql, "LastName") == ["Cid", "Dan"]
