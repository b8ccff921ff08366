"""A field that was in force and is gone is no misspelling of another one."""

from dataclasses import replace

from s2sctl.manifest.manifest import FieldMapping, Publication, ShareRule, Subscription, Terms
from s2sctl.manifest.parse import parse
from s2sctl.manifest.recast import Recast
from s2sctl.metadata.check import check_side
from s2sctl.metadata.drift import Change, Drift
from s2sctl.metadata.drifted import knowing
from s2sctl.metadata.manifests import alone
from tests.unit.metadata.lead_schemas import LEAD, described, text

SPLIT = """\
connection: x
org: globex
partner: {org: acme, account: Acme}
subscribe:
  Lead:
    fields:
      Contact__c: {split: [Given__c, Family__c], separator: " "}
"""


def told(terms, schema):
    (found,) = [one for one in check_side(terms, {"Lead": schema}, "acme") if "301" in one.code]
    return found


def test_a_deleted_field_is_not_mended_into_one_of_a_like_name():
    schema = described(text("Phone_1__c"))
    terms = Terms(publish=(Publication("Lead", ("Phone_2__c",), ShareRule(None)),))
    assert told(terms, schema).fix is not None
    lost = knowing({"Lead": schema}, {}, [Drift("Lead", "Phone_2__c", "gone", Change.GONE)])
    found = told(terms, lost["Lead"])
    assert found.fix is None
    assert "was there when this was put in force" in found.help


def test_a_misspelt_target_is_not_mended_into_the_new_name_of_another_one():
    schema = replace(described(text("Gist__c")), renamed={"Summary__c": "Gist__c"})
    fields = (FieldMapping("A", "Summary__c"), FieldMapping("B", "Gists__c"))
    terms = Terms(subscribe=(Subscription("Lead", "Lead", fields),))
    found = {one.message: one.fix for one in check_side(terms, {"Lead": schema}, "acme")}
    assert found['Lead in acme has no field "Gists__c"'] is None
    assert found["Lead.Summary__c in acme was renamed to Gist__c"] is not None


def test_a_field_named_by_split_is_found_and_mended_where_it_stands():
    schema = replace(
        described(text("First__c"), text("Family__c")), renamed={"Given__c": "First__c"}
    )
    parsed = parse(SPLIT, "x.yaml")
    (found,) = [one for one in alone([parsed], {"globex": {"Lead": schema}}) if "380" in one.code]
    assert (found.place.line, found.place.column, found.place.width) == (7, 28, len("Given__c"))


def test_a_field_named_by_to_is_found_at_to():
    fields = (FieldMapping("X", "Nope__c", recast=Recast(prefix="A")),)
    terms = Terms(subscribe=(Subscription("Lead", "Lead", fields),))
    assert told(terms, LEAD).path == "subscribe.Lead.fields.X.to"
