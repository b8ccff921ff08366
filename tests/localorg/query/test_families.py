"""Pages of rows with children, and pages of what an open transaction wrote."""

import pytest

from tests.localorg.engine.shop import definition
from tests.localorg.query.library import Library


def fill(library: Library, account: str, count: int) -> None:
    contact = definition(library.org, "Contact")
    library.org.database.execute_many(
        'INSERT INTO "Contact" ("Id", "LastName", "AccountId", "OwnerId") VALUES (?, ?, ?, ?)',
        (
            (library.org.ids.mint(contact), f"C{n:05}", account, library.org.admin)
            for n in range(count)
        ),
    )


def rest(library: Library, answer: dict[str, object]) -> list[str]:
    """The last names of all records of an answer, further pages fetched."""
    names = [str(one["LastName"]) for one in answer["records"]]
    while "nextRecordsUrl" in answer:
        assert answer["done"] is False
        locator = str(answer["nextRecordsUrl"]).rpartition("/")[2]
        answer = library.runner.more(locator, library.admin).to_json()
        names += [str(one["LastName"]) for one in answer["records"]]
    assert answer["done"] is True
    return names


SOQL = "SELECT Name, (SELECT LastName FROM Contacts WHERE LastName LIKE 'C0%' ORDER BY LastName{}) "
SOQL += "FROM Account ORDER BY Name"


def test_one_parents_many_children_have_pages_of_their_own(library: Library) -> None:
    fill(library, library.ids["acme"], 1200)
    soql = SOQL.format("").replace("ORDER BY Name", "WHERE Name = 'Acme'")
    (acme,) = library.page(soql).records
    contacts = acme["Contacts"]
    assert (contacts["totalSize"], len(contacts["records"])) == (1200, 499)
    assert str(contacts["nextRecordsUrl"]).endswith("-499")
    library.org.database.execute('DELETE FROM "Contact" WHERE "LastName" LIKE \'C0%\'')
    assert rest(library, contacts) == [f"C{n:05}" for n in range(1200)]


def test_long_text_makes_families_smaller(library: Library) -> None:
    fill(library, library.ids["acme"], 257)
    soql = (
        "SELECT Id, (SELECT LastName, Description FROM Contacts) FROM Account WHERE Name = 'Acme'"
    )
    (acme,) = library.page(soql).records
    assert (acme["Contacts"]["totalSize"], len(acme["Contacts"]["records"])) == (259, 199)


def test_a_subquerys_limit_and_offset_hold_over_its_pages(library: Library) -> None:
    fill(library, library.ids["acme"], 900)
    soql = SOQL.format(" LIMIT 700 OFFSET 10").replace("ORDER BY Name", "WHERE Name = 'Acme'")
    (acme,) = library.page(soql).records
    assert acme["Contacts"]["totalSize"] == 700
    assert rest(library, acme["Contacts"]) == [f"C{n:05}" for n in range(10, 710)]


def test_children_count_toward_the_page_of_their_parents(library: Library) -> None:
    for name in ("acme", "blue", "coal"):
        fill(library, library.ids[name], 300)
    first = library.page(SOQL.format(""))
    assert (first.total_size, [one["Name"] for one in first.records]) == (3, ["Acme", "blue"])
    assert first.next_records_url is not None
    assert first.next_records_url.endswith("-2")
    locator = first.next_records_url.rpartition("/")[2]
    second = library.runner.more(locator, library.admin)
    assert [one["Name"] for one in second.records] == ["Coal"]
    assert second.next_records_url is None
    assert len(second.records[0]["Contacts"]["records"]) == 300


@pytest.mark.parametrize("children", [False, True])
def test_an_open_transactions_rows_are_on_all_pages(library: Library, children: bool) -> None:
    soql = "SELECT LastName FROM Contact WHERE LastName LIKE 'C0%' ORDER BY LastName"
    with library.org.database.transaction():
        fill(library, library.ids["acme"], 2500)
        if children:
            (acme,) = library.page(SOQL.format("").replace("ORDER BY Name", "LIMIT 1")).records
            answer = acme["Contacts"]
        else:
            answer = library.page(soql).to_json()
    assert answer["totalSize"] == 2500
    assert rest(library, answer) == [f"C{n:05}" for n in range(2500)]
