"""What a describe answer is reduced to: an object's fields as the running user sees them. Pure.

Source of every flag: the sObject Describe resource of the REST API guide.
"""

from dataclasses import dataclass, field
from datetime import datetime

from s2sctl.model.names import FieldName, ObjectName


@dataclass(frozen=True, slots=True)
class PicklistValue:
    """One entry of a picklist; ``active`` entries may be written."""

    value: str
    label: str
    active: bool = True
    default: bool = False


@dataclass(frozen=True, slots=True)
class FieldSchema:
    """One field. ``type`` is Salesforce's own word (string, textarea, currency, reference, …)."""

    name: FieldName
    type: str
    label: str = ""
    length: int = 0
    precision: int = 0
    scale: int = 0
    digits: int = 0
    nillable: bool = True
    createable: bool = True
    updateable: bool = True
    defaulted_on_create: bool = False
    calculated: bool = False
    auto_number: bool = False
    filterable: bool = True
    unique: bool = False
    external_id: bool = False
    case_sensitive: bool = False
    id_lookup: bool = False
    restricted_picklist: bool = False
    picklist: tuple[PicklistValue, ...] = ()
    reference_to: tuple[ObjectName, ...] = ()
    relationship: str | None = None
    extra_type: str | None = None
    """``extraTypeInfo``: ``richtextarea``, ``plaintextarea``, ``personname``, …"""
    encrypted: bool = False
    html_formatted: bool = False
    compound: FieldName | None = None
    """The compound field (address, name) this is a part of."""
    permissionable: bool = True
    """Whether field-level security can be set for it: permission sets list no other field."""
    formula: str = ""
    """A digest of the formula it is calculated by; "" for none, or where none was noted."""

    @property
    def required_on_create(self) -> bool:
        """Whether a create without a value is refused (not nillable, no default, writable)."""
        return (
            self.createable
            and not self.nillable
            and not self.defaulted_on_create
            and self.type != "boolean"
        )


@dataclass(frozen=True, slots=True)
class RecordType:
    """One record type; its id differs per org, its developer name is what manifests say."""

    id: str
    developer_name: str
    active: bool = True
    available: bool = True
    master: bool = False


@dataclass(frozen=True, slots=True)
class ChildRelationship:
    """An object that looks up to this one; ``cascade`` when deleting us deletes its rows."""

    object: ObjectName
    field: FieldName
    cascade: bool


@dataclass(frozen=True, slots=True)
class ObjectSchema:
    """One object as the running user sees it: what is hidden from the user is absent."""

    name: ObjectName
    label: str
    key_prefix: str
    fields: dict[FieldName, FieldSchema]
    createable: bool = True
    updateable: bool = True
    deletable: bool = True
    queryable: bool = True
    custom: bool = False
    record_types: tuple[RecordType, ...] = ()
    children: tuple[ChildRelationship, ...] = ()
    last_modified: datetime | None = None
    """The describe's ``Last-Modified``, sent back as ``If-Modified-Since``."""
    renamed: dict[FieldName, FieldName] = field(default_factory=dict, compare=False)
    """What fields are called now that were in force under another name, as far as is known."""
    gone: frozenset[FieldName] = field(default=frozenset(), compare=False)
    """Fields that were in force and are not there any more, under no name that is known."""
    _by_lower: dict[str, FieldName] = field(default_factory=dict, repr=False, compare=False)

    def find(self, name: str) -> FieldSchema | None:
        """The field of that API name in any case, as Salesforce finds it."""
        if not self._by_lower:
            self._by_lower.update({known.lower(): known for known in self.fields})
        known = self._by_lower.get(name.lower())
        return self.fields[known] if known is not None else None
