"""The recycle bin, cascades, cleared lookups, refusals, purge."""

from datetime import timedelta

import pytest

from s2sctl.localorg import records
from s2sctl.localorg.org import LocalOrg
from s2sctl.localorg.records.removal import purge
from tests.localorg.engine.shop import (
    change,
    custom_object,
    definition,
    field,
    grant,
    lead,
    make,
    permission_set,
    refusal,
    remove,
    row,
)


def _undelete(org: LocalOrg, name: str, record_id: str) -> None:
    records.undelete(org, org.viewer(org.admin), definition(org, name), record_id)


def test_a_deleted_row_keeps_its_values_and_moves_its_stamp(org: LocalOrg) -> None:
    made = lead(org, City="Berlin")
    org.clock.move(timedelta(minutes=1))
    remove(org, "Lead", made)
    gone = row(org, "Lead", made)
    assert (gone["IsDeleted"], gone["City"]) == (1, "Berlin")
    assert int(str(gone["SystemModstamp"])) > int(str(gone["CreatedDate"]))


def test_a_second_delete_says_so(org: LocalOrg) -> None:
    made = lead(org)
    remove(org, "Lead", made)
    error = refusal(remove, org, "Lead", made)
    assert (error.status_code, error.message) == ("ENTITY_IS_DELETED", "entity is deleted")


def test_an_accounts_contacts_go_and_come_back_with_it(org: LocalOrg) -> None:
    account = make(org, "Account", Name="Acme")
    contact = make(org, "Contact", LastName="Doe", AccountId=account)
    other = make(org, "Contact", LastName="Roe")
    remove(org, "Account", account)
    assert row(org, "Contact", contact)["IsDeleted"] == 1
    assert row(org, "Contact", other)["IsDeleted"] == 0
    _undelete(org, "Account", account)
    assert row(org, "Account", account)["IsDeleted"] == 0
    assert row(org, "Contact", contact)["IsDeleted"] == 0


def test_a_contact_that_went_with_its_account_does_not_come_back_alone(org: LocalOrg) -> None:
    account = make(org, "Account", Name="Acme")
    contact = make(org, "Contact", LastName="Doe", AccountId=account)
    remove(org, "Account", account)
    assert refusal(_undelete, org, "Contact", contact).status_code == "UNDELETE_FAILED"
    assert row(org, "Contact", contact)["IsDeleted"] == 1


def test_an_account_with_cases_is_not_deleted_at_all(org: LocalOrg) -> None:
    account = make(org, "Account", Name="Acme")
    contact = make(org, "Contact", LastName="Doe", AccountId=account)
    case = make(org, "Case", Subject="x", AccountId=account)
    error = refusal(remove, org, "Account", account)
    assert error.status_code == "DELETE_FAILED"
    assert error.message == (
        "Your attempt to delete Acme could not be completed because it is associated with the "
        f"following cases.: {row(org, 'Case', case)['CaseNumber']}\n"
    )
    assert row(org, "Account", account)["IsDeleted"] == 0
    assert row(org, "Contact", contact)["IsDeleted"] == 0


def test_a_person_with_cases_is_named_as_people_are_addressed(org: LocalOrg) -> None:
    contact = make(org, "Contact", Salutation="Mr.", FirstName="Josh", LastName="Davis")
    make(org, "Case", ContactId=contact)
    message = refusal(remove, org, "Contact", contact).message
    assert message.startswith("Your attempt to delete Mr. Josh Davis could not be completed")


def test_a_lookup_is_cleared_by_delete_and_restored_by_undelete(org: LocalOrg) -> None:
    parent = make(org, "Account", Name="Mother")
    child = make(org, "Account", Name="Daughter", ParentId=parent)
    modified = row(org, "Account", child)["LastModifiedDate"]
    org.clock.move(timedelta(minutes=1))
    remove(org, "Account", parent)
    assert row(org, "Account", child)["ParentId"] is None
    assert row(org, "Account", child)["LastModifiedDate"] == modified
    _undelete(org, "Account", parent)
    assert row(org, "Account", child)["ParentId"] == parent


def test_only_what_is_in_the_recycle_bin_is_undeleted(org: LocalOrg) -> None:
    error = refusal(_undelete, org, "Lead", lead(org))
    assert error.status_code == "UNDELETE_FAILED"


def test_the_recycle_bin_is_emptied_after_fifteen_days(org: LocalOrg) -> None:
    made = lead(org)
    remove(org, "Lead", made)
    org.clock.move(timedelta(days=14))
    assert purge(org) == 0
    org.clock.move(timedelta(days=2))
    assert purge(org) == 1
    error = refusal(change, org, "Lead", made, City="x")
    assert error.status_code == "INVALID_CROSS_REFERENCE_KEY"


@pytest.mark.parametrize("constraint", ["SetNull", "Restrict"])
def test_a_custom_lookup_does_what_its_constraint_says(org: LocalOrg, constraint: str) -> None:
    custom_object(org, "Thing__c")
    field(
        org,
        "Thing__c",
        "<fullName>Lead__c</fullName><label>Lead</label><type>Lookup</type>"
        "<referenceTo>Lead</referenceTo><relationshipName>Things</relationshipName>"
        f"<deleteConstraint>{constraint}</deleteConstraint>",
    )
    grant(org, "Thing__c.Lead__c")
    made = lead(org)
    thing = make(org, "Thing__c", Name="x", Lead__c=made)
    if constraint == "Restrict":
        assert refusal(remove, org, "Lead", made).status_code == "DELETE_FAILED"
    else:
        remove(org, "Lead", made)
        assert row(org, "Thing__c", thing)["Lead__c"] is None


def test_details_go_with_their_master_and_have_no_owner(org: LocalOrg) -> None:
    custom_object(org, "Part__c", "<nameField><label>No</label><type>AutoNumber</type>"
                  "<displayFormat>P-{0000}</displayFormat></nameField>")  # fmt: skip
    field(
        org,
        "Part__c",
        "<fullName>Account__c</fullName><label>Account</label><type>MasterDetail</type>"
        "<referenceTo>Account</referenceTo><relationshipName>Parts</relationshipName>",
    )
    permission_set(org, "Whatever", "")
    account = make(org, "Account", Name="Acme")
    part = make(org, "Part__c", Account__c=account)
    assert row(org, "Part__c", part)["Name"] == "P-0001"
    assert "OwnerId" not in row(org, "Part__c", part)
    assert refusal(make, org, "Part__c").fields == ("Account__c",)
    remove(org, "Account", account)
    assert row(org, "Part__c", part)["IsDeleted"] == 1
