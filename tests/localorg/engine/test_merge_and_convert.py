"""Merges and Lead conversion: what the sync must recognise."""

from s2sctl.localorg import records
from s2sctl.localorg.org import LocalOrg
from tests.localorg.engine.shop import change, definition, lead, make, refusal, remove, row


def test_a_merge_names_its_winner_and_moves_the_children(org: LocalOrg) -> None:
    winner, loser = (make(org, "Account", Name=name) for name in ("Acme", "Acme Inc"))
    contact = make(org, "Contact", LastName="Doe", AccountId=loser)
    viewer, accounts = org.viewer(org.admin), definition(org, "Account")
    records.merge(org, viewer, accounts, winner, [loser])
    gone = row(org, "Account", loser)
    assert (gone["IsDeleted"], gone["MasterRecordId"]) == (1, winner)
    assert row(org, "Contact", contact)["AccountId"] == winner
    assert row(org, "Contact", contact)["IsDeleted"] == 0


def test_a_merged_row_comes_back_without_its_children(org: LocalOrg) -> None:
    winner, loser = (make(org, "Account", Name=name) for name in ("Acme", "Acme Inc"))
    contact = make(org, "Contact", LastName="Doe", AccountId=loser)
    viewer, accounts = org.viewer(org.admin), definition(org, "Account")
    records.merge(org, viewer, accounts, winner, [loser])
    records.undelete(org, viewer, accounts, loser)
    back = row(org, "Account", loser)
    assert (back["IsDeleted"], back["MasterRecordId"]) == (0, None)
    assert row(org, "Contact", contact)["AccountId"] == winner


def test_a_converted_lead_is_not_merged(org: LocalOrg) -> None:
    made, other = lead(org), lead(org)
    viewer, leads = org.viewer(org.admin), definition(org, "Lead")
    records.convert_lead(org, viewer, made, records.Conversion())
    for winner, loser in ((made, other), (other, made)):
        error = refusal(records.merge, org, viewer, leads, winner, [loser])
        assert error.status_code == "CANNOT_UPDATE_CONVERTED_LEAD"
    assert row(org, "Lead", other)["IsDeleted"] == 0


def test_a_row_is_not_merged_with_itself(org: LocalOrg) -> None:
    made = lead(org)
    viewer, leads = org.viewer(org.admin), definition(org, "Lead")
    error = refusal(records.merge, org, viewer, leads, made, [made])
    assert error.status_code == "INVALID_ID_FIELD"


def test_a_converted_lead_becomes_rows_and_is_not_edited_again(org: LocalOrg) -> None:
    made = lead(org, FirstName="Ann", City="Berlin", Email="ann@x.co")
    became = records.convert_lead(
        org, org.viewer(org.admin), made, records.Conversion(opportunity=True)
    )
    assert row(org, "Account", became.account)["Name"] == "Acme"
    contact = row(org, "Contact", became.contact)
    assert (contact["Name"], contact["MailingCity"]) == ("Ann Doe", "Berlin")
    after = row(org, "Lead", made)
    assert after["IsConverted"] == 1
    assert after["ConvertedOpportunityId"] == became.opportunity
    error = refusal(change, org, "Lead", made, City="Bonn")
    assert (error.status_code, error.message) == (
        "CANNOT_UPDATE_CONVERTED_LEAD",
        "cannot reference converted lead",
    )
    remove(org, "Lead", made)


def test_a_lead_becomes_a_contact_that_was_there_and_brings_its_activities(org: LocalOrg) -> None:
    account = make(org, "Account", Name="Globex")
    contact = make(org, "Contact", LastName="Lee", Phone="1", AccountId=account)
    made = lead(org, Phone="2", Email="a@b.example")
    task = make(org, "Task", Subject="call", WhoId=made)
    how = records.Conversion(account=account, contact=contact)
    became = records.convert_lead(org, org.viewer(org.admin), made, how)
    assert (became.account, became.contact, became.opportunity) == (account, contact, None)
    kept = row(org, "Contact", contact)
    assert (kept["Phone"], kept["Email"]) == ("1", "a@b.example")
    assert row(org, "Task", task)["WhoId"] == contact


def test_a_lead_is_converted_to_a_status_that_converts(org: LocalOrg) -> None:
    how = records.Conversion(status="Open - Not Contacted")
    error = refusal(records.convert_lead, org, org.viewer(org.admin), lead(org), how)
    assert error.status_code == "INVALID_STATUS"
