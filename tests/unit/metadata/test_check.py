from dataclasses import replace

import pytest

from s2sctl.agreement.join import join
from s2sctl.manifest.manifest import (
    FieldMapping,
    Owner,
    Publication,
    ShareRule,
    Subscription,
    Terms,
)
from s2sctl.metadata.check import check, check_fields, check_side
from s2sctl.model.finding import Severity
from s2sctl.model.schema import FieldSchema
from s2sctl.model.side import Pair
from tests.unit.metadata.lead_schemas import KEY, LEAD, described, having, picked, text, without

NEEDED = (FieldMapping("LastName", "LastName"), FieldMapping("Company", "Company"))


def offering(*fields, where=None):
    return Terms(publish=(Publication("Lead", fields, ShareRule(where)),))


def taking(*mappings, **policies):
    return Terms(subscribe=(Subscription("Lead", "Lead", (*NEEDED, *mappings), **policies),))


def found(terms, schema=LEAD):
    schemas = {schema.name: schema} if schema else {}
    return [(one.code, one.path) for one in check_side(terms, schemas, "acme")]


def test_a_sound_side_has_no_findings():
    assert found(offering("LastName", "Email", where="Rating = 'Hot'")) == []
    assert found(taking(FieldMapping("Email", "Email"), owner=Owner("queue", "Leads"))) == []


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (offering("AnnualRevenu"), ("S2S301", "publish.Lead.fields.AnnualRevenu")),
        (offering("email"), ("S2S301", "publish.Lead.fields.email")),
        (offering("Secret__c"), ("S2S311", "publish.Lead.fields.Secret__c")),
        (offering("Address"), ("S2S309", "publish.Lead.fields.Address")),
        (offering("Score__c"), ("S2S310", "publish.Lead.fields.Score__c")),
        (offering("Email", where="Ratin = 'Hot'"), ("S2S301", "publish.Lead.share.where")),
        (offering("Email", where="Score__c = 'x'"), ("S2S318", "publish.Lead.share.where")),
        (offering("Email", where="Notes__c = 'x'"), ("S2S318", "publish.Lead.share.where")),
        (taking(FieldMapping("X", "Nope__c")), ("S2S301", "subscribe.Lead.fields.X.to")),
        (taking(FieldMapping("X", "Score__c")), ("S2S304", "subscribe.Lead.fields.X.to")),
        (taking(FieldMapping("X", "Old__c")), ("S2S303", "subscribe.Lead.fields.X.to")),
        (taking(FieldMapping("X", "Address")), ("S2S309", "subscribe.Lead.fields.X.to")),
        (taking(record_type="Partners"), ("S2S308", "subscribe.Lead.record_type")),
    ],
)
def test_what_an_org_lacks_is_told_at_its_path(terms, expected):
    assert found(terms) == [expected]


def test_an_account_name_that_names_itself_as_its_compound_is_a_plain_field():
    account = described(text("Name", 255, nillable=False, compound="Name"), name="Account")
    terms = Terms(subscribe=(Subscription("Account", "Account", (FieldMapping("Name", "Name"),)),))
    assert found(terms, account) == []


def test_an_object_that_is_missing_is_one_finding():
    assert found(offering("A", "B"), None) == [("S2S300", "publish.Lead")]
    assert found(taking(), None) == [("S2S300", "subscribe.Lead")]


def test_an_object_the_user_may_not_write_is_one_finding():
    closed = replace(LEAD, createable=False)
    assert found(taking(FieldMapping("X", "Nope__c")), closed) == [("S2S302", "subscribe.Lead")]


def test_a_misspelt_field_is_answered_with_the_right_one():
    (one,) = check_side(offering("AnnualRevenu"), {"Lead": LEAD}, "acme")
    assert one.message == 'Lead in acme has no field "AnnualRevenu"'
    assert one.help == 'did you mean "AnnualRevenue"?'


def test_a_required_field_that_nothing_fills_is_an_error():
    only = Terms(subscribe=(Subscription("Lead", "Lead", NEEDED[:1]),))
    assert found(only) == [("S2S305", "subscribe.Lead.fields")]


def test_it_is_a_warning_where_only_our_own_records_changes_may_come_back():
    back = Terms((Publication("Lead", ("Email",)),), (Subscription("Lead", "Lead", NEEDED[:1]),))
    (one,) = check_side(back, {"Lead": LEAD}, "acme")
    assert (one.code, one.severity) == ("S2S305", Severity.WARNING)


def test_a_misspelt_target_is_not_told_again_as_a_required_field_without_a_source():
    wrong = (FieldMapping("LastName", "LastName"), FieldMapping("Company", "Compny"))
    only = Terms(subscribe=(Subscription("Lead", "Lead", wrong),))
    assert found(only) == [("S2S301", "subscribe.Lead.fields.Company.to")]


def test_nothing_is_said_of_a_required_field_that_the_side_itself_gives():
    back = Terms(
        (Publication("Lead", ("LastName", "Company", "Rating")),),
        (Subscription("Lead", "Lead", (FieldMapping("Rating", "Rating"),)),),
    )
    assert found(back) == []


def test_a_side_that_takes_more_than_it_gives_makes_copies_and_must_fill_them():
    taken = tuple(FieldMapping(name, name) for name in ("Rating", "Email", "LastName"))
    terms = Terms((Publication("Lead", ("Rating",)),), (Subscription("Lead", "Lead", taken),))
    (one,) = check_side(terms, {"Lead": LEAD}, "globex")
    assert (one.code, one.severity) == ("S2S305", Severity.ERROR)
    assert "Lead.Company" in one.message


@pytest.mark.parametrize(
    ("key", "word"),
    [
        (None, "has no S2S_Key__c"),
        (replace(KEY, unique=False), "not unique"),
        (replace(KEY, external_id=False), "not an external id"),
        (replace(KEY, case_sensitive=False), "not case-sensitive"),
        (replace(KEY, updateable=False), "may not write"),
    ],
)
def test_a_key_field_that_would_not_do_is_refused(key, word):
    schema = without(LEAD, "S2S_Key__c") if key is None else having(LEAD, key)
    (one,) = check_side(taking(), {"Lead": schema}, "globex")
    assert one.code == "S2S306"
    assert word in one.message


def test_the_connection_field_must_be_there():
    assert found(taking(), without(LEAD, "S2S_Connection__c")) == [("S2S307", "subscribe.Lead")]


def test_marks_that_subscribe_still_deploys_are_not_missed_but_unfit_ones_are():
    bare = without(LEAD, "S2S_Key__c", "S2S_Connection__c")
    assert check_side(taking(), {"Lead": bare}, "globex", fresh={"Lead"}) == ()
    unfit = having(bare, replace(KEY, unique=False))
    (one,) = check_side(taking(), {"Lead": unfit}, "globex", fresh={"Lead"})
    assert one.code == "S2S306"


def test_an_object_without_owner_takes_none():
    taken = taking(owner=Owner("queue", "Leads"))
    assert found(taken, without(LEAD, "OwnerId")) == [("S2S317", "subscribe.Lead.owner")]


@pytest.mark.parametrize(("restricted", "severity"), [(True, "error"), (False, "warning")])
def test_what_a_map_writes_must_be_in_the_picklist_of_our_own_org(restricted, severity):
    schema = having(LEAD, picked("Rating", "Hot", "Warm", restricted=restricted))
    mapping = FieldMapping("Rating", "Rating", (("H", "Hot"), ("T", "Tepid")), default="Wram")
    told = check_side(taking(mapping), {"Lead": schema}, "globex")
    assert [(one.code, one.severity.value, one.path) for one in told] == [
        ("S2S316", severity, "subscribe.Lead.fields.Rating.values"),
        ("S2S316", severity, "subscribe.Lead.fields.Rating.default"),
    ]
    assert told[1].help == 'did you mean "Warm"?'


def test_a_map_into_a_multi_select_picklist_is_judged_value_by_value():
    many = replace(picked("Many__c", "a", "b"), type="multipicklist")
    mapping = FieldMapping("Many__c", "Many__c", (("x", "a;b"), ("y", "a;c")))
    (one,) = check_side(taking(mapping), {"Lead": having(LEAD, many)}, "globex")
    assert '"c" is no active value' in one.message


# -- both orgs ------------------------------------------------------------------------------------


def between(mapping, source, target):
    """Findings for one field of acme (side a) that goes into one of globex (side b)."""
    a = Terms(publish=(Publication("Lead", (source.name,)),))
    b = Terms(subscribe=(Subscription("Lead", "Lead", (mapping,)),))
    agreement, _ = join("x", Pair(a, b))
    schemas = Pair({"Lead": described(source)}, {"Lead": described(target)})
    return check_fields(agreement, schemas, Pair("acme", "globex"))


def codes(source, target, **transform):
    mapping = FieldMapping(source.name, target.name, **transform)
    return [(one.code, one.severity.value) for one in between(mapping, source, target)]


LONG = FieldSchema("Description", "textarea", length=32000)
MONEY = FieldSchema("Amount", "currency", precision=18, scale=2)
FLAG = FieldSchema("Flag", "boolean")
DAY = FieldSchema("Day", "date")
STAMP = FieldSchema("At", "datetime")
MULTI = FieldSchema("Many", "multipicklist", length=4099)
ERROR, WARNING = "error", "warning"


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        (text("A", 80), text("B", 80), []),
        (text("A", 255), text("B", 80), [("S2S313", ERROR)]),
        (text("A", 255), LONG, []),
        (LONG, text("B", 255), [("S2S312", ERROR)]),
        (LONG, FieldSchema("B", "textarea", length=1000), [("S2S313", ERROR)]),
        (text("A", 255), FieldSchema("B", "textarea", length=255), []),
        (MONEY, FieldSchema("B", "double", precision=18, scale=0), [("S2S314", ERROR)]),
        (MONEY, FieldSchema("B", "double", precision=10, scale=2), [("S2S314", WARNING)]),
        (MONEY, FieldSchema("B", "percent", precision=18, scale=2), []),
        (FieldSchema("N", "int", digits=9), MONEY, []),
        (MONEY, text("B"), []),
        (MONEY, DAY, [("S2S312", ERROR)]),
        (DAY, STAMP, [("S2S312", ERROR)]),
        (STAMP, DAY, [("S2S312", ERROR)]),
        (DAY, text("B"), []),
        (text("A"), FLAG, [("S2S312", ERROR)]),
        (FLAG, text("B"), []),
        (MULTI, LONG, []),
        (MULTI, picked("P", "x"), [("S2S312", ERROR)]),
        (picked("P", "Hot"), picked("Q", "Hot", "Cold"), []),
        (picked("P", "Hot", "Tepid"), picked("Q", "Hot"), [("S2S315", ERROR)]),
        (picked("P", "Tepid"), picked("Q", "Hot", restricted=False), []),
        (text("A"), picked("Q", "Hot"), [("S2S315", WARNING)]),
        (picked("P", "Hot"), text("B", 3), []),
        (picked("P", "Tepid"), text("B", 3), [("S2S313", ERROR)]),
        (FieldSchema("E", "email", length=80), text("B", 80), []),
    ],
)
def test_types_fit_or_are_told(source, target, expected):
    assert codes(source, target) == expected


def test_a_cut_makes_long_text_fit():
    assert codes(LONG, text("B", 255), truncate=255) == []
    assert codes(LONG, text("B", 255), truncate=300) == [("S2S313", ERROR)]


def test_a_value_map_makes_words_fit():
    rating = picked("Q", "Hot", "Warm")
    assert codes(picked("P", "Hot", "Tepid"), rating, values=(("Tepid", "Warm"),)) == []
    assert codes(picked("P", "Tepid"), rating, values=(("x", "Hot"),), default="Warm") == []
    assert codes(picked("P", "y"), FLAG, values=(("y", "true"),), default="false") == []


def test_a_mismatch_names_both_orgs_and_both_types():
    mapping = FieldMapping("Description", "Summary__c")
    (one,) = between(mapping, LONG, text("Summary__c", 255))
    assert one.message.startswith(
        "Description is Long Text Area(32000) in acme, Summary__c is Text(255) in globex"
    )
    assert one.path == "b.subscribe.Lead.fields.Description.to"
    assert "truncate: 255" in one.help


def test_a_lookup_needs_its_parents_in_the_connection():
    lookup = FieldSchema("Account__c", "reference", reference_to=("Account",))
    assert codes(lookup, lookup) == [("S2S319", WARNING)]
    assert codes(lookup, replace(lookup, nillable=False)) == [("S2S319", ERROR)]


def test_an_agreement_is_checked_whole_and_a_missing_field_told_once():
    a = offering("LastName", "Company", "Gone__c")
    b = taking(FieldMapping("Gone__c", "Email"))
    agreement, findings = join("x", Pair(a, b))
    assert findings == ()
    schemas = Pair({"Lead": LEAD}, {"Lead": LEAD})
    told = [(one.code, one.path) for one in check(agreement, schemas, Pair("acme", "globex"))]
    assert told == [("S2S301", "a.publish.Lead.fields.Gone__c")]
