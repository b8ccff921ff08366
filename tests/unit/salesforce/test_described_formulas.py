"""A describe tells whether a formula is another one; its text is not kept."""

from s2sctl.salesforce.describe import schema_of


def field(formula):
    one = {"name": "Score__c", "type": "double", "calculated": True, "calculatedFormula": formula}
    return schema_of({"name": "Lead", "fields": [one]}).fields["Score__c"]


def test_another_formula_makes_another_field() -> None:
    assert field("LEN(Company)") == field("LEN(Company)")
    assert field("LEN(Company)") != field("LEN(Company) + 1")
    assert "Company" not in field("LEN(Company)").formula


def test_no_formula_is_none() -> None:
    assert field(None).formula == ""
