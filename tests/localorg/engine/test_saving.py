"""Insert and update: what the org refuses, in whose words, and what it stores."""

from datetime import timedelta

import pytest

from s2sctl.localorg import records
from s2sctl.localorg.org import LocalOrg
from tests.localorg.engine.shop import (
    KEY,
    change,
    definition,
    field,
    grant,
    lead,
    make,
    permission_set,
    queue,
    refusal,
    remove,
    row,
    user,
)


def test_a_row_is_stamped_in_whole_seconds_and_owned_by_who_made_it(org: LocalOrg) -> None:
    made = row(org, "Lead", lead(org))
    assert int(str(made["SystemModstamp"])) % 1000 == 0
    assert made["CreatedDate"] == made["SystemModstamp"] == made["LastModifiedDate"]
    assert made["OwnerId"] == made["CreatedById"] == org.admin


def test_missing_required_fields_are_named_together(org: LocalOrg) -> None:
    error = refusal(make, org, "Lead", FirstName="Ann")
    assert error.status_code == "REQUIRED_FIELD_MISSING"
    assert error.message == "Required fields are missing: [LastName, Company]"
    assert error.fields == ("LastName", "Company")


def test_an_update_may_not_empty_a_required_field(org: LocalOrg) -> None:
    error = refusal(change, org, "Lead", lead(org), LastName="  ")
    assert error.message == "Required fields are missing: [LastName]"


def test_too_long_text_names_the_label_and_the_limit(org: LocalOrg) -> None:
    error = refusal(lead, org, LastName="x" * 81)
    assert error.status_code == "STRING_TOO_LONG"
    assert error.message == f"Last Name: data value too large: {'x' * 81} (max length=80)"
    assert error.fields == ("LastName",)


def test_an_unknown_column_is_named(org: LocalOrg) -> None:
    error = refusal(lead, org, Nope="x")
    assert (error.status_code, error.message) == (
        "INVALID_FIELD",
        "No such column 'Nope' on sobject of type Lead",
    )


def test_read_only_fields_are_refused_all_at_once(org: LocalOrg) -> None:
    error = refusal(lead, org, CreatedDate="2020-01-01T00:00:00Z", Name="x", IsDeleted=True)
    assert error.status_code == "INVALID_FIELD_FOR_INSERT_UPDATE"
    assert error.fields == ("CreatedDate", "Name", "IsDeleted")
    assert error.message.startswith("Unable to create/update fields: CreatedDate, Name, IsDeleted.")


def test_field_names_are_found_in_any_case(org: LocalOrg) -> None:
    assert row(org, "Lead", lead(org, firstname="Ann"))["FirstName"] == "Ann"


def test_text_is_trimmed_and_empty_text_is_null(org: LocalOrg) -> None:
    made = row(org, "Lead", lead(org, FirstName="  Ann ", City="   ", State=""))
    assert (made["FirstName"], made["City"], made["State"]) == ("Ann", None, None)


def test_a_persons_name_is_put_together_on_read(org: LocalOrg) -> None:
    made = lead(org, FirstName="Ann", LastName="Doe", Salutation="Ms.")
    assert row(org, "Lead", made)["Name"] == "Ann Doe"
    change(org, "Lead", made, FirstName=None)
    assert row(org, "Lead", made)["Name"] == "Doe"


@pytest.mark.parametrize(
    ("value", "stored"), [(12.5, 12.5), ("10000", 10000.0), (-0.4, -0.4), (None, None)]
)
def test_numbers_keep_more_decimals_than_their_scale_says(
    org: LocalOrg, value: object, stored: object
) -> None:
    assert row(org, "Lead", lead(org, AnnualRevenue=value))["AnnualRevenue"] == stored


def test_numbers_with_too_many_digits_are_refused(org: LocalOrg) -> None:
    error = refusal(lead, org, NumberOfEmployees=123456789)
    assert error.status_code == "NUMBER_OUTSIDE_VALID_RANGE"
    assert error.fields == ("NumberOfEmployees",)


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("AnnualRevenue", "N01", "currency from VALUE_STRING value N01"),
        ("NumberOfEmployees", 1.5, "int from VALUE_NUMBER_FLOAT value 1.5"),
        ("IsUnreadByOwner", "yes", "boolean from VALUE_STRING value yes"),
        ("EmailBouncedDate", "2024-07-30 20:54:16 UTC", "datetime from VALUE_STRING value"),
        ("Rating", ["Hot"], "picklist from START_ARRAY value"),
    ],
)
def test_ill_typed_values_do_not_parse(org: LocalOrg, name: str, value: object, text: str) -> None:
    made = lead(org)
    error = refusal(change, org, "Lead", made, **{name: value})
    assert error.status_code == "JSON_PARSER_ERROR"
    assert error.message.startswith(f"Cannot deserialize instance of {text}")


def test_addresses_are_stored_in_lower_case(org: LocalOrg) -> None:
    assert row(org, "Lead", lead(org, Email=" Ann.O'Neil@X.CO "))["Email"] == "ann.o'neil@x.co"


@pytest.mark.parametrize("address", ["a..b@x.co", "a.@x.co", "ä@x.co"])
def test_addresses_that_only_salesforce_takes_are_taken(org: LocalOrg, address: str) -> None:
    assert row(org, "Lead", lead(org, Email=address))["Email"] == address


@pytest.mark.parametrize(
    "address", ["ann", "ann@", "ann@x", "a b@x.co", "@x.co", ".a@x.co", "a@x..co"]
)
def test_what_is_no_email_address_is_refused(org: LocalOrg, address: str) -> None:
    error = refusal(lead, org, Email=address)
    assert error.message == f"Email: invalid email address: {address}"
    assert error.status_code == "INVALID_EMAIL_ADDRESS"


def test_standard_picklists_take_any_text_and_restricted_ones_do_not(org: LocalOrg) -> None:
    assert row(org, "Lead", lead(org, Rating="Lukewarm"))["Rating"] == "Lukewarm"
    error = refusal(lead, org, CleanStatus="Filthy")
    assert error.status_code == "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"
    assert error.message == "Clean Status: bad value for restricted picklist field: Filthy"


def test_picklist_values_take_the_first_spelling(org: LocalOrg) -> None:
    assert row(org, "Lead", lead(org, Rating="HOT"))["Rating"] == "Hot"
    assert row(org, "Lead", lead(org, Rating="Lukewarm"))["Rating"] == "Lukewarm"
    assert row(org, "Lead", lead(org, Rating="LUKEWARM"))["Rating"] == "Lukewarm"
    assert row(org, "Lead", lead(org, CleanStatus="matched"))["CleanStatus"] == "Matched"


def test_a_new_lead_has_the_default_status(org: LocalOrg) -> None:
    assert row(org, "Lead", lead(org))["Status"] == "Open - Not Contacted"


def test_a_lookup_must_be_an_id_of_the_right_object_that_exists(org: LocalOrg) -> None:
    account = make(org, "Account", Name="Acme")
    contact = make(org, "Contact", LastName="Doe", AccountId=account[:15])
    assert row(org, "Contact", contact)["AccountId"] == account
    shape = refusal(change, org, "Contact", contact, AccountId="0010v0azU")
    assert (shape.status_code, shape.fields) == ("MALFORMED_ID", ("AccountId",))
    assert shape.message == "Account ID: id value of incorrect type: 0010v0azU"
    kind = refusal(change, org, "Contact", contact, AccountId=contact)
    assert kind.status_code == "FIELD_INTEGRITY_EXCEPTION"
    nobody = refusal(change, org, "Contact", contact, AccountId="001000000000001AAA")
    assert nobody.status_code == "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY"
    assert nobody.message == "insufficient access rights on cross-reference id: 001000000000001"


def test_a_lookup_to_a_deleted_row_is_refused(org: LocalOrg) -> None:
    account = make(org, "Account", Name="Acme")
    remove(org, "Account", account)
    error = refusal(make, org, "Contact", LastName="Doe", AccountId=account)
    assert error.status_code == "ENTITY_IS_DELETED"


def test_a_lookup_may_be_said_by_the_parents_external_id(org: LocalOrg) -> None:
    field(org, "Account", KEY)
    grant(org, "Account.S2S_Key__c")
    account = make(org, "Account", Name="Acme", S2S_Key__c="a/b")
    contact = make(org, "Contact", LastName="Doe", Account={"S2S_Key__c": "a/b"})
    assert row(org, "Contact", contact)["AccountId"] == account
    error = refusal(make, org, "Contact", LastName="Doe", Account={"S2S_Key__c": "nope"})
    assert error.message == (
        "Foreign key external ID: nope not found for field S2S_Key__c in entity Account"
    )


def test_a_queue_owns_only_what_it_takes(org: LocalOrg) -> None:
    partner = queue(org, "Partner_Leads", "Lead")
    assert row(org, "Lead", lead(org, OwnerId=partner))["OwnerId"] == partner
    error = refusal(make, org, "Case", Subject="x", OwnerId=partner)
    assert error.message == "Queue not associated with this SObject type"


def test_an_inactive_user_owns_nothing(org: LocalOrg) -> None:
    ann = user(org, "ann")
    change(org, "User", ann, IsActive=False)
    assert refusal(lead, org, OwnerId=ann).status_code == "INACTIVE_OWNER_OR_USER"


def test_an_update_that_changes_nothing_still_moves_the_stamp(org: LocalOrg) -> None:
    made = lead(org, City="Berlin")
    before = row(org, "Lead", made)
    org.clock.move(timedelta(seconds=5))
    change(org, "Lead", made, City="Berlin")
    after = row(org, "Lead", made)
    assert int(str(after["SystemModstamp"])) > int(str(before["SystemModstamp"]))
    assert after["CreatedDate"] == before["CreatedDate"]


def test_a_late_commit_carries_an_older_stamp(org: LocalOrg) -> None:
    viewer, leads = org.viewer(org.admin), definition(org, "Lead")
    values = {"LastName": "Doe", "Company": "Acme"}
    late = records.insert(org, viewer, leads, values, records.SaveOptions(late=60))
    assert int(str(row(org, "Lead", late)["SystemModstamp"])) <= org.clock.stamp() - 60_000


def test_an_unknown_row_and_a_deleted_row_are_told_apart(org: LocalOrg) -> None:
    made = lead(org)
    remove(org, "Lead", made)
    assert refusal(change, org, "Lead", made, City="x").status_code == "ENTITY_IS_DELETED"
    unknown = refusal(change, org, "Lead", "00Q000000000001EAA", City="x")
    assert (unknown.status_code, unknown.message) == (
        "INVALID_CROSS_REFERENCE_KEY",
        "invalid cross reference id",
    )
    assert refusal(change, org, "Lead", "nonsense", City="x").status_code == "MALFORMED_ID"


def test_closing_a_case_says_when(org: LocalOrg) -> None:
    case = make(org, "Case", Subject="Broken")
    assert row(org, "Case", case)["CaseNumber"] == "00000001"
    assert row(org, "Case", case)["ClosedDate"] is None
    change(org, "Case", case, Status="Closed")
    closed = row(org, "Case", case)
    assert closed["IsClosed"] == 1
    assert closed["ClosedDate"] is not None


def test_a_cases_contact_details_follow_the_contact(org: LocalOrg) -> None:
    contact = make(org, "Contact", LastName="Doe", Email="a@x.co")
    case = make(org, "Case", Subject="x", ContactId=contact)
    assert row(org, "Case", case)["ContactEmail"] == "a@x.co"
    change(org, "Contact", contact, Email="b@x.co")
    assert row(org, "Case", case)["ContactEmail"] == "b@x.co"


def test_a_stage_brings_its_probability(org: LocalOrg) -> None:
    made = make(
        org, "Opportunity", Name="Deal", StageName="Value Proposition", CloseDate="2026-05-01",
        Amount=200,
    )  # fmt: skip
    deal = row(org, "Opportunity", made)
    assert (deal["Probability"], deal["ExpectedRevenue"], deal["Fiscal"]) == (50, 100, "2026 2")
    change(org, "Opportunity", made, StageName="Closed Won")
    assert row(org, "Opportunity", made)["IsWon"] == 1


def test_a_date_out_of_range_is_an_integrity_error(org: LocalOrg) -> None:
    error = refusal(make, org, "Contact", LastName="Doe", Birthdate="1066-10-14")
    assert error.status_code == "FIELD_INTEGRITY_EXCEPTION"


def test_five_thousand_leads_take_a_few_seconds_at_most(org: LocalOrg) -> None:
    viewer = org.viewer(org.admin)
    values = {"LastName": "Doe", "Company": "Acme", "Email": "a@x.co", "City": "Berlin"}
    start = org.clock.now()
    for _ in range(25):
        changes = [records.Change("Lead", values)] * 200
        outcomes = records.save_many(org, viewer, records.Operation.INSERT, changes)
        assert all(one.error is None for one in outcomes)
    assert org.clock.now() - start < timedelta(seconds=5)


def test_audit_fields_are_said_on_create_with_the_permission_only(org: LocalOrg) -> None:
    assert refusal(lead, org, CreatedDate="2020-01-01T00:00:00Z").fields == ("CreatedDate",)
    permission_set(
        org,
        "Audit",
        "<userPermissions><enabled>true</enabled><name>CreateAuditFields</name></userPermissions>",
    )
    found = org.database.one('SELECT "Id" FROM "PermissionSet" WHERE "Name" = ?', ("Audit",))
    assert found is not None
    make(org, "PermissionSetAssignment", PermissionSetId=str(found[0]), AssigneeId=org.admin)
    made = lead(org, CreatedDate="2020-01-01T00:00:00Z", LastModifiedDate="2020-01-02T00:00:00Z")
    kept = row(org, "Lead", made)
    assert kept["CreatedDate"] == 1_577_836_800_000
    assert kept["LastModifiedDate"] == 1_577_923_200_000
    assert int(str(kept["SystemModstamp"])) >= org.clock.stamp() - 5000
    error = refusal(change, org, "Lead", made, CreatedDate="2020-01-01T00:00:00Z")
    assert error.status_code == "INVALID_FIELD_FOR_INSERT_UPDATE"


def test_an_account_is_not_above_itself(org: LocalOrg) -> None:
    mother = make(org, "Account", Name="Mother")
    daughter = make(org, "Account", Name="Daughter", ParentId=mother)
    grandchild = make(org, "Account", Name="Grandchild", ParentId=daughter)
    for below in (mother, daughter, grandchild):
        error = refusal(change, org, "Account", mother, ParentId=below)
        assert (error.status_code, error.fields) == ("CIRCULAR_DEPENDENCY", ("ParentId",))
    change(org, "Account", grandchild, ParentId=mother)
