"""Dependent picklists: deployed, described, kept, and taken over from a describe."""

import base64

import pytest

from s2sctl.localorg.deployables import ComponentProblem
from s2sctl.localorg.deployables.described import take_describes
from s2sctl.localorg.describe import describe_object
from s2sctl.localorg.org import LocalOrg
from s2sctl.localorg.records.countries import keep_states_and_countries
from tests.localorg.engine.shop import field, grant, lead, row

Described = dict[str, dict[str, object]]


def _value(name: str) -> str:
    return f"<value><fullName>{name}</fullName><label>{name}</label></value>"


def _picklist(name: str, values: str, extra: str = "") -> str:
    inner = "".join(_value(one) for one in values)
    return (
        f"<fullName>{name}</fullName><label>{name}</label><type>Picklist</type><valueSet>{extra}"
        f"<restricted>true</restricted><valueSetDefinition>{inner}</valueSetDefinition>"
    )


def _settings(value: str, *controlling: str) -> str:
    named = "".join(f"<controllingFieldValue>{one}</controllingFieldValue>" for one in controlling)
    return f"<valueSettings>{named}<valueName>{value}</valueName></valueSettings>"


def _depend(org: LocalOrg, controller: str, settings: str) -> None:
    said = f"<controllingField>{controller}</controllingField>"
    field(org, "Lead", _picklist("Color__c", "RBG", said) + settings + "</valueSet>")
    grant(org, "Lead.Color__c")


def _fields(org: LocalOrg, name: str = "Lead") -> Described:
    answer = describe_object(org, org.viewer(org.admin), name, "62.0")
    described = answer["fields"]
    assert isinstance(described, list)
    return {one["name"]: one for one in described}


def _offers(described: dict[str, object]) -> dict[str, object]:
    values = described["picklistValues"]
    assert isinstance(values, list)
    return {one["value"]: one["validFor"] for one in values}


def _model(org: LocalOrg) -> None:
    field(org, "Lead", _picklist("Model__c", "XYZ") + "</valueSet>")
    grant(org, "Lead.Model__c")


def test_describe_says_under_which_controlling_values_each_value_is_offered(org: LocalOrg) -> None:
    _model(org)
    _depend(org, "Model__c", _settings("R", "X", "Z") + _settings("G", "Y"))
    described = _fields(org)
    told = described["Color__c"]
    assert (told["dependentPicklist"], told["controllerName"]) == (True, "Model__c")
    assert _offers(told) == {"R": "oAAA", "B": "AAAA", "G": "QAAA"}
    free = described["Model__c"]
    assert (free["dependentPicklist"], free["controllerName"]) == (False, None)
    assert set(_offers(free).values()) == {None}


def test_a_checkbox_controls_as_false_then_true(org: LocalOrg) -> None:
    _depend(org, "IsUnreadByOwner", _settings("R", "true") + _settings("B", "false"))
    assert _offers(_fields(org)["Color__c"]) == {"R": "QAAA", "B": "gAAA", "G": "AAAA"}


def test_the_api_takes_a_value_that_a_page_would_not_offer(org: LocalOrg) -> None:
    _model(org)
    _depend(org, "Model__c", _settings("R", "X"))
    assert row(org, "Lead", lead(org, Model__c="Y", Color__c="R"))["Color__c"] == "R"


def test_the_dependency_outlives_a_restart(org: LocalOrg) -> None:
    _model(org)
    _depend(org, "Model__c", _settings("R", "X"))
    org.reload_definitions()
    assert _offers(_fields(org)["Color__c"])["R"] == "gAAA"


@pytest.mark.parametrize("controller", ["Nope__c", "Company"])
def test_only_a_picklist_or_checkbox_of_the_object_controls(org: LocalOrg, controller: str) -> None:
    with pytest.raises(ComponentProblem, match=f"controllingField '{controller}'"):
        _depend(org, controller, _settings("R", "X"))


def test_states_depend_on_their_country(org: LocalOrg) -> None:
    keep_states_and_countries(org)
    described = _fields(org, "Account")
    told = described["BillingStateCode"]
    assert told["controllerName"] == "BillingCountryCode"
    countries = list(_offers(described["BillingCountryCode"]))
    bitmap = base64.b64decode(str(_offers(told)["TX"]))
    offered = [one for place, one in enumerate(countries) if bitmap[place >> 3] & 0x80 >> place % 8]
    assert offered == ["US"]


def test_a_describe_of_a_real_org_brings_its_dependencies(org: LocalOrg) -> None:
    _model(org)
    _depend(org, "Model__c", _settings("R", "X", "Z") + _settings("G", "Y"))
    said = describe_object(org, org.viewer(org.admin), "Lead", "62.0")
    assert isinstance(said["fields"], list)
    copy = {**said, "name": "Other__c", "keyPrefix": None, "custom": True, "childRelationships": []}
    take_describes(org, copy)
    told = _fields(org, "Other__c")["Color__c"]
    assert told["controllerName"] == "Model__c"
    assert _offers(told) == {"R": "oAAA", "B": "AAAA", "G": "QAAA"}
