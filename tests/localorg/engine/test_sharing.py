"""Record visibility: roles, groups, manual shares, sharing rules, masters, deletes."""

from dataclasses import replace

import pytest

from s2sctl.localorg import deployables, records
from s2sctl.localorg.definitions import Rule
from s2sctl.localorg.describe import describe_global
from s2sctl.localorg.faults import RequestError, RowError
from s2sctl.localorg.org import LocalOrg
from s2sctl.localorg.query.runner import QueryRunner
from s2sctl.model.ids import RecordId
from tests.localorg.engine.shop import (
    change,
    custom_object,
    definition,
    make,
    permission_set,
    refusal,
    user,
)


@pytest.fixture
def ann(org: LocalOrg) -> RecordId:
    org.define(replace(definition(org, "Lead"), sharing="Private"))
    return user(org, "ann")


@pytest.fixture
def bob(org: LocalOrg) -> RecordId:
    return user(org, "bob")


def _lead(org: LocalOrg, who: RecordId, **more: object) -> RecordId:
    said = {"LastName": "Doe", "Company": "Acme", **more}
    return records.insert(org, org.viewer(who), definition(org, "Lead"), said)


def _seen(org: LocalOrg, who: RecordId, name: str = "Lead") -> list[str]:
    page = QueryRunner(org).run(f"SELECT Id FROM {name}", org.viewer(who))
    return [str(one["Id"]) for one in page.records]


def _edit(org: LocalOrg, who: RecordId, record_id: str) -> str:
    """The refusal's code, empty where the edit went through."""
    try:
        records.update(org, org.viewer(who), definition(org, "Lead"), record_id, {"City": "x"})
    except RowError as error:
        return error.status_code
    return ""


def _delete(org: LocalOrg, who: RecordId, record_id: str) -> object:
    return records.delete(org, org.viewer(who), definition(org, "Lead"), record_id)


def _assign(org: LocalOrg, name: str, inside: str, who: RecordId) -> None:
    permission_set(org, name, inside)
    found = org.database.one('SELECT "Id" FROM "PermissionSet" WHERE "Name" = ?', (name,))
    assert found is not None
    make(org, "PermissionSetAssignment", PermissionSetId=str(found[0]), AssigneeId=who)


def test_the_boss_s_role_opens_what_those_below_own(
    org: LocalOrg, ann: RecordId, bob: RecordId
) -> None:
    boss = make(org, "UserRole", Name="Boss")
    middle = make(org, "UserRole", Name="Middle", ParentRoleId=boss)
    seller = make(org, "UserRole", Name="Seller", ParentRoleId=middle)
    change(org, "User", bob, UserRoleId=boss)
    change(org, "User", ann, UserRoleId=seller)
    made, mine = _lead(org, ann), _lead(org, bob)
    assert sorted(_seen(org, bob)) == sorted([made, mine])
    assert _seen(org, ann) == [made]
    assert _edit(org, bob, made) == ""
    _delete(org, bob, made)


def test_a_manual_share_opens_one_row_at_its_level(
    org: LocalOrg, ann: RecordId, bob: RecordId
) -> None:
    made, _other = _lead(org, ann), _lead(org, ann)
    share = {"LeadId": made, "UserOrGroupId": bob, "LeadAccessLevel": "Read"}
    shares = definition(org, "LeadShare")
    denied = refusal(records.insert, org, org.viewer(bob), shares, share)
    assert denied.status_code == "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY"
    given = records.insert(org, org.viewer(ann), shares, share)
    assert _seen(org, bob) == [made]
    assert _edit(org, bob, made) == "INSUFFICIENT_ACCESS_OR_READONLY"
    records.update(org, org.viewer(ann), shares, given, {"LeadAccessLevel": "Edit"})
    assert _edit(org, bob, made) == ""
    assert refusal(_delete, org, bob, made).status_code == "INSUFFICIENT_ACCESS_OR_READONLY"
    change(org, "Lead", made, OwnerId=org.admin)
    assert _seen(org, bob) == []


def test_full_access_is_not_given_by_hand(org: LocalOrg, ann: RecordId, bob: RecordId) -> None:
    share = {"LeadId": _lead(org, ann), "UserOrGroupId": bob, "LeadAccessLevel": "All"}
    error = refusal(records.insert, org, org.viewer(ann), definition(org, "LeadShare"), share)
    assert error.status_code == "FIELD_INTEGRITY_EXCEPTION"


def test_a_share_with_a_group_reaches_nested_members(
    org: LocalOrg, ann: RecordId, bob: RecordId
) -> None:
    inner, outer = (make(org, "Group", Name=name, Type="Regular") for name in ("in", "out"))
    make(org, "GroupMember", GroupId=inner, UserOrGroupId=bob)
    make(org, "GroupMember", GroupId=outer, UserOrGroupId=inner)
    made = _lead(org, ann)
    make(org, "LeadShare", LeadId=made, UserOrGroupId=outer, LeadAccessLevel="Read")
    assert _seen(org, bob) == [made]


def test_a_rule_shares_what_its_criteria_say(org: LocalOrg, ann: RecordId, bob: RecordId) -> None:
    hot = _lead(org, ann, Rating="Hot")
    _lead(org, ann, Rating="Cold")
    told = (("to", str(bob)), ("access", "Read"))
    rule = Rule("sharing", "Hot", 'ISPICKVAL(Rating, "Hot")', told)
    deployables.put_rule(org, "Lead", rule)
    assert _seen(org, bob) == [hot]
    assert _edit(org, bob, hot) == "INSUFFICIENT_ACCESS_OR_READONLY"


def test_a_rule_shares_what_a_role_owns_with_everybody(
    org: LocalOrg, ann: RecordId, bob: RecordId
) -> None:
    role = make(org, "UserRole", Name="Sellers")
    change(org, "User", ann, UserRoleId=role)
    sellers = org.database.one(
        'SELECT "Id" FROM "Group" WHERE "Type" = ? AND "RelatedId" = ?', ("Role", role)
    )
    everybody = org.database.one('SELECT "Id" FROM "Group" WHERE "Type" = ?', ("Organization",))
    assert sellers is not None
    assert everybody is not None
    told = (("from", str(sellers[0])), ("to", str(everybody[0])), ("access", "Edit"))
    deployables.put_rule(org, "Lead", Rule("sharing", "Sold", settings=told))
    made = _lead(org, ann)
    assert _seen(org, bob) == [made]
    assert _edit(org, bob, made) == ""


def test_view_all_opens_rows_to_read_and_modify_all_to_change(
    org: LocalOrg, ann: RecordId, bob: RecordId
) -> None:
    made = _lead(org, ann)
    read = "<object>Lead</object><allowRead>true</allowRead><viewAllRecords>true</viewAllRecords>"
    _assign(org, "Look", f"<objectPermissions>{read}</objectPermissions>", bob)
    assert _seen(org, bob) == [made]
    assert _edit(org, bob, made) == "INSUFFICIENT_ACCESS_OR_READONLY"
    more = "<allowEdit>true</allowEdit><allowDelete>true</allowDelete>"
    more += "<modifyAllRecords>true</modifyAllRecords>"
    _assign(org, "Touch", f"<objectPermissions>{read}{more}</objectPermissions>", bob)
    assert _edit(org, bob, made) == ""
    _delete(org, bob, made)


def test_rows_everybody_edits_are_deleted_by_their_owner_only(
    org: LocalOrg, ann: RecordId, bob: RecordId
) -> None:
    org.define(replace(definition(org, "Lead"), sharing="ReadWrite"))
    made = _lead(org, ann)
    assert _edit(org, bob, made) == ""
    assert refusal(_delete, org, bob, made).status_code == "INSUFFICIENT_ACCESS_OR_READONLY"
    _delete(org, ann, made)


def test_what_hangs_on_a_hidden_row_is_hidden(org: LocalOrg, ann: RecordId, bob: RecordId) -> None:
    lead = _lead(org, ann)
    note = {"ParentId": lead, "Title": "secret"}
    made = records.insert(org, org.viewer(ann), definition(org, "Note"), note)
    account = make(org, "Account", Name="Acme")
    open_note = make(org, "Note", ParentId=account, Title="open")
    assert _seen(org, bob, "Note") == [open_note]
    assert sorted(_seen(org, ann, "Note")) == sorted([made, open_note])


def test_a_private_custom_object_has_shares(org: LocalOrg, bob: RecordId) -> None:
    custom_object(org, "Rock__c")
    names = {str(one["name"]) for one in _objects(org)}
    assert "Rock__Share" not in names
    org.define(replace(definition(org, "Rock__c"), sharing="Private"))
    assert "Rock__Share" in {str(one["name"]) for one in _objects(org)}
    rock = make(org, "Rock__c", Name="one")
    make(org, "Rock__Share", ParentId=rock, UserOrGroupId=bob, AccessLevel="Read")
    with pytest.raises(RequestError):
        _seen(org, bob, "Rock__c")
    read = "<object>Rock__c</object><allowRead>true</allowRead>"
    _assign(org, "Rocks", f"<objectPermissions>{read}</objectPermissions>", bob)
    assert _seen(org, bob, "Rock__c") == [rock]


def _objects(org: LocalOrg) -> list[dict[str, object]]:
    answer = describe_global(org, org.viewer(org.admin), "62.0")["sobjects"]
    assert isinstance(answer, list)
    return answer


def test_contacts_controlled_by_their_accounts_follow_them(org: LocalOrg, bob: RecordId) -> None:
    org.define(replace(definition(org, "Account"), sharing="Private"))
    org.define(replace(definition(org, "Contact"), sharing="ControlledByParent"))
    hidden = make(org, "Account", Name="hidden")
    open_one = make(org, "Account", Name="open", OwnerId=bob)
    make(org, "Contact", LastName="a", AccountId=hidden)
    seen = make(org, "Contact", LastName="b", AccountId=open_one)
    assert _seen(org, bob, "Contact") == [seen]


@pytest.mark.parametrize("name", ["Contact", "Opportunity", "Case"])
def test_who_owns_a_row_of_an_account_reads_the_account(
    org: LocalOrg, bob: RecordId, name: str
) -> None:
    org.define(replace(definition(org, "Account"), sharing="Private"))
    account = make(org, "Account", Name="Acme")
    assert _seen(org, bob, "Account") == []
    said = {
        "Contact": {"LastName": "Doe"},
        "Opportunity": {"Name": "o", "StageName": "Prospecting", "CloseDate": "2026-01-01"},
        "Case": {"Subject": "s"},
    }
    made = make(org, name, AccountId=account, OwnerId=bob, **said[name])
    assert _seen(org, bob, "Account") == [account]
    accounts = definition(org, "Account")
    error = refusal(records.update, org, org.viewer(bob), accounts, account, {"Phone": "1"})
    assert error.status_code == "INSUFFICIENT_ACCESS_OR_READONLY"
    records.delete(org, org.viewer(org.admin), definition(org, name), made)
    assert _seen(org, bob, "Account") == []


def test_a_share_of_an_account_may_leave_its_rows_out(org: LocalOrg, bob: RecordId) -> None:
    org.define(replace(definition(org, "Account"), sharing="Private"))
    account = make(org, "Account", Name="Acme")
    levels = {"AccountAccessLevel": "Read", "OpportunityAccessLevel": "None"}
    make(org, "AccountShare", AccountId=account, UserOrGroupId=bob, **levels)
    assert _seen(org, bob, "Account") == [account]
