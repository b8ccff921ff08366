"""Standard objects that keep other rows in step: prices, opportunity lines, members, files."""

import base64

import pytest

from s2sctl.localorg import records
from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.org import LocalOrg
from s2sctl.localorg.query.runner import QueryRunner
from tests.localorg.engine.shop import change, definition, lead, make, refusal, remove, row


def _standard(org: LocalOrg) -> str:
    found = org.database.one('SELECT "Id" FROM "Pricebook2" WHERE "IsStandard" = 1')
    assert found is not None
    return str(found[0])


def _entry(org: LocalOrg, price: float = 10, name: str = "Bolt") -> str:
    product = make(org, "Product2", Name=name, ProductCode="B-1", IsActive=True)
    return make(
        org,
        "PricebookEntry",
        Pricebook2Id=_standard(org),
        Product2Id=product,
        UnitPrice=price,
        IsActive=True,
    )


def _opportunity(org: LocalOrg, **more: object) -> str:
    said: dict[str, object] = {
        "Name": "Deal",
        "StageName": "Prospecting",
        "CloseDate": "2026-01-01",
    }
    return make(org, "Opportunity", **said | more)


def test_every_new_org_has_its_standard_price_book_and_currency(org: LocalOrg) -> None:
    assert _standard(org).startswith("01s")
    assert org.database.one('SELECT "IsoCode", "IsCorporate" FROM "CurrencyType"') == ("USD", 1)


def test_an_entry_takes_names_over_and_needs_a_standard_price_first(org: LocalOrg) -> None:
    book = make(org, "Pricebook2", Name="Partners", IsActive=True)
    product = make(org, "Product2", Name="Nut")
    entry = {"Pricebook2Id": book, "Product2Id": product, "UnitPrice": 1}
    assert refusal(make, org, "PricebookEntry", **entry).status_code == "STANDARD_PRICE_NOT_DEFINED"
    kept = row(org, "PricebookEntry", _entry(org))
    assert (kept["Name"], kept["ProductCode"]) == ("Bolt", "B-1")
    again = {one: kept[one] for one in ("Pricebook2Id", "Product2Id", "UnitPrice")}
    assert refusal(make, org, "PricebookEntry", **again).status_code == "DUPLICATE_VALUE"


def test_lines_make_the_amount_of_an_opportunity(org: LocalOrg) -> None:
    deal, entry = _opportunity(org), _entry(org)
    first = make(org, "OpportunityLineItem", OpportunityId=deal, PricebookEntryId=entry, Quantity=3)
    line = row(org, "OpportunityLineItem", first)
    assert (line["UnitPrice"], line["TotalPrice"], line["ListPrice"]) == (10.0, 30.0, 10.0)
    assert line["Name"] == "Deal Bolt"
    second = make(
        org,
        "OpportunityLineItem",
        OpportunityId=deal,
        PricebookEntryId=entry,
        Quantity=2,
        TotalPrice=14,
    )
    assert row(org, "OpportunityLineItem", second)["UnitPrice"] == 7.0
    kept = row(org, "Opportunity", deal)
    assert (kept["Amount"], kept["HasOpportunityLineItem"]) == (44.0, 1)
    assert kept["Pricebook2Id"] == _standard(org)
    change(org, "OpportunityLineItem", first, Quantity=1)
    remove(org, "OpportunityLineItem", second)
    assert row(org, "Opportunity", deal)["Amount"] == 10.0


def test_a_line_stays_within_the_opportunity_s_price_book(org: LocalOrg) -> None:
    book = make(org, "Pricebook2", Name="Partners", IsActive=True)
    deal = _opportunity(org, Pricebook2Id=book)
    error = refusal(
        make,
        org,
        "OpportunityLineItem",
        OpportunityId=deal,
        PricebookEntryId=_entry(org),
        Quantity=1,
    )
    assert error.status_code == "FIELD_INTEGRITY_EXCEPTION"
    assert "different pricebook" in error.message


def test_one_contact_role_is_primary(org: LocalOrg) -> None:
    deal = _opportunity(org)
    roles = [
        make(
            org,
            "OpportunityContactRole",
            OpportunityId=deal,
            ContactId=make(org, "Contact", LastName=name),
            IsPrimary=True,
        )
        for name in ("a", "b")
    ]
    assert [row(org, "OpportunityContactRole", one)["IsPrimary"] for one in roles] == [0, 1]


def test_a_campaign_counts_its_members(org: LocalOrg) -> None:
    campaign = make(org, "Campaign", Name="Fair")
    person = lead(org, FirstName="Ann", Email="a@b.example")
    member = make(org, "CampaignMember", CampaignId=campaign, LeadId=person)
    kept = row(org, "CampaignMember", member)
    assert (kept["Status"], kept["Name"], kept["CompanyOrAccount"]) == ("Sent", "Ann Doe", "Acme")
    error = refusal(make, org, "CampaignMember", CampaignId=campaign, LeadId=person)
    assert (error.status_code, error.message) == ("DUPLICATE_VALUE", "Already a campaign member.")
    change(org, "CampaignMember", member, Status="Responded")
    totals = row(org, "Campaign", campaign)
    assert (totals["NumberOfLeads"], totals["NumberOfResponses"]) == (1, 1)
    remove(org, "CampaignMember", member)
    assert row(org, "Campaign", campaign)["NumberOfLeads"] == 0


def test_a_campaign_counts_its_opportunities(org: LocalOrg) -> None:
    campaign = make(org, "Campaign", Name="Fair")
    deal = _opportunity(org, CampaignId=campaign, Amount=5)
    change(org, "Opportunity", deal, StageName="Closed Won")
    totals = row(org, "Campaign", campaign)
    assert (totals["NumberOfWonOpportunities"], totals["AmountWonOpportunities"]) == (1, 5)
    change(org, "Opportunity", deal, CampaignId=None)
    assert row(org, "Campaign", campaign)["NumberOfOpportunities"] == 0


def test_a_file_has_a_document_versions_and_links(org: LocalOrg) -> None:
    account = make(org, "Account", Name="Acme")
    data = base64.b64encode(b"hello").decode()
    first = make(
        org,
        "ContentVersion",
        PathOnClient="dir/plan.txt",
        VersionData=data,
        FirstPublishLocationId=account,
    )
    version = row(org, "ContentVersion", first)
    assert (version["Title"], version["FileType"], version["ContentSize"]) == ("plan", "TEXT", 5)
    document = str(version["ContentDocumentId"])
    assert document.startswith("069")
    linked = org.database.all(
        'SELECT "LinkedEntityId", "ShareType" FROM "ContentDocumentLink" '
        'WHERE "ContentDocumentId" = ? ORDER BY "ShareType"',
        (document,),
    )
    assert linked == [(org.admin, "I"), (account, "V")]
    second = make(
        org,
        "ContentVersion",
        PathOnClient="plan2.txt",
        VersionData=data,
        ContentDocumentId=document,
    )
    assert row(org, "ContentVersion", first)["IsLatest"] == 0
    assert row(org, "ContentDocument", document)["LatestPublishedVersionId"] == second
    assert row(org, "ContentDocument", document)["Title"] == "plan2"


def test_a_file_is_linked_to_a_record_once_and_links_are_asked_for_by_what_they_link(
    org: LocalOrg,
) -> None:
    account = make(org, "Account", Name="Acme")
    data = base64.b64encode(b"hello").decode()
    made = make(
        org,
        "ContentVersion",
        PathOnClient="plan.txt",
        VersionData=data,
        FirstPublishLocationId=account,
    )
    document = str(row(org, "ContentVersion", made)["ContentDocumentId"])
    link = {"ContentDocumentId": document, "LinkedEntityId": account}
    assert refusal(make, org, "ContentDocumentLink", **link).status_code == "DUPLICATE_VALUE"
    other = make(org, "Account", Name="Other")
    make(org, "ContentDocumentLink", ContentDocumentId=document, LinkedEntityId=other)
    viewer = org.viewer(org.admin)
    asked = f"SELECT Id FROM ContentDocumentLink WHERE LinkedEntityId IN ('{account}', '{other}')"
    assert len(QueryRunner(org).run(asked, viewer).records) == 2
    for wrong in ("", f" WHERE LinkedEntityId != '{account}'", " WHERE ShareType = 'V'"):
        with pytest.raises(RequestError, match="Implementation restriction"):
            QueryRunner(org).run(f"SELECT Id FROM ContentDocumentLink{wrong}", viewer)


def test_a_file_needs_data_and_a_path(org: LocalOrg) -> None:
    error = refusal(make, org, "ContentVersion", Title="x")
    assert error.status_code == "REQUIRED_FIELD_MISSING"
    assert error.fields == ("VersionData", "PathOnClient")


def test_an_attachment_knows_its_size_and_is_base64(org: LocalOrg) -> None:
    account = make(org, "Account", Name="Acme")
    body = base64.b64encode(b"hello").decode()
    made = make(org, "Attachment", ParentId=account, Name="a.txt", Body=body)
    assert row(org, "Attachment", made)["BodyLength"] == 5
    error = refusal(make, org, "Attachment", ParentId=account, Name="a.txt", Body="%%%")
    assert error.status_code == "JSON_PARSER_ERROR"


def test_what_hangs_on_a_row_goes_and_comes_back_with_it(org: LocalOrg) -> None:
    account = make(org, "Account", Name="Acme")
    note = make(org, "Note", ParentId=account, Title="n")
    remove(org, "Account", account)
    assert row(org, "Note", note)["IsDeleted"] == 1
    records.undelete(org, org.viewer(org.admin), definition(org, "Account"), account)
    assert row(org, "Note", note)["IsDeleted"] == 0


def test_a_comment_hangs_on_a_case(org: LocalOrg) -> None:
    case = make(org, "Case", Subject="s")
    made = make(org, "CaseComment", ParentId=case, CommentBody="c", IsPublished=True)
    assert made.startswith("00a")
    assert refusal(make, org, "CaseComment", CommentBody="c").fields == ("ParentId",)


def test_the_amount_of_an_opportunity_with_lines_is_passed_over(org: LocalOrg) -> None:
    deal, entry = _opportunity(org), _entry(org)
    make(org, "OpportunityLineItem", OpportunityId=deal, PricebookEntryId=entry, Quantity=3)
    change(org, "Opportunity", deal, Amount=1, NextStep="sign")
    kept = row(org, "Opportunity", deal)
    assert (kept["Amount"], kept["NextStep"]) == (30.0, "sign")


def test_an_activity_belongs_to_the_account_it_is_about(org: LocalOrg) -> None:
    account = make(org, "Account", Name="Acme")
    contact = make(org, "Contact", LastName="Lee", AccountId=account)
    deal = _opportunity(org, AccountId=account)
    whose = ({"WhoId": contact}, {"WhatId": account}, {"WhatId": deal})
    for about in whose:
        assert row(org, "Task", make(org, "Task", Subject="s", **about))["AccountId"] == account
    assert row(org, "Task", make(org, "Task", WhoId=lead(org)))["AccountId"] is None


def test_an_opportunity_keeps_its_history(org: LocalOrg) -> None:
    deal = _opportunity(org, Amount=5)
    change(org, "Opportunity", deal, NextStep="nothing watched")
    change(org, "Opportunity", deal, Amount=7)
    kept = org.database.all(
        'SELECT "Id", "Amount", "PrevAmount" FROM "OpportunityHistory" ORDER BY "Id"'
    )
    assert [one[1:] for one in kept] == [(5.0, None), (7.0, 5.0)]
    assert row(org, "Opportunity", deal)["LastAmountChangedHistoryId"] == kept[1][0]
    assert row(org, "Opportunity", deal)["LastCloseDateChangedHistoryId"] is None
