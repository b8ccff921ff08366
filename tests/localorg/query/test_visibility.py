"""Deleted rows, hidden fields, hidden objects, hidden rows."""

from dataclasses import replace

from tests.localorg.engine.shop import definition, field, grant, make, remove, user
from tests.localorg.query.library import Library


def test_deleted_rows_show_in_query_all_only(library: Library) -> None:
    remove(library.org, "Lead", library.ids["one"])
    soql = "SELECT IsDeleted FROM Lead WHERE LastName = 'one'"
    assert library.values(soql, "IsDeleted") == []
    assert library.page(soql, include_deleted=True).records[0]["IsDeleted"] is True


def test_a_deployed_field_is_no_column_until_it_is_granted(library: Library) -> None:
    field(library.org, "Lead", "<fullName>New__c</fullName><label>N</label><type>Date</type>")
    assert "No such column 'New__c'" in library.refusal("SELECT New__c FROM Lead").message
    assert (
        "No such column 'New__c'"
        in library.refusal("SELECT Id FROM Lead WHERE New__c = null").message
    )
    grant(library.org, "Lead.New__c")
    assert library.page("SELECT New__c FROM Lead").total_size == 5


def test_an_object_the_user_may_not_read_is_not_there(library: Library) -> None:
    profile = "Minimum Access - API Only Integrations"
    viewer = library.org.viewer(user(library.org, "bot", profile))
    assert library.refusal("SELECT Id FROM Lead", viewer).error_code == "INVALID_TYPE"


def test_private_rows_are_seen_by_their_owner_alone(library: Library) -> None:
    library.org.define(replace(definition(library.org, "Account"), sharing="Private"))
    eve = user(library.org, "eve")
    hers = make(library.org, "Account", Name="Hers", OwnerId=eve)
    make(library.org, "Contact", LastName="Eva", AccountId=hers)
    viewer = library.org.viewer(eve)
    assert [one["Name"] for one in library.page("SELECT Name FROM Account", viewer).records] == [
        "Hers"
    ]
    assert library.page("SELECT COUNT() FROM Account", viewer).total_size == 1
    assert library.page("SELECT COUNT() FROM Account").total_size == 4
    soql = "SELECT LastName, Account.Name FROM Contact WHERE LastName IN ('Ann', 'Eva')"
    ann, eva = library.page(f"{soql} ORDER BY LastName", viewer).records
    assert ann["Account"] is None
    assert eva["Account"]["Name"] == "Hers"
    soql = "SELECT LastName FROM Contact WHERE AccountId IN (SELECT Id FROM Account)"
    assert [one["LastName"] for one in library.page(soql, viewer).records] == ["Eva"]


def test_scope_mine_keeps_ones_own_rows(library: Library) -> None:
    eve = user(library.org, "eve")
    make(library.org, "Account", Name="Hers", OwnerId=eve)
    soql = "SELECT Name FROM Account USING SCOPE mine"
    assert [one["Name"] for one in library.page(soql, library.org.viewer(eve)).records] == ["Hers"]
