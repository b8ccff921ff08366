"""What shares with a parent, and what lines of opportunities need, against the describes."""

from dataclasses import replace

from s2sctl.agreement.join import join
from s2sctl.manifest.manifest import FieldMapping, Publication, ShareRule, Subscription, Terms
from s2sctl.metadata.check import check, check_side
from s2sctl.model.finding import Severity
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.schema import FieldSchema
from s2sctl.model.side import Pair
from tests.support.world import ACCOUNT, CONTACT, lookup, schema, text

LINE = schema(
    "OpportunityLineItem",
    "00k",
    lookup("OpportunityId", "Opportunity", nillable=False, updateable=False),
    lookup("Product2Id", "Product2", updateable=False),
    FieldSchema(FieldName("Quantity"), "double", precision=12, scale=2, nillable=False),
    FieldSchema(FieldName("UnitPrice"), "currency", precision=18, scale=2),
    FieldSchema(FieldName("TotalPrice"), "currency", precision=18, scale=2),
    FieldSchema(FieldName("ListPrice"), "currency", createable=False, updateable=False),
    FieldSchema(FieldName("ProductCode"), "string", length=255, createable=False, updateable=False),
)
CONTACTS = ("LastName", "AccountId")


def contacts(*follows):
    return Publication("Contact", CONTACTS, ShareRule(follows=follows))


def taking(name, *fields):
    mappings = tuple(FieldMapping(one, one) for one in fields)
    return Subscription(ObjectName(name), ObjectName(name), mappings)


def codes(terms, *schemas):
    return [one.code for one in check_side(terms, {one.name: one for one in schemas}, "acme")]


def both(publish, subscribe):
    schemas = {one.name: one for one in (ACCOUNT, CONTACT)}
    agreement, _ = join("acme-globex", Pair(Terms(publish), Terms((), subscribe)))
    return [(one.code, one.severity) for one in check(agreement, Pair(schemas, schemas))]


def test_what_a_record_is_shared_with_must_be_a_lookup():
    assert codes(Terms((contacts("AccountId"),)), CONTACT) == []
    assert codes(Terms((contacts("LastName"),)), CONTACT) == ["S2S351"]
    assert codes(Terms((contacts("AcountId"),)), CONTACT) == ["S2S301"]


def test_the_parent_must_be_shared_too():
    taken = taking("Contact", *CONTACTS)
    found = both((contacts("AccountId"),), (taken,))
    assert ("S2S354", Severity.WARNING) in found
    accounts = Publication("Account", ("Name",))
    assert both((contacts("AccountId"), accounts), (taken, taking("Account", "Name"))) == []


def test_a_lookup_that_is_set_once_may_be_mapped():
    fields = ("OpportunityId", "Product2Id", "Quantity", "UnitPrice")
    assert codes(Terms((), (taking("OpportunityLineItem", *fields),)), LINE) == []


def test_a_line_needs_its_product_and_one_price():
    bare = taking("OpportunityLineItem", "OpportunityId", "Quantity")
    assert codes(Terms((), (bare,)), LINE) == ["S2S352"]
    fields = ("OpportunityId", "Product2Id", "Quantity", "UnitPrice", "TotalPrice")
    assert codes(Terms((), (taking("OpportunityLineItem", *fields),)), LINE) == ["S2S353"]


def test_what_an_org_works_out_for_a_line_cannot_be_written():
    fields = ("OpportunityId", "Product2Id", "Quantity", "ListPrice", "ProductCode")
    assert codes(Terms((), (taking("OpportunityLineItem", *fields),)), LINE) == ["S2S303"] * 2


def test_a_product_that_is_not_shared_is_an_error_for_lines():
    fields = ("OpportunityId", "Product2Id", "Quantity")
    published = Publication("OpportunityLineItem", fields)
    taken = taking("OpportunityLineItem", *fields)
    schemas = {LINE.name: LINE}
    agreement, _ = join("acme-globex", Pair(Terms((published,)), Terms((), (taken,))))
    found = check(agreement, Pair(schemas, schemas))
    assert [(one.code, one.severity) for one in found] == [("S2S319", Severity.ERROR)] * 2


def test_person_accounts_are_told_and_stop_nothing():
    flag = FieldSchema(FieldName("IsPersonAccount"), "boolean", createable=False)
    persons = schema("Contact", "003", text("LastName"), lookup("AccountId", "Account"), flag)
    found = check_side(Terms((contacts("AccountId"),)), {persons.name: persons}, "acme")
    assert [(one.code, one.severity) for one in found] == [("S2S355", Severity.WARNING)]
    assert replace(found[0]).path == "publish.Contact"
