"""Pages and cursors: sizes, snapshots, owners, ends."""

from datetime import timedelta

import pytest

from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.org import LocalOrg
from s2sctl.localorg.query import QueryPage
from tests.localorg.engine.shop import definition, user
from tests.localorg.query.library import Library


def fill(org: LocalOrg, count: int) -> None:
    lead = definition(org, "Lead")
    columns = ("Id", "LastName", "Company", "Status", "OwnerId", "SystemModstamp")
    head = ", ".join(f'"{name}"' for name in columns)
    with org.database.transaction():
        org.database.execute_many(
            f'INSERT INTO "Lead" ({head}) VALUES (?, ?, ?, ?, ?, ?)',
            (
                (org.ids.mint(lead), f"L{n:06}", "Co", "Open", org.admin, n * 1000)
                for n in range(count)
            ),
        )


def locator(page: QueryPage) -> str:
    assert page.next_records_url is not None
    return page.next_records_url.rpartition("/")[2]


SOQL = "SELECT LastName FROM Lead WHERE Company = 'co' ORDER BY LastName"


def names(page: QueryPage) -> list[object]:
    return [record["LastName"] for record in page.records]


def test_pages_have_two_thousand_rows_and_keep_their_snapshot(library: Library) -> None:
    fill(library.org, 4500)
    first = library.page(SOQL)
    assert (len(first.records), first.total_size) == (2000, 4500)
    library.org.database.execute('DELETE FROM "Lead"')
    second = library.runner.more(locator(first), library.admin)
    third = library.runner.more(locator(second), library.admin)
    assert [len(page.records) for page in (second, third)] == [2000, 500]
    assert third.to_json()["done"] is True
    assert names(first) + names(second) + names(third) == [f"L{n:06}" for n in range(4500)]
    again = library.runner.more(locator(first), library.admin)
    assert names(again) == names(second)


def test_long_text_halves_the_page_and_a_batch_size_has_bounds(library: Library) -> None:
    fill(library.org, 2300)
    assert len(library.page("SELECT Id, Description FROM Lead").records) == 1000
    assert len(library.page(SOQL, batch_size=300).records) == 300
    assert len(library.page(SOQL, batch_size=1).records) == 200
    assert len(library.page(SOQL, batch_size=9000).records) == 2000


def test_a_full_last_page_is_the_last(library: Library) -> None:
    fill(library.org, 2000)
    page = library.page(SOQL)
    assert (len(page.records), page.next_records_url) == (2000, None)


@pytest.mark.parametrize("wrong", ["0r8000000000000AAA-2000", "nonsense", "-", "x-y"])
def test_an_unknown_locator_is_refused(library: Library, wrong: str) -> None:
    with pytest.raises(RequestError, match="invalid query locator"):
        library.runner.more(wrong, library.admin)


def test_a_cursor_is_its_owners_and_lives_two_days(library: Library) -> None:
    fill(library.org, 2100)
    name = locator(library.page(SOQL))
    stranger = library.org.viewer(user(library.org, "eve"))
    with pytest.raises(RequestError):
        library.runner.more(name, stranger)
    library.org.move_clock(timedelta(days=1, hours=23))
    assert len(library.runner.more(name, library.admin).records) == 100
    library.org.move_clock(timedelta(hours=2))
    with pytest.raises(RequestError):
        library.runner.more(name, library.admin)


def test_groups_have_one_page_only(library: Library) -> None:
    fill(library.org, 2100)
    refusal = library.refusal("SELECT LastName, COUNT(Id) FROM Lead GROUP BY LastName")
    assert refusal.error_code == "EXCEEDED_ID_LIMIT"


def test_a_window_is_read_through_the_index_of_its_stamp(library: Library) -> None:
    fill(library.org, 50)
    seen: list[str] = []
    window = (
        "SELECT Id, LastName FROM Lead WHERE (SystemModstamp >= 1970-01-01T00:00:05Z AND "
        "SystemModstamp < 1970-01-01T00:00:09Z) OR (SystemModstamp >= 1970-01-01T00:00:20Z AND "
        "SystemModstamp < 1970-01-01T00:00:22Z) ORDER BY SystemModstamp, Id"
    )
    connection = library.org.database._connection
    connection.set_trace_callback(seen.append)
    assert library.page(window, include_deleted=True).total_size == 6
    connection.set_trace_callback(None)
    (statement,) = [text for text in seen if text.startswith("SELECT t")]
    plan = str(library.org.database.all(f"EXPLAIN QUERY PLAN {statement}"))
    assert "SEARCH t0 USING" in plan
    assert "INDEX ix_Lead_SystemModstamp (SystemModstamp>? AND SystemModstamp<?)" in plan
    assert "B-TREE" not in plan
