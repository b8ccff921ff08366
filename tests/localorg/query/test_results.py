"""What queries answer over a small fixed org, each expectation derived by hand.

The org (its clock stands at 2026-01-03 12:00 UTC, which is 04:00 in the admin's Los Angeles):

    Account     Industry  AnnualRevenue  Parent      Contacts
    Acme        Energy    100.50                     Ann, Bob
    ACME annex  Energy     50.25         Acme
    Zeta_1                               Acme        Zoe
    äble        Banking   200.00                     Cid
                                         (nobody's:  Dan)

    Lead   LastName  Rating  Revenue  Unread  Tags  made (UTC)           that is, in Los Angeles
    1      AAB       Hot     10       yes     A;B   01-02T07:59:59       01-01 23:59:59
    2      A_B       Warm    20       no      B     01-02T08:00:00       01-02 00:00:00
    3      élan                       no      A;C   01-03T07:59:59       01-02 23:59:59
    4      Elan      Hot     -5       yes           01-03T08:00:00       01-03 00:00:00
    5      elan      Cold    40       no      C     deleted, made as 4

    Task   Subject  Who   What        Task   Subject  Who     What
    1      Call     Ann   Acme        2      Mail     AAB
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from s2sctl.localorg.org import LocalOrg
from s2sctl.localorg.query import QueryRunner
from tests.localorg.engine.shop import field, grant, make, remove
from tests.localorg.query.library import Library, stamp

SECONDS = (115_199, 115_200, 201_599, 201_600, 201_600)
"""Seconds of the leads' making after the start of 2026: 2026-01-02T07:59:59Z and so on."""

LEADS = (
    ("AAB", "Hot", 10, True, "A;B"),
    ("A_B", "Warm", 20, False, "B"),
    ("élan", None, None, False, "A;C"),
    ("Elan", "Hot", -5, True, None),
    ("elan", "Cold", 40, False, "C"),
)
TAGS = "".join(f"<value><fullName>{v}</fullName><label>{v}</label></value>" for v in "ABC")


def furnish(org: LocalOrg) -> dict[str, str]:
    field(
        org,
        "Lead",
        "<fullName>Tags__c</fullName><label>Tags</label><type>MultiselectPicklist</type>"
        f"<visibleLines>4</visibleLines><valueSet><valueSetDefinition>{TAGS}"
        "</valueSetDefinition></valueSet>",
    )
    grant(org, "Lead.Tags__c")
    ids: dict[str, str] = {}
    acme = make(org, "Account", Name="Acme", Industry="Energy", AnnualRevenue=100.5)
    annex = {"Industry": "Energy", "AnnualRevenue": 50.25, "ParentId": acme}
    make(org, "Account", Name="ACME annex", **annex)
    zeta = make(org, "Account", Name="Zeta_1", ParentId=acme)
    able = make(org, "Account", Name="äble", Industry="Banking", AnnualRevenue=200)
    for name, account in (("Ann", acme), ("Bob", acme), ("Cid", able), ("Dan", ""), ("Zoe", zeta)):
        ids[name] = make(org, "Contact", LastName=name, AccountId=account or None)
    for seconds, (name, rating, revenue, unread, tags) in zip(SECONDS, LEADS, strict=True):
        ids[name] = make(
            org,
            "Lead",
            LastName=name,
            Company="Co",
            Rating=rating,
            AnnualRevenue=revenue,
            IsUnreadByOwner=unread,
            Tags__c=tags,
        )
        stamp(org, "Lead", ids[name], seconds)
    remove(org, "Lead", ids["elan"])
    make(org, "Task", Subject="Call", WhoId=ids["Ann"], WhatId=acme)
    make(org, "Task", Subject="Mail", WhoId=ids["AAB"])
    return ids


@pytest.fixture(scope="module")
def fixed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder: Path = tmp_path_factory.mktemp("fixed")
    org = LocalOrg.create(folder, "acme")
    library = Library.__new__(Library)
    library.org, library.ids = org, furnish(org)
    org.move_clock(datetime(2026, 1, 3, 12, tzinfo=UTC) - org.clock.now())
    library.runner = QueryRunner(org)
    yield library
    library.runner.close()
    org.close()


def bare(value: object) -> object:
    """A value without attributes: a record of one key is that key's value, of more a tuple."""
    if not isinstance(value, dict):
        return value
    if "records" in value:
        return [bare(one) for one in value["records"]]
    inner = tuple(bare(one) for key, one in value.items() if key != "attributes")
    return inner[0] if len(inner) == 1 else inner


LEAD = "SELECT LastName FROM Lead "
ACCOUNT = "SELECT Name FROM Account "
CONTACT = "SELECT LastName FROM Contact "

RESULTS: dict[str, list[object]] = {
    # Text: without regard to case, with regard to accents, sorted as upper case.
    ACCOUNT + "ORDER BY Name": ["Acme", "ACME annex", "Zeta_1", "äble"],
    ACCOUNT + "ORDER BY Name DESC LIMIT 2": ["äble", "Zeta_1"],
    LEAD + "ORDER BY LastName": ["AAB", "A_B", "Elan", "élan"],
    LEAD + "WHERE LastName = 'ELAN'": ["Elan"],
    LEAD + "WHERE LastName = 'ÉLAN'": ["élan"],
    LEAD + "WHERE LastName != 'elan' ORDER BY LastName": ["AAB", "A_B", "élan"],
    LEAD + "WHERE LastName > 'b' ORDER BY LastName": ["Elan", "élan"],
    LEAD + "WHERE LastName IN ('aab', 'ÉLAN') ORDER BY LastName": ["AAB", "élan"],
    ACCOUNT + "WHERE Name LIKE 'acme%' ORDER BY Name": ["Acme", "ACME annex"],
    ACCOUNT + "WHERE Name LIKE 'zeta\\_1'": ["Zeta_1"],
    ACCOUNT + "WHERE Name LIKE 'Ä%'": ["äble"],
    LEAD + "WHERE LastName LIKE 'A_B' ORDER BY LastName": ["AAB", "A_B"],
    LEAD + "WHERE LastName LIKE 'a\\_b'": ["A_B"],
    # Null: no comparison but != keeps it, NOT turns the answer around.
    LEAD + "WHERE Rating = 'hot' ORDER BY LastName": ["AAB", "Elan"],
    LEAD + "WHERE Rating != 'hot' ORDER BY LastName": ["A_B", "élan"],
    LEAD + "WHERE (NOT Rating = 'hot') ORDER BY LastName": ["A_B", "élan"],
    LEAD + "WHERE Rating NOT IN ('hot', 'warm')": ["élan"],
    LEAD + "WHERE AnnualRevenue < 15 ORDER BY AnnualRevenue": ["Elan", "AAB"],
    LEAD + "WHERE (NOT AnnualRevenue < 15) ORDER BY LastName": ["A_B", "élan"],
    LEAD + "ORDER BY AnnualRevenue": ["élan", "Elan", "AAB", "A_B"],
    LEAD + "ORDER BY AnnualRevenue DESC": ["élan", "A_B", "AAB", "Elan"],
    LEAD + "ORDER BY AnnualRevenue NULLS LAST": ["Elan", "AAB", "A_B", "élan"],
    LEAD + "ORDER BY Rating, LastName": ["élan", "AAB", "Elan", "A_B"],
    # Multi-select picklists.
    LEAD + "WHERE Tags__c INCLUDES ('A') ORDER BY LastName": ["AAB", "élan"],
    LEAD + "WHERE Tags__c INCLUDES ('A;B', 'C') ORDER BY LastName": ["AAB", "élan"],
    LEAD + "WHERE Tags__c EXCLUDES ('A') ORDER BY LastName": ["A_B", "Elan"],
    # Days are the user's; the parts of a dateTime are UTC's.
    LEAD + "WHERE CreatedDate = TODAY": ["Elan"],
    LEAD + "WHERE CreatedDate = YESTERDAY ORDER BY CreatedDate": ["A_B", "élan"],
    LEAD + "WHERE CreatedDate = N_DAYS_AGO:2": ["AAB"],
    LEAD + "WHERE CreatedDate < YESTERDAY": ["AAB"],
    LEAD + "WHERE CreatedDate = LAST_N_DAYS:1 ORDER BY CreatedDate": ["A_B", "élan", "Elan"],
    LEAD + "WHERE DAY_ONLY(CreatedDate) = 2026-01-02 ORDER BY CreatedDate": ["AAB", "A_B"],
    LEAD + "WHERE DAY_ONLY(convertTimezone(CreatedDate)) = 2026-01-02 ORDER BY CreatedDate": [
        "A_B",
        "élan",
    ],
    "SELECT HOUR_IN_DAY(convertTimezone(CreatedDate)) h, COUNT(Id) n FROM Lead "
    "GROUP BY HOUR_IN_DAY(convertTimezone(CreatedDate)) "
    "ORDER BY HOUR_IN_DAY(convertTimezone(CreatedDate))": [(0, 2), (23, 2)],
    "SELECT DAY_IN_MONTH(CreatedDate), COUNT(Id) FROM Lead GROUP BY DAY_IN_MONTH(CreatedDate) "
    "ORDER BY DAY_IN_MONTH(CreatedDate)": [(2, 2), (3, 2)],
    # Groups.
    "SELECT Rating, COUNT(Id), SUM(AnnualRevenue) FROM Lead GROUP BY Rating ORDER BY Rating": [
        (None, 1, None),
        ("Hot", 2, 5.0),
        ("Warm", 1, 20.0),
    ],
    "SELECT Rating r FROM Lead GROUP BY Rating HAVING COUNT(Id) > 1": ["Hot"],
    "SELECT COUNT(Rating) a, COUNT_DISTINCT(Rating) b, COUNT(Id) c FROM Lead": [(3, 2, 4)],
    "SELECT MIN(AnnualRevenue) a, MAX(LastName) b, AVG(AnnualRevenue) c FROM Lead": [
        (-5.0, "élan", 25 / 3)
    ],
    "SELECT Rating, IsUnreadByOwner u, COUNT(Id) n FROM Lead WHERE Rating != null "
    "GROUP BY ROLLUP(Rating, IsUnreadByOwner) ORDER BY Rating, IsUnreadByOwner": [
        (None, None, 3),
        ("Hot", None, 2),
        ("Hot", True, 2),
        ("Warm", None, 1),
        ("Warm", False, 1),
    ],
    "SELECT Rating, IsUnreadByOwner u, COUNT(Id) n FROM Lead WHERE Rating != null GROUP BY "
    "CUBE(Rating, IsUnreadByOwner) ORDER BY GROUPING(Rating), Rating, IsUnreadByOwner": [
        ("Hot", None, 2),
        ("Hot", True, 2),
        ("Warm", None, 1),
        ("Warm", False, 1),
        (None, None, 3),
        (None, False, 1),
        (None, True, 2),
    ],
    "SELECT COUNT() FROM Lead": [],
    # Other objects.
    ACCOUNT + "WHERE Id IN (SELECT AccountId FROM Contact) ORDER BY Name": [
        "Acme",
        "Zeta_1",
        "äble",
    ],
    ACCOUNT + "WHERE Id NOT IN (SELECT AccountId FROM Contact)": ["ACME annex"],
    ACCOUNT
    + "WHERE Id IN (SELECT AccountId FROM Contact WHERE LastName < 'c') AND Industry != null": [
        "Acme"
    ],
    CONTACT + "WHERE Account.Parent.Name = 'ACME'": ["Zoe"],
    CONTACT + "WHERE Account.Industry = null ORDER BY LastName": ["Dan", "Zoe"],
    CONTACT + "ORDER BY Account.Name DESC NULLS LAST, LastName": [
        "Cid",
        "Zoe",
        "Ann",
        "Bob",
        "Dan",
    ],
    "SELECT LastName, Account.Name, Account.Parent.Name FROM Contact WHERE LastName IN "
    "('Dan', 'Zoe') ORDER BY LastName": [("Dan", None), ("Zoe", ("Zeta_1", "Acme"))],
    "SELECT Name, (SELECT LastName FROM Contacts ORDER BY LastName DESC) FROM Account "
    "WHERE Industry = 'Energy' ORDER BY Name": [("Acme", ["Bob", "Ann"]), ("ACME annex", None)],
    "SELECT Name, (SELECT LastName FROM Contacts ORDER BY LastName LIMIT 1 OFFSET 1) FROM Account "
    "WHERE Name = 'Acme'": [("Acme", ["Bob"])],
    "SELECT Subject, Who.Type, Who.Name FROM Task ORDER BY Subject": [
        ("Call", ("Contact", "Ann")),
        ("Mail", ("Lead", "AAB")),
    ],
    "SELECT Subject FROM Task WHERE Who.Type = 'Lead'": ["Mail"],
    "SELECT Subject, TYPEOF Who WHEN Contact THEN LastName, Account.Name WHEN Lead THEN Company "
    "END FROM Task ORDER BY Subject": [("Call", ("Ann", "Acme")), ("Mail", "Co")],
    "SELECT Subject, TYPEOF What WHEN Account THEN Industry ELSE Name END FROM Task "
    "ORDER BY Subject": [("Call", "Energy"), ("Mail", None)],
    # How values are shown.
    "SELECT LastName, toLabel(Rating) FROM Lead WHERE toLabel(Rating) = 'warm'": [("A_B", "Warm")],
    "SELECT FORMAT(AnnualRevenue) f, AnnualRevenue FROM Account WHERE Name = 'ACME annex'": [
        ("$50.25", 50.25)
    ],
    "SELECT FORMAT(CreatedDate) FROM Lead WHERE LastName = 'aab'": ["1/1/2026, 11:59 PM"],
    "SELECT FORMAT(SUM(AnnualRevenue)) total FROM Account": ["$350.75"],
    "SELECT FIELDS(CUSTOM) FROM Lead ORDER BY LastName LIMIT 2": ["A;B", "B"],
    LEAD + "ORDER BY LastName LIMIT 2 OFFSET 1": ["A_B", "Elan"],
}


def test_there_are_more_than_forty() -> None:
    assert len(RESULTS) > 40


@pytest.mark.parametrize("soql", RESULTS)
def test_the_answer_is_what_the_org_holds(fixed: Library, soql: str) -> None:
    assert [bare(one) for one in fixed.page(soql).records] == RESULTS[soql]


def test_numbers_of_rows_are_told_without_records(fixed: Library) -> None:
    page = fixed.page("SELECT COUNT() FROM Lead WHERE Rating != null")
    assert page.to_json() == {"totalSize": 3, "done": True, "records": []}


def test_deleted_rows_are_found_by_query_all_alone(fixed: Library) -> None:
    soql = LEAD + "WHERE LastName = 'elan' ORDER BY IsDeleted"
    assert fixed.page(soql).total_size == 1
    assert [one["LastName"] for one in fixed.page(soql, include_deleted=True).records] == [
        "Elan",
        "elan",
    ]
