"""Our describes beside recorded ones: fields, types, lengths, flags."""

import json
import sys
from pathlib import Path

import pytest

from s2sctl.localorg.describe import describe_global, describe_object
from s2sctl.localorg.org import LocalOrg

WIRE = Path(__file__).parents[3].parent / "shared" / "wire" / "describe"
RECORDED = {
    "Account": "Account.swiftly.json",
    "Contact": "Contact.v48.cumulusci.json",
    "Lead": "Lead.v48.cumulusci.json",
    "Case": "Case.v48.cumulusci.json",
    "Opportunity": "Opportunity.v48.cumulusci.json",
    "Event": "Event.v48.cumulusci.json",
    "OpportunityContactRole": "OpportunityContactRole.v48.cumulusci.json",
    "User": "User.toolkit-net.json",
}
# Recorded years before the others: labels and compounds have changed since.
OLD = frozenset({"User"})
COMPARED = (
    "type", "length", "precision", "scale", "digits", "byteLength", "soapType", "label",
    "nillable", "createable", "updateable", "defaultedOnCreate", "filterable", "sortable",
    "groupable", "aggregatable", "idLookup", "nameField", "unique", "externalId", "custom",
    "caseSensitive", "restrictedPicklist", "compoundFieldName", "extraTypeInfo", "permissionable",
    "relationshipName", "autoNumber", "calculated", "queryByDistance", "cascadeDelete",
)  # fmt: skip
JUDGED = ("type", "length", "nillable", "createable", "updateable", "filterable")
# Not in a plain org, or fields whose target objects the local org does not have.
# Event.ActivityDate is the only date that cannot be aggregated.
# Byte lengths of Case.Comments and Opportunity.Fiscal are not three bytes a character.
KNOWN = {"Account": 0, "Contact": 0, "Lead": 0, "Case": 1, "Opportunity": 1, "Event": 1, "User": 0}
KNOWN |= {"OpportunityContactRole": 0}
# RecordTypeId comes with the first record type, DandbCompanyId with a bought add-on.
ABSENT = dict.fromkeys(KNOWN, 0) | {"Account": 1, "Lead": 1}


def _recorded(name: str) -> dict[str, dict[str, object]]:
    path = WIRE / RECORDED[name]
    if not path.exists():
        pytest.skip(f"no recorded describe at {path}")
    answer = json.loads(path.read_text())
    described = answer.get("body", answer)["fields"]
    return {one["name"]: one for one in described if not one["name"].endswith("__c")}


@pytest.mark.parametrize("name", RECORDED)
def test_fields_are_as_recorded(org: LocalOrg, name: str) -> None:
    theirs = _recorded(name)
    answer = describe_object(org, org.viewer(org.admin), name, "62.0")
    ours = {one["name"]: one for one in answer["fields"]}
    absent = [field for field in theirs if field not in ours]
    differing = [
        f"{name}.{field}.{key}: recorded {theirs[field].get(key)!r}, ours {ours[field][key]!r}"
        for field in theirs
        if field in ours
        for key in (JUDGED if name in OLD else COMPARED)
        if key in theirs[field] and theirs[field].get(key) != ours[field][key]
    ]
    sys.stdout.write(f"\n{name}: {len(theirs)} recorded fields, absent here: {absent}\n")
    sys.stdout.write("\n".join(differing))
    assert len(differing) == KNOWN[name]
    assert len(absent) == ABSENT[name]


@pytest.mark.parametrize("name", RECORDED)
def test_every_recorded_key_of_a_field_is_there(org: LocalOrg, name: str) -> None:
    theirs = next(iter(_recorded(name).values()))
    answer = describe_object(org, org.viewer(org.admin), name, "62.0")
    assert set(theirs) <= set(answer["fields"][0])


@pytest.mark.parametrize("name", RECORDED)
def test_no_field_is_invented(org: LocalOrg, name: str) -> None:
    theirs = _recorded(name)
    answer = describe_object(org, org.viewer(org.admin), name, "62.0")
    # The recorded Account is of an org without Data.com; these are recorded in Account.v48.
    known = {"CleanStatus", "DunsNumber", "NaicsCode", "NaicsDesc", "SicDesc", "Tradestyle"}
    known |= {"YearStarted"} | ({"Address", "GeocodeAccuracy"} if name in OLD else set())
    extra = {one["name"] for one in answer["fields"]} - set(theirs)
    assert extra <= known


@pytest.mark.parametrize("name", [one for one in RECORDED if "v48" in RECORDED[one]])
def test_child_relationships_are_as_recorded(org: LocalOrg, name: str) -> None:
    path = WIRE / RECORDED[name]
    if not path.exists():
        pytest.skip(f"no recorded describe at {path}")
    known = {one.name for one in org.definitions}
    ours = describe_object(org, org.viewer(org.admin), name, "62.0")["childRelationships"]
    theirs = json.loads(path.read_text())["childRelationships"]
    assert isinstance(ours, list)
    keys = ("childSObject", "field", "relationshipName", "cascadeDelete", "restrictedDelete")
    told = {tuple(one[key] for key in keys) for one in ours}
    assert told == {
        tuple(one[key] for key in keys) for one in theirs if one["childSObject"] in known
    }


# Chatter files were read-only in v37, the Lead and Event prefixes were taken out of the recording.
GLOBAL_KNOWN = {
    "ContentDocument": 6,
    "ContentDocumentLink": 4,
    "ContentVersion": 3,
    "Event": 1,
    "Lead": 1,
    "Profile": 1,
}


def test_every_object_is_summed_up_as_recorded(org: LocalOrg) -> None:
    recorded: dict[str, dict[str, object]] = {}
    for file in ("_global.v37.json", "_global.v48.cumulusci.json"):
        if not (WIRE / file).exists():
            pytest.skip(f"no recorded describe at {WIRE / file}")
        answer = json.loads((WIRE / file).read_text())
        recorded |= {one["name"]: one for one in answer["sobjects"]}
    ours = describe_global(org, org.viewer(org.admin), "62.0")["sobjects"]
    assert isinstance(ours, list)
    differing = {
        one["name"]: [
            key
            for key, value in recorded[one["name"]].items()
            if key != "urls" and value != one[key]
        ]
        for one in ours
        if one["name"] in recorded
    }
    sys.stdout.write(f"\n{len(differing)} objects; {differing}\n")
    assert {name: len(keys) for name, keys in differing.items() if keys} == GLOBAL_KNOWN
