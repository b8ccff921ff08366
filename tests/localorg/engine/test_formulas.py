"""Formula fields: what they give, where they can be asked, what a bad one is refused with."""

from typing import cast

import pytest

from s2sctl.localorg.definitions import Rule
from s2sctl.localorg.deployables import ComponentProblem, put_rule, remove_field
from s2sctl.localorg.describe import describe_object
from s2sctl.localorg.org import LocalOrg
from s2sctl.localorg.query.runner import QueryRunner
from tests.localorg.engine.shop import at_noon, field, grant, lead, make, refusal, row


def formula(org: LocalOrg, of: str, name: str, kind: str, text: str, extra: str = "") -> None:
    declare(org, of, name, kind, text, extra)
    grant(org, f"{of}.{name}__c")


def declare(org: LocalOrg, of: str, name: str, kind: str, text: str, extra: str = "") -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    field(
        org,
        of,
        f"<fullName>{name}__c</fullName><label>{name}</label><type>{kind}</type>"
        f"<formula>{escaped}</formula>{extra}",
    )


def ask(org: LocalOrg, soql: str) -> list[dict[str, object]]:
    page = QueryRunner(org).run(soql, org.viewer(org.admin), False, 2000, "62.0")
    return cast(list[dict[str, object]], list(page.records))


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("Text", 'FirstName & " " & LastName', "Ann Lee"),
        ("Text", 'FirstName + "-" + TEXT(LeadSource)', "Ann-Web"),
        ("Text", 'IF(ISPICKVAL(Rating, "Hot"), "now", "later")', "now"),
        ("Text", 'CASE(Rating, "Cold", "c", "Hot", "h", "?")', "h"),
        ("Text", "TEXT(NumberOfEmployees)", "7"),
        ("Text", 'IF(ISBLANK(Phone), "none", Phone)', "none"),
        ("Text", "UPPER(LEFT(Company, 2)) & RIGHT(Company, 2) & MID(Company, 2, 2)", "ACmecm"),
        ("Text", 'SUBSTITUTE(Company, "me", "ne")', "Acne"),
        ("Text", "Owner:User.Username", "admin@acme.example"),
        ("Text", "Phone", None),
        ("Number", "NumberOfEmployees / 2", 3.5),
        ("Number", "(1 + 2) * 3 - 2 ^ 3", 1.0),
        ("Number", "AnnualRevenue + 1", None),
        ("Number", "1 / (NumberOfEmployees - 7)", None),
        ("Number", "MAX(1, 5, 3) + MOD(7, 4) + LEN(Company)", 12.0),
        ("Percent", "NumberOfEmployees / 100", 7.0),
        ("Checkbox", 'NumberOfEmployees > 5 && NOT(CONTAINS(Company, "x"))', True),
        ("Checkbox", 'Company = "ACME"', False),
        ("Checkbox", 'BEGINS(Company, "Ac") || ISNUMBER(Company)', True),
        ("Checkbox", 'REGEX(Company, "A[a-z]+")', True),
        ("Checkbox", "AnnualRevenue > 1", False),
        ("Date", "DATE(2024, 2, 28) + 2", "2024-03-01"),
        ("Number", "DATE(2024, 3, 1) - DATE(2024, 2, 28)", 2.0),
        ("Number", "YEAR(DATE(2024, 2, 3)) + MONTH(DATE(2024, 2, 3))", 2026.0),
        ("Number", "TODAY() - DATEVALUE(CreatedDate)", 0.0),
    ],
)
def test_a_formula_gives(org: LocalOrg, kind: str, text: str, expected: object) -> None:
    at_noon(org)
    extra = "<scale>2</scale>" if kind in ("Number", "Percent") else ""
    formula(org, "Lead", "F", kind, text, extra)
    lead(
        org,
        FirstName="Ann",
        LastName="Lee",
        Company="Acme",
        Rating="Hot",
        LeadSource="Web",
        NumberOfEmployees=7,
    )
    assert ask(org, "SELECT F__c FROM Lead")[0]["F__c"] == expected


def test_blank_numbers_are_zero_where_the_field_says_so(org: LocalOrg) -> None:
    formula(
        org,
        "Lead",
        "F",
        "Number",
        "AnnualRevenue + 1",
        "<formulaTreatBlanksAs>BlankAsZero</formulaTreatBlanksAs>",
    )
    lead(org)
    assert ask(org, "SELECT F__c FROM Lead")[0]["F__c"] == 1.0


def test_formulas_reach_parents_and_other_formulas(org: LocalOrg) -> None:
    formula(org, "Account", "Loud", "Text", "UPPER(Name)")
    formula(org, "Contact", "Where", "Text", 'LastName & " of " & Account.Loud__c')
    account = make(org, "Account", Name="Acme")
    make(org, "Contact", LastName="Lee", AccountId=account)
    make(org, "Contact", LastName="Loose")
    asked = ask(org, "SELECT Where__c FROM Contact ORDER BY LastName")
    assert [one["Where__c"] for one in asked] == ["Lee of ACME", "Loose of "]


def test_formulas_filter_sort_group_and_join(org: LocalOrg) -> None:
    formula(org, "Account", "Size", "Number", "NumberOfEmployees * 2")
    for name, count in (("a", 1), ("b", 5), ("c", 3)):
        account = make(org, "Account", Name=name, NumberOfEmployees=count)
    make(org, "Contact", LastName="Lee", AccountId=account)
    asked = ask(org, "SELECT Name FROM Account WHERE Size__c > 2 ORDER BY Size__c DESC")
    assert [one["Name"] for one in asked] == ["b", "c"]
    assert ask(org, "SELECT MAX(Size__c) m FROM Account")[0]["m"] == 10.0
    parent = ask(org, "SELECT Account.Size__c FROM Contact")[0]["Account"]
    assert cast(dict[str, object], parent)["Size__c"] == 6.0


def test_a_formula_is_described_and_never_written(org: LocalOrg) -> None:
    formula(org, "Lead", "F", "Text", "Company")
    answer = describe_object(org, org.viewer(org.admin), "Lead", "62.0")
    described = cast(list[dict[str, object]], answer["fields"])
    told = next(one for one in described if one["name"] == "F__c")
    assert (told["calculated"], told["calculatedFormula"]) == (True, "Company")
    assert (told["createable"], told["updateable"]) == (False, False)
    assert refusal(lead, org, F__c="x").status_code == "INVALID_FIELD_FOR_INSERT_UPDATE"


def test_a_changed_formula_moves_no_stamp(org: LocalOrg) -> None:
    formula(org, "Lead", "F", "Text", "Company")
    made = lead(org)
    before = row(org, "Lead", made)["SystemModstamp"]
    declare(org, "Lead", "F", "Text", "LastName")
    assert row(org, "Lead", made)["SystemModstamp"] == before
    assert ask(org, "SELECT F__c FROM Lead")[0]["F__c"] == "Doe"


@pytest.mark.parametrize(
    ("kind", "text", "problem"),
    [
        ("Text", "Nope__c", "Field Nope__c does not exist. Check spelling."),
        ("Text", "FOO(1)", "Unknown function FOO. Check spelling."),
        ("Text", "IF(TRUE, 1)", "Incorrect number of parameters for function 'IF\\(\\)'"),
        ("Text", "(1", "Missing '\\)'"),
        ("Text", "Rating", "incompatible|picklist"),
        ("Text", 'Rating & "x"', "Field Rating is a picklist field"),
        ("Number", '1 + "x"', "Incorrect parameter type for operator"),
        ("Text", "F__c", "refers to itself"),
        ("Text", 'IF(ISNEW(), "a", "b")', "may not be used in this type of formula"),
    ],
)
def test_a_formula_that_cannot_be_is_refused(
    org: LocalOrg, kind: str, text: str, problem: str
) -> None:
    with pytest.raises(ComponentProblem, match=problem):
        formula(org, "Lead", "F", kind, text)


def test_a_field_that_a_formula_names_stays(org: LocalOrg) -> None:
    field(org, "Lead", "<fullName>A__c</fullName><label>A</label><type>Text</type>"
          "<length>10</length>")  # fmt: skip
    formula(org, "Lead", "F", "Text", "A__c")
    with pytest.raises(ComponentProblem, match="referenced elsewhere"):
        remove_field(org, "Lead", "A__c")


def test_a_default_may_be_a_formula(org: LocalOrg) -> None:
    field(org, "Lead", "<fullName>Due__c</fullName><label>Due</label><type>Date</type>"
          "<defaultValue>TODAY() + 7</defaultValue>")  # fmt: skip
    made = row(org, "Lead", lead(org))["Due__c"]
    assert isinstance(made, str)
    assert made > org.clock.today()


def test_a_geolocation_has_two_parts_of_degrees(org: LocalOrg) -> None:
    field(org, "Lead", "<fullName>Spot__c</fullName><label>Spot</label><type>Location</type>"
          "<scale>4</scale>")  # fmt: skip
    grant(org, "Lead.Spot__c")
    lead(org, Spot__Latitude__s=52.5, Spot__Longitude__s=13.4)
    assert ask(org, "SELECT Spot__c FROM Lead")[0]["Spot__c"] == {
        "latitude": 52.5,
        "longitude": 13.4,
    }
    error = refusal(lead, org, Spot__Latitude__s=91, Spot__Longitude__s=0)
    assert error.status_code == "NUMBER_OUTSIDE_VALID_RANGE"


def test_a_rule_names_no_field_that_is_not_there(org: LocalOrg) -> None:
    with pytest.raises(ComponentProblem, match="Nope__c does not exist"):
        put_rule(org, "Lead", Rule("validation", "R", "Nope__c = 1"))
    with pytest.raises(ComponentProblem, match="expected data type"):
        put_rule(org, "Lead", Rule("validation", "R", "NumberOfEmployees"))
