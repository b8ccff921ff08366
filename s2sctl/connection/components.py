"""What can be deployed, as data: fields, objects and permission sets. Pure.

The words are those of the Metadata API (Metadata API Developer Guide: CustomField, CustomObject,
PermissionSet); ``package`` turns them into files.
"""

from dataclasses import dataclass
from enum import Enum

from s2sctl.model.names import FieldName, ObjectName


class FieldKind(Enum):
    """The type of a custom field, in the Metadata API's own words."""

    TEXT = "Text"
    LONG_TEXT = "LongTextArea"
    NUMBER = "Number"
    DATETIME = "DateTime"
    PICKLIST = "Picklist"
    LOOKUP = "Lookup"


@dataclass(frozen=True, slots=True)
class CustomField:
    """One custom field. ``length`` is characters of a text, or digits of a whole number.

    ``required`` fields are visible to everyone who sees the object: a permission set that lists
    one is refused (Metadata API Developer Guide, PermissionSet).
    """

    name: FieldName
    label: str
    kind: FieldKind
    length: int = 0
    required: bool = False
    unique: bool = False
    external_id: bool = False
    values: tuple[str, ...] = ()
    """A restricted picklist's values."""
    refers_to: ObjectName | None = None
    relationship: str = ""
    """The name by which the parent finds these rows; unique among the parent's children."""
    relationship_label: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class CustomObject:
    """One custom object of ours. ``numbered`` names rows by that display format, else by text."""

    name: ObjectName
    label: str
    plural: str
    description: str
    fields: tuple[CustomField, ...]
    sharing: str
    """Who sees rows of others: ``ReadWrite``, ``Read`` or ``Private``."""
    numbered: str = ""


@dataclass(frozen=True, slots=True)
class ObjectPermission:
    """What a permission set lets its users do with an object; edit and the rest imply read."""

    object: ObjectName
    create: bool = False
    edit: bool = False
    delete: bool = False
    view_all: bool = False
    modify_all: bool = False


@dataclass(frozen=True, slots=True)
class FieldPermission:
    """That a permission set lets its users see a field, and perhaps change it."""

    object: ObjectName
    field: FieldName
    editable: bool


@dataclass(frozen=True, slots=True)
class PermissionSet:
    """A permission set, deployed whole: what it does not list is taken away (API 40.0 and up)."""

    name: str
    label: str
    description: str
    objects: tuple[ObjectPermission, ...]
    fields: tuple[FieldPermission, ...]
    user_permissions: tuple[str, ...] = ()
    """What no object's permissions say, such as ``EditTask``."""
    record_types: tuple[str, ...] = ()
    """Record types its users may choose: ``Lead.Partner``."""
