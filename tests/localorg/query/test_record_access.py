"""``UserRecordAccess`` answers as the object reference says, and refuses what it says."""

from dataclasses import replace

import pytest

from tests.localorg.engine.shop import definition, make, user
from tests.localorg.query.library import Library

ALL = (
    "RecordId, HasReadAccess, HasEditAccess, HasDeleteAccess, HasTransferAccess, HasAllAccess, "
    "MaxAccessLevel"
)


def asked(library, who, *ids, columns="RecordId, HasReadAccess, HasEditAccess", more="", by=None):
    listed = ", ".join(f"'{one}'" for one in ids)
    soql = f"SELECT {columns} FROM UserRecordAccess "
    soql += f"WHERE UserId = '{who}' AND RecordId IN ({listed}){more}"
    return library.page(soql, by).records


def test_an_owner_may_all_and_a_stranger_nothing_of_a_private_row(library: Library) -> None:
    library.org.define(replace(definition(library.org, "Account"), sharing="Private"))
    eve, bob = user(library.org, "eve"), user(library.org, "bob")
    hers = make(library.org, "Account", Name="Hers", OwnerId=eve)
    (row,) = asked(library, eve, hers, columns=ALL)
    assert (row["HasEditAccess"], row["HasAllAccess"], row["MaxAccessLevel"]) == (True, True, "All")
    (row,) = asked(library, bob, hers, columns=ALL)
    assert (row["HasReadAccess"], row["HasEditAccess"], row["MaxAccessLevel"]) == (
        False,
        False,
        "None",
    )


def test_a_public_read_only_row_may_be_read_and_not_edited(library: Library) -> None:
    library.org.define(replace(definition(library.org, "Account"), sharing="Read"))
    bob = user(library.org, "bob")
    (row,) = asked(library, bob, library.ids["acme"], columns=ALL)
    assert (row["HasReadAccess"], row["HasEditAccess"], row["MaxAccessLevel"]) == (
        True,
        False,
        "Read",
    )
    more = " AND HasEditAccess = TRUE"
    assert asked(library, bob, library.ids["acme"], columns="RecordId", more=more) == []


def test_what_the_asker_may_not_read_is_left_out(library: Library) -> None:
    library.org.define(replace(definition(library.org, "Account"), sharing="Private"))
    eve, bob = user(library.org, "eve"), user(library.org, "bob")
    hers = make(library.org, "Account", Name="Hers", OwnerId=eve)
    assert asked(library, eve, hers, by=library.org.viewer(bob)) == []


@pytest.mark.parametrize(
    "soql",
    [
        "SELECT RecordId FROM UserRecordAccess",
        "SELECT RecordId FROM UserRecordAccess WHERE UserId = '{u}'",
        "SELECT RecordId FROM UserRecordAccess WHERE RecordId = '{r}'",
        "SELECT HasReadAccess FROM UserRecordAccess WHERE UserId = '{u}' AND RecordId = '{r}'",
        "SELECT RecordId, UserId FROM UserRecordAccess WHERE UserId = '{u}' AND RecordId = '{r}'",
        "SELECT Id, RecordId FROM UserRecordAccess WHERE UserId = '{u}' AND RecordId = '{r}'",
        "SELECT RecordId FROM UserRecordAccess WHERE UserId = '{u}' OR RecordId = '{r}'",
        "SELECT RecordId, HasReadAccess FROM UserRecordAccess WHERE UserId = '{u}' "
        "AND RecordId = '{r}' AND HasReadAccess = TRUE",
    ],
)
def test_a_query_against_its_rules_is_refused(library: Library, soql: str) -> None:
    u, r = user(library.org, "eve"), library.ids["acme"]
    assert library.refusal(soql.format(u=u, r=r)).error_code == "MALFORMED_QUERY"


def test_more_than_200_records_are_refused(library: Library) -> None:
    ids = [f"001{n:012d}" for n in range(201)]
    listed = ", ".join(f"'{one}'" for one in ids)
    eve = user(library.org, "eve")
    soql = (
        f"SELECT RecordId FROM UserRecordAccess WHERE UserId = '{eve}' AND RecordId IN ({listed})"
    )
    assert "Number of records exceeds limit:200" in library.refusal(soql).message
