"""The objects of the Tooling API that this org has, in the catalog's notation.

Source: Tooling API guide and Object Reference: EntityDefinition, FieldDefinition, CustomObject,
CustomField, ApexClass, ApexTrigger. Rows of a definition are known by their ``DurableId``.
"""

from s2sctl.localorg.catalog.notation import fields, standard
from s2sctl.localorg.definitions import Definitions, ObjectDefinition

_ENTITY = """
Id | id | Entity Definition ID | ! ro d -p lookup
DurableId | string(255) | Durable ID | ! ro -p
QualifiedApiName | string(70) | Qualified API Name | ! ro -p name
DeveloperName | string(40) | Developer Name | ! ro -p
NamespacePrefix | string(15) | Namespace Prefix | ro -p
MasterLabel | string(255) | Label | ro -p
Label | string(255) | Label | ro -p
PluralLabel | string(255) | Plural Label | ro -p
KeyPrefix | string(3) | Key Prefix | ro -p cased
IsCustomizable | boolean | Customizable | ! ro -p
IsCustomSetting | boolean | Custom Setting | ! ro -p
IsQueryable | boolean | Queryable | ! ro -p
IsSearchable | boolean | Searchable | ! ro -p
IsTriggerable | boolean | Triggerable | ! ro -p
IsApexTriggerable | boolean | Apex Triggerable | ! ro -p
IsRetrieveable | boolean | Retrievable | ! ro -p
IsReplicateable | boolean | Replicable | ! ro -p
IsLayoutable | boolean | Layoutable | ! ro -p
IsEverCreatable | boolean | Ever Creatable | ! ro -p
IsEverUpdatable | boolean | Ever Updatable | ! ro -p
IsEverDeletable | boolean | Ever Deletable | ! ro -p
IsDeprecatedAndHidden | boolean | Deprecated and Hidden | ! ro -p
InternalSharingModel | string(40) | Internal Sharing Model | ro -p
ExternalSharingModel | string(40) | External Sharing Model | ro -p
DeploymentStatus | string(40) | Deployment Status | ro -p
LastModifiedDate | datetime | Last Modified Date | ro -p
"""

_FIELD = """
Id | id | Field Definition ID | ! ro d -p lookup
DurableId | string(255) | Durable ID | ! ro -p
QualifiedApiName | string(70) | Qualified API Name | ! ro -p name
EntityDefinitionId | string(255) | Entity Definition ID | ! ro -p \
ref=EntityDefinition:EntityDefinition:Fields
NamespacePrefix | string(15) | Namespace Prefix | ro -p
DeveloperName | string(40) | Developer Name | ! ro -p
MasterLabel | string(255) | Master Label | ro -p
Label | string(255) | Label | ro -p
Length | int[9] | Length | ro -p
DataType | string(1000) | Data Type | ro -p
ValueTypeId | string(255) | Value Type ID | ro -p
ExtraTypeInfo | string(40) | Extra Type Info | ro -p
IsCalculated | boolean | Is Calculated | ! ro -p
IsHtmlFormatted | boolean | Is HTML Formatted | ! ro -p
IsNameField | boolean | Is Name Field | ! ro -p
IsNillable | boolean | Is Nillable | ! ro -p
Precision | int[9] | Precision | ro -p
Scale | int[9] | Scale | ro -p
IsIndexed | boolean | Is Indexed | ! ro -p
IsApiFilterable | boolean | Is API Filterable | ! ro -p
IsApiSortable | boolean | Is API Sortable | ! ro -p
IsApiGroupable | boolean | Is API Groupable | ! ro -p
IsCompound | boolean | Is Compound | ! ro -p
IsPolymorphicForeignKey | boolean | Is Polymorphic Foreign Key | ! ro -p
IsFieldHistoryTracked | boolean | Is Field History Tracked | ! ro -p
RelationshipName | string(255) | Relationship Name | ro -p
ReferenceTo | textarea(32000) | Reference To | ro -p
LastModifiedDate | datetime | Last Modified Date | ro -p
"""

_CUSTOM_OBJECT = """
Id | id | Custom Object ID | ! ro d -p lookup
DeveloperName | string(40) | Developer Name | ! ro -p name
NamespacePrefix | string(15) | Namespace Prefix | ro -p
Description | textarea(1000) | Description | ro -p
Language | string(40) | Language | ro -p
ManageableState | string(40) | Manageable State | ro -p
ExternalSharingModel | string(40) | External Sharing Model | ro -p
SharingModel | string(40) | Sharing Model | ro -p
CreatedDate | datetime | Created Date | ro -p
LastModifiedDate | datetime | Last Modified Date | ro -p
"""

_CUSTOM_FIELD = """
Id | id | Custom Field ID | ! ro d -p lookup
DeveloperName | string(40) | Developer Name | ! ro -p name
TableEnumOrId | string(40) | Entity Enumeration Or ID | ! ro -p
EntityDefinitionId | string(255) | Entity Definition ID | ! ro -p \
ref=EntityDefinition:EntityDefinition:CustomFields
NamespacePrefix | string(15) | Namespace Prefix | ro -p
Description | textarea(1000) | Description | ro -p
InlineHelpText | string(510) | Inline Help Text | ro -p
Length | int[9] | Length | ro -p
Precision | int[9] | Precision | ro -p
Scale | int[9] | Scale | ro -p
RelationshipLabel | string(80) | Relationship Label | ro -p
ManageableState | string(40) | Manageable State | ro -p
CreatedDate | datetime | Created Date | ro -p
LastModifiedDate | datetime | Last Modified Date | ro -p
"""

_VALIDATION_RULE = """
Id | id | Validation Rule ID | ! ro d -p lookup
ValidationName | string(40) | Rule Name | ! ro -p name
Active | boolean | Active | ! ro -p
Description | string(255) | Description | ro -p
EntityDefinitionId | string(255) | Entity Definition ID | ! ro -p \
ref=EntityDefinition:EntityDefinition:ValidationRules
ErrorDisplayField | string(40) | Error Display Field | ro -p
ErrorMessage | string(255) | Error Message | ro -p
NamespacePrefix | string(15) | Namespace Prefix | ro -p
ManageableState | string(40) | Manageable State | ro -p
CreatedDate | datetime | Created Date | ro -p
LastModifiedDate | datetime | Last Modified Date | ro -p
"""

_APEX = """
Id | id | Apex ID | ! ro d -p lookup
Name | string(255) | Name | ! ro -p name
NamespacePrefix | string(15) | Namespace Prefix | ro -p
ApiVersion | double(18,1) | API Version | ro -p
Status | string(40) | Status | ro -p
IsValid | boolean | Is Valid | ! ro -p
Body | textarea(1000000) | Body | ro -p
CreatedDate | datetime | Created Date | ro -p
LastModifiedDate | datetime | Last Modified Date | ro -p
"""

_OBJECTS: tuple[tuple[str, str, str, str], ...] = (
    ("EntityDefinition", "Entity Definition", "4ie", _ENTITY),
    ("FieldDefinition", "Field Definition", "0GM", _FIELD),
    ("CustomObject", "Custom Object", "01I", _CUSTOM_OBJECT),
    ("CustomField", "Custom Field", "00N", _CUSTOM_FIELD),
    ("ValidationRule", "Validation Rule", "03d", _VALIDATION_RULE),
    ("ApexClass", "Apex Class", "01p", _APEX),
    ("ApexTrigger", "Apex Trigger", "01q", _APEX),
)


def tooling_definitions() -> Definitions:
    """The definitions of the Tooling API's objects."""
    known = Definitions()
    for name, label, prefix, text in _OBJECTS:
        known.put(_read_only(name, label, prefix, text))
    return known


def _read_only(name: str, label: str, prefix: str, text: str) -> ObjectDefinition:
    return standard(
        name,
        label,
        f"{label}s",
        prefix,
        fields(text),
        createable=False,
        updateable=False,
        deletable=False,
        undeletable=False,
        searchable=False,
    )
