"""Validation, duplicate and assignment rules, and triggers: what happens when a row is saved."""

from s2sctl.localorg import deployables, records
from s2sctl.localorg.definitions import Rule
from s2sctl.localorg.org import LocalOrg
from s2sctl.localorg.records import Change, Operation, SaveOptions
from tests.localorg.engine.shop import (
    change,
    definition,
    field,
    grant,
    lead,
    make,
    queue,
    refusal,
    row,
)

_RULE = """<fullName>No_Nobody</fullName><active>true</active>
<errorConditionFormula>ISBLANK(Phone) &amp;&amp; ISBLANK(Email)</errorConditionFormula>
<errorDisplayField>Phone</errorDisplayField><errorMessage>Say how to call.</errorMessage>"""


def _validate(org: LocalOrg, inside: str) -> bool:
    _, meta = deployables.from_xml(f"<v>{inside}</v>".encode())
    with org.database.transaction():
        return deployables.put_validation_rule(org, "Lead", meta)


def _count(org: LocalOrg) -> int:
    found = org.database.one('SELECT count(*) FROM "Lead"')
    assert found is not None
    return int(str(found[0]))


def test_a_true_condition_refuses_the_row_and_leaves_nothing(org: LocalOrg) -> None:
    assert _validate(org, _RULE)
    error = refusal(lead, org)
    assert (error.status_code, error.message, error.fields) == (
        "FIELD_CUSTOM_VALIDATION_EXCEPTION",
        "Say how to call.",
        ("Phone",),
    )
    assert _count(org) == 0
    made = lead(org, Phone="1")
    assert refusal(change, org, "Lead", made, Phone=None).fields == ("Phone",)
    assert row(org, "Lead", made)["Phone"] == "1"


def test_an_inactive_or_removed_rule_refuses_nothing(org: LocalOrg) -> None:
    _validate(org, _RULE)
    assert not _validate(org, _RULE.replace("<active>true", "<active>false"))
    lead(org)
    _validate(org, _RULE)
    deployables.remove_rule(org, "Lead", "validation", "No_Nobody")
    lead(org)
    assert _count(org) == 2


def test_rules_survive_a_restart(org: LocalOrg) -> None:
    _validate(org, _RULE)
    again = LocalOrg.open(org.folder)
    assert refusal(lead, again).status_code == "FIELD_CUSTOM_VALIDATION_EXCEPTION"
    again.close()


def test_a_rule_sees_what_was_there_before(org: LocalOrg) -> None:
    told = (("message", "no way back"), ("field", ""))
    formula = 'ISCHANGED(Company) && PRIORVALUE(Company) = "Acme" && NOT(ISNEW())'
    deployables.put_rule(org, "Lead", Rule("validation", "Back", formula, told))
    made = lead(org, Company="Acme")
    change(org, "Lead", made, Company="Acme", Phone="1")
    error = refusal(change, org, "Lead", made, Company="Globex")
    assert (error.message, error.fields) == ("no way back", ())


def test_one_bad_row_of_a_batch_is_refused_alone(org: LocalOrg) -> None:
    _validate(org, _RULE)
    rows = [Change("Lead", {"LastName": "a", "Company": "b", "Phone": p}) for p in ("1", None, "2")]
    done = records.save_many(org, org.viewer(org.admin), Operation.INSERT, rows)
    assert [one.error is None for one in done] == [True, False, True]
    assert _count(org) == 2


def test_a_trigger_rewrites_a_field_before_the_rules_look(org: LocalOrg) -> None:
    _validate(org, _RULE)
    trigger = Rule(
        "trigger", "Call", "ISNEW()", (("field", "Phone"), ("value", '"+1 " & LastName'))
    )
    deployables.put_rule(org, "Lead", trigger)
    made = lead(org)
    assert row(org, "Lead", made)["Phone"] == "+1 Doe"
    change(org, "Lead", made, Phone="2")
    assert row(org, "Lead", made)["Phone"] == "2"


def test_an_alert_is_passed_by_the_header_and_a_block_is_not(org: LocalOrg) -> None:
    settings = (("fields", "Email"), ("insert", "Allow"), ("update", "Block"), ("message", "Again"))
    deployables.put_rule(org, "Lead", Rule("duplicate", "Mail", settings=settings))
    first = lead(org, Email="a@b.example")
    error = refusal(lead, org, Email="A@B.example")
    assert (error.status_code, error.message, error.fields) == ("DUPLICATES_DETECTED", "Again", ())
    told = error.details["duplicateResut"]
    assert isinstance(told, dict)
    assert told["allowSave"] is True
    assert first in str(told["matchResults"])
    passing = SaveOptions(allow_duplicates=True)
    second = records.insert(
        org,
        org.viewer(org.admin),
        definition(org, "Lead"),
        {"LastName": "x", "Company": "y", "Email": "a@b.example"},
        passing,
    )
    blocked = refusal(
        records.update,
        org,
        org.viewer(org.admin),
        definition(org, "Lead"),
        second,
        {"Phone": "1"},
        passing,
    )
    assert blocked.status_code == "DUPLICATES_DETECTED"


def test_blank_values_are_no_duplicates(org: LocalOrg) -> None:
    deployables.put_rule(
        org, "Lead", Rule("duplicate", "Mail", settings=(("fields", "Email"), ("insert", "Block")))
    )
    lead(org)
    lead(org)
    assert _count(org) == 2


def test_assignment_rules_are_on_unless_the_caller_says_no(org: LocalOrg) -> None:
    hot, cold = queue(org, "Hot", "Lead"), queue(org, "Cold", "Lead")
    for name, formula, owner in (("1", 'ISPICKVAL(Rating, "Hot")', hot), ("2", "", cold)):
        deployables.put_rule(org, "Lead", Rule("assignment", name, formula, (("owner", owner),)))
    assert row(org, "Lead", lead(org, Rating="Hot"))["OwnerId"] == hot
    assert row(org, "Lead", lead(org))["OwnerId"] == cold
    made = records.insert(
        org,
        org.viewer(org.admin),
        definition(org, "Lead"),
        {"LastName": "x", "Company": "y"},
        SaveOptions(assign=False),
    )
    assert row(org, "Lead", made)["OwnerId"] == org.admin


def test_a_rule_reaches_parents(org: LocalOrg) -> None:
    field(org, "Contact", "<fullName>Level__c</fullName><label>Level</label><type>Number</type>"
          "<precision>3</precision><scale>0</scale>")  # fmt: skip
    grant(org, "Contact.Level__c")
    formula = "Level__c > Account.NumberOfEmployees"
    told = (("message", "too high"), ("field", "Level__c"))
    deployables.put_rule(org, "Contact", Rule("validation", "Level", formula, told))
    account = make(org, "Account", Name="Acme", NumberOfEmployees=3)
    make(org, "Contact", LastName="ok", AccountId=account, Level__c=3)
    error = refusal(make, org, "Contact", LastName="no", AccountId=account, Level__c=4)
    assert error.fields == ("Level__c",)


_SIZE = """<fullName>Size__c</fullName><label>Size</label><type>Picklist</type><valueSet>
<restricted>true</restricted><valueSetDefinition><value><fullName>S</fullName></value>
<value><fullName>M / L</fullName></value></valueSetDefinition></valueSet>"""
_TYPE = """<fullName>Small</fullName><label>Small</label><active>true</active><picklistValues>
<picklist>Size__c</picklist><values><fullName>S</fullName></values></picklistValues>"""


def test_a_record_type_offers_some_values_of_a_restricted_picklist(org: LocalOrg) -> None:
    field(org, "Lead", _SIZE)
    grant(org, "Lead.Size__c")
    _, meta = deployables.from_xml(f"<r>{_TYPE}</r>".encode())
    deployables.put_record_type(org, org.admin, "Lead", meta)
    small = org.database.one('SELECT "Id" FROM "RecordType"')
    assert small is not None
    lead(org, Size__c="M / L")
    made = lead(org, Size__c="S", RecordTypeId=small[0])
    error = refusal(change, org, "Lead", made, Size__c="M / L")
    assert error.status_code == "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"
    assert error.message == "Size: bad value for restricted picklist field: M / L"
