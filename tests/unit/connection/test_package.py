"""The files are what the Metadata API takes, and always the same bytes."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2sctl.connection.components import FieldKind
from s2sctl.connection.footprint import CONNECTION_SCHEMA, SHARE_SCHEMA, footprint
from s2sctl.connection.objects import CONNECTION_OBJECT, SHARE_OBJECT, relationship_of
from s2sctl.connection.package import package_files, removal_files
from s2sctl.connection.permissions import runner
from s2sctl.manifest.manifest import FieldMapping, Publication, Subscription, Terms
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.schema import FieldSchema, ObjectSchema

MD = "{http://soap.sforce.com/2006/04/metadata}"
LEAD = ObjectName("Lead")


def subscription(name, *fields):
    mappings = tuple(FieldMapping(FieldName(one), FieldName(one)) for one in fields)
    return Subscription(ObjectName(name), ObjectName(name), mappings)


TERMS = Terms(
    publish=(Publication(ObjectName("Case"), (FieldName("Subject"), FieldName("Status"))),),
    subscribe=(subscription("Lead", "LastName", "Email", "Score__c", "Street"),),
)
SCHEMAS = {
    LEAD: ObjectSchema(
        LEAD,
        "Lead",
        "00Q",
        {
            one.name: one
            for one in (
                FieldSchema(FieldName("LastName"), "string", permissionable=False),
                FieldSchema(FieldName("Email"), "email"),
                FieldSchema(FieldName("Score__c"), "double", calculated=True),
                FieldSchema(FieldName("Address"), "address"),
                FieldSchema(
                    FieldName("Street"),
                    "textarea",
                    permissionable=False,
                    compound=FieldName("Address"),
                ),
            )
        },
    )
}
FILES = package_files(footprint([TERMS], SCHEMAS))


def tree(path, files=FILES):
    return ElementTree.fromstring(files[path])


def text(element, name):
    return element.findtext(MD + name)


def fields(path):
    return {text(one, "fullName"): one for one in tree(path).findall(f"{MD}fields")}


def listed(path, kind):
    root = tree(path)
    for types in root.findall(f"{MD}types"):
        if text(types, "name") == kind:
            return [one.text for one in types.findall(f"{MD}members")]
    return []


def field_permissions(name):
    root = tree(f"permissionsets/{name}.permissionset")
    return {
        text(one, "field"): text(one, "editable") == "true"
        for one in root.findall(f"{MD}fieldPermissions")
    }


def object_permissions(name):
    root = tree(f"permissionsets/{name}.permissionset")
    return {text(one, "object"): one for one in root.findall(f"{MD}objectPermissions")}


def test_the_package_lists_every_file_and_nothing_else():
    assert set(FILES) == {
        "package.xml",
        "objects/S2S_Connection__c.object",
        "objects/S2S_Share__c.object",
        "objects/Lead.object",
        "permissionsets/S2S_Runner.permissionset",
        "permissionsets/S2S_Sharer.permissionset",
    }
    assert listed("package.xml", "CustomObject") == ["S2S_Connection__c", "S2S_Share__c"]
    assert listed("package.xml", "CustomField") == ["Lead.S2S_Connection__c", "Lead.S2S_Key__c"]
    assert listed("package.xml", "PermissionSet") == ["S2S_Runner", "S2S_Sharer"]
    assert text(tree("package.xml"), "version") == "64.0"


def test_equal_footprints_give_equal_bytes_whatever_the_order_of_their_terms():
    other = Terms(subscribe=(subscription("Contact", "Email"),))
    one = package_files(footprint([TERMS, other], SCHEMAS))
    assert one == package_files(footprint([other, TERMS], SCHEMAS))


@pytest.mark.parametrize("path", sorted(FILES))
def test_elements_of_one_name_are_neighbours_in_alphabetical_order(path):
    def check(element):
        names = [child.tag for child in element]
        runs = [name for place, name in enumerate(names) if names[place - 1 : place] != [name]]
        assert len(runs) == len(set(runs))
        for child in element:
            check(child)

    root = tree(path)
    check(root)
    if not path.endswith("package.xml"):
        assert [child.tag for child in root] == sorted(child.tag for child in root)


def test_the_key_is_a_unique_case_sensitive_external_id_and_the_lookup_clears():
    found = fields("objects/Lead.object")
    key = {child.tag.removeprefix(MD): child.text for child in found["S2S_Key__c"]}
    assert key | {"inlineHelpText": ""} == {
        "caseSensitive": "true",
        "externalId": "true",
        "fullName": "S2S_Key__c",
        "inlineHelpText": "",
        "label": "S2S Key",
        "length": "80",
        "required": "false",
        "type": "Text",
        "unique": "true",
    }
    lookup = found["S2S_Connection__c"]
    assert text(lookup, "deleteConstraint") == "SetNull"
    assert text(lookup, "referenceTo") == "S2S_Connection__c"
    assert text(lookup, "relationshipName") == "S2S_Lead"


def test_our_objects_are_deployed_with_all_their_fields():
    for spec in (CONNECTION_OBJECT, SHARE_OBJECT):
        root = tree(f"objects/{spec.name}.object")
        assert set(fields(f"objects/{spec.name}.object")) == {one.name for one in spec.fields}
        assert text(root, "deploymentStatus") == "Deployed"
        assert text(root, "sharingModel") == spec.sharing
    assert text(tree("objects/S2S_Share__c.object").find(f"{MD}nameField"), "type") == "AutoNumber"


def test_a_required_lookup_restricts_because_it_cannot_be_cleared():
    lookup = fields("objects/S2S_Share__c.object")["Connection__c"]
    assert (text(lookup, "required"), text(lookup, "deleteConstraint")) == ("true", "Restrict")


def test_long_texts_and_numbers_say_only_what_their_type_takes():
    found = fields("objects/S2S_Connection__c.object")
    published = found["Published__c"]
    assert (text(published, "length"), text(published, "visibleLines")) == ("131072", "5")
    assert text(published, "required") is None
    assert (text(found["Pending__c"], "precision"), text(found["Pending__c"], "scale")) == (
        "18",
        "0",
    )


def test_permission_sets_list_no_required_field():
    for name in ("S2S_Runner", "S2S_Sharer"):
        permissions = field_permissions(name)
        for spec in (CONNECTION_OBJECT, SHARE_OBJECT):
            required = {f"{spec.name}.{one.name}" for one in spec.fields if one.required}
            assert required
            assert not required & set(permissions)
    assert "Lead.LastName" not in field_permissions("S2S_Runner")


def test_the_runner_sees_every_field_of_ours_and_of_the_terms():
    permissions = field_permissions("S2S_Runner")
    for spec in (CONNECTION_OBJECT, SHARE_OBJECT):
        for one in spec.fields:
            assert one.required or permissions[f"{spec.name}.{one.name}"]
    assert permissions["Lead.Email"]
    assert permissions["Lead.S2S_Key__c"]
    assert permissions["Lead.S2S_Connection__c"]


def test_a_formula_is_not_editable_and_an_address_part_is_granted_as_a_whole():
    permissions = field_permissions("S2S_Runner")
    assert permissions["Lead.Score__c"] is False
    assert permissions["Lead.Address"]
    assert "Lead.Street" not in permissions


def test_published_objects_are_read_and_subscribed_ones_written():
    objects = object_permissions("S2S_Runner")
    case, lead = objects["Case"], objects["Lead"]
    assert (text(case, "allowRead"), text(case, "allowEdit")) == ("true", "false")
    assert (text(lead, "allowCreate"), text(lead, "allowDelete")) == ("true", "true")
    assert {"Account", "Contact"} <= set(objects), "reading a Case needs both"


def test_the_sharer_reads_no_terms_and_no_nonce():
    permissions = field_permissions("S2S_Sharer")
    assert not {f"S2S_Connection__c.{one}" for one in ("Published__c", "Nonce__c")} & set(
        permissions
    )
    assert permissions["S2S_Share__c.Status__c"]


def test_task_and_event_share_the_fields_of_activity():
    terms = Terms(subscribe=(subscription("Task", "Subject"), subscription("Event", "Subject")))
    files = package_files(footprint([terms]))
    assert "objects/Activity.object" in files
    assert "objects/Task.object" not in files
    assert b"Activity.S2S_Key__c" in files["package.xml"]


def test_the_removal_names_what_goes_and_its_package_is_empty():
    files = removal_files(
        (CONNECTION_OBJECT.name,), {LEAD: ("S2S_Key__c", "S2S_Connection__c")}, ("S2S_Runner",)
    )
    assert set(files) == {"package.xml", "destructiveChanges.xml"}
    assert not tree("package.xml", files).findall(f"{MD}types")
    members = {one.text for one in tree("destructiveChanges.xml", files).iter(f"{MD}members")}
    assert members == {
        "S2S_Connection__c",
        "Lead.S2S_Key__c",
        "Lead.S2S_Connection__c",
        "S2S_Runner",
    }


@given(st.from_regex(r"[A-Z][A-Za-z0-9]{0,39}(__c)?", fullmatch=True).map(ObjectName))
def test_a_relationship_name_is_one_salesforce_takes(name):
    made = relationship_of(name)
    assert len(made) <= 40
    assert "__" not in made
    assert made.replace("_", "").isalnum()
    assert made == relationship_of(name)


def test_relationship_names_of_different_objects_differ():
    long = [ObjectName(f"Very_Long_Name_Of_An_Object_Number_{one}__c") for one in range(50)]
    names = [*long, ObjectName("Lead"), ObjectName("Lead__c"), ObjectName("ns__Lead__c")]
    assert len({relationship_of(name) for name in names}) == len(names)


def test_the_schemas_are_those_of_the_deployed_fields():
    for spec, schema in ((CONNECTION_OBJECT, CONNECTION_SCHEMA), (SHARE_OBJECT, SHARE_SCHEMA)):
        for one in spec.fields:
            described = schema.fields[one.name]
            assert described.nillable is not one.required
            assert (described.type == "reference") is (one.kind is FieldKind.LOOKUP)
            assert [entry.value for entry in described.picklist] == list(one.values)


def test_names_with_markup_stay_well_formed():
    terms = Terms(publish=(Publication(ObjectName("A&<B>__c"), (FieldName('"x"__c'),)),))
    for content in package_files(footprint([terms])).values():
        ElementTree.fromstring(content)


def test_activities_are_granted_by_user_permissions_and_lines_by_their_opportunity():
    names = ("Task", "Event", "OpportunityLineItem", "Opportunity")
    taken = tuple(Subscription(name, name, (FieldMapping("Subject", "Subject"),)) for name in names)
    made = runner((Terms((), taken),), {})
    granted = {one.object for one in made.objects}
    assert "Opportunity" in granted
    assert not granted & {"Task", "Event", "OpportunityLineItem"}
    assert made.user_permissions == ("EditEvent", "EditTask")
