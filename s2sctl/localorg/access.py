"""Who asks, and what they may see and do: object permissions, field permissions, records.

Rules (Metadata API and security guides): a newly deployed custom field is invisible to everybody,
admins too, until a permission set or profile grants it; universally required, master-detail and
system fields are never under field-level security. View All Data and Modify All Data open every
object's records, not its fields.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from s2sctl.localorg import sharing
from s2sctl.localorg.definitions import Definitions, FieldDefinition, ObjectDefinition
from s2sctl.localorg.sharing import Condition
from s2sctl.model.ids import RecordId


class StandardAccess(Enum):
    """What a profile grants on standard objects and fields without any row saying so."""

    ADMIN = "admin"
    USER = "user"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ObjectAccess:
    """What one user may do with rows of one object."""

    read: bool = False
    create: bool = False
    edit: bool = False
    delete: bool = False
    view_all: bool = False
    modify_all: bool = False

    def __or__(self, other: "ObjectAccess") -> "ObjectAccess":
        return ObjectAccess(
            self.read or other.read,
            self.create or other.create,
            self.edit or other.edit,
            self.delete or other.delete,
            self.view_all or other.view_all,
            self.modify_all or other.modify_all,
        )


NOTHING = ObjectAccess()
EVERYTHING = ObjectAccess(True, True, True, True, True, True)
_VIEW_ALL = ObjectAccess(read=True, view_all=True)
_STANDARD_USER = ObjectAccess(read=True, create=True, edit=True, delete=True)
_READ_ONLY = ObjectAccess(read=True, view_all=True)
SETUP_OBJECTS = frozenset(
    {
        "User",
        "Organization",
        "Profile",
        "PermissionSet",
        "PermissionSetAssignment",
        "ObjectPermissions",
        "FieldPermissions",
        "Group",
        "GroupMember",
        "QueueSobject",
        "RecordType",
        "UserRole",
        "CurrencyType",
        "CaseStatus",
        "LeadStatus",
        "OpportunityStage",
        "TaskPriority",
        "TaskStatus",
    }
)
_BY_USER_PERMISSION = {"Task": "PermissionsEditTask", "Event": "PermissionsEditEvent"}
_BY_PARENT = {"CaseComment": "case", "OpportunityLineItem": "opportunity"}
_FILES = frozenset({"Attachment", "Note", "ContentDocument", "ContentDocumentLink"})
WITHOUT_PERMISSIONS = frozenset(
    {*SETUP_OBJECTS, *_BY_USER_PERMISSION, *_BY_PARENT, *_FILES, "ContentVersion"}
)
"""Objects that no permission set lists, as Setup offers none of them there: something else lets
users at them. The text of the refusal was not recorded."""
AUDIT_FIELDS = frozenset({"CreatedDate", "CreatedById", "LastModifiedDate", "LastModifiedById"})
"""What "Set Audit Fields upon Record Creation" lets a create say."""
_READ_BY_USERS = frozenset({"Product2", "Pricebook2", "PricebookEntry", "Campaign"})
"""What a standard user only reads."""


@dataclass(slots=True)
class Viewer:
    """One user as the org sees them at this moment. Ask ``LocalOrg.viewer`` again after changes.

    ``objects`` and ``fields`` hold what permission sets (the profile's own among them) grant, by
    lower-case names: ``lead`` and ``lead.s2s_key__c`` → (read, edit).
    """

    user_id: RecordId
    profile_id: RecordId
    standard: StandardAccess
    definitions: Definitions
    view_all_data: bool
    modify_all_data: bool
    objects: Mapping[str, ObjectAccess]
    fields: Mapping[str, tuple[bool, bool]]
    queues: tuple[RecordId, ...] = ()
    groups: tuple[str, ...] = ()
    """The user's own id, and every group, queue and role group they are in, nested ones too."""
    roles_below: tuple[str, ...] = ()
    """Roles under the user's own: what their users own is open to this one."""
    permissions: frozenset[str] = frozenset()
    """User permissions by their columns' names: ``PermissionsCreateAuditFields``."""
    _readable: dict[str, dict[str, FieldDefinition]] = field(default_factory=dict)
    _editable: dict[str, frozenset[str]] = field(default_factory=dict)

    def access(self, definition: ObjectDefinition) -> ObjectAccess:
        """What the user may do with the object's rows."""
        granted = self.objects.get(definition.name.lower(), NOTHING)
        if definition.name in SETUP_OBJECTS:
            return EVERYTHING if self.modify_all_data else _READ_ONLY
        if self.modify_all_data:
            return EVERYTHING
        granted |= self._beside(definition)
        if self.view_all_data:
            granted |= _VIEW_ALL
        if not definition.custom and self.standard is not StandardAccess.NONE:
            reading = definition.name in _READ_BY_USERS
            granted |= ObjectAccess(read=True) if reading else _STANDARD_USER
        return granted

    def _beside(self, definition: ObjectDefinition) -> ObjectAccess:
        """What lets users at objects that have no permissions of their own: a user permission at
        activities, the parent's permissions at comments and at an opportunity's products."""
        if definition.name in _BY_USER_PERMISSION:
            edits = _BY_USER_PERMISSION[definition.name] in self.permissions
            return ObjectAccess(True, True, True, True) if edits else NOTHING
        if definition.name not in _BY_PARENT:
            return NOTHING
        parent = self.objects.get(_BY_PARENT[definition.name], NOTHING)
        return ObjectAccess(parent.read, parent.edit, parent.edit, parent.edit)

    def readable(self, definition: ObjectDefinition) -> dict[str, FieldDefinition]:
        """The fields the user may read, by lower-case name, in describe order."""
        known = self._readable.get(definition.name)
        if known is None:
            known = {
                one.name.lower(): one
                for one in definition.fields
                if self._granted(definition, one)[0]
            }
            self._readable[definition.name] = known
        return known

    def editable(self, definition: ObjectDefinition) -> frozenset[str]:
        """Lower-case names of the fields that field-level security lets the user write."""
        known = self._editable.get(definition.name)
        if known is None:
            known = frozenset(
                one.name.lower() for one in definition.fields if self._granted(definition, one)[1]
            )
            self._editable[definition.name] = known
        return known

    def creates(self, one: FieldDefinition) -> bool:
        """Whether a create may say the field: audit fields with the permission only."""
        audit = one.name in AUDIT_FIELDS and "PermissionsCreateAuditFields" in self.permissions
        return one.createable or audit

    def visible(self, definition: ObjectDefinition, alias: str = "") -> Condition | None:
        """An SQL condition that keeps the rows the user may see, or None when all are visible.

        ``alias`` is the table's alias in the statement, already quoted if need be.
        """
        return self.opened(definition, alias, sharing.READ)

    def changeable(self, definition: ObjectDefinition, alias: str = "") -> Condition | None:
        """As ``visible``, for the rows the user may edit: public read-only guards edits too."""
        return self.opened(definition, alias, sharing.EDIT)

    def removable(self, definition: ObjectDefinition, alias: str = "") -> Condition | None:
        """As ``visible``, for the rows the user may delete: their own, and those of roles below."""
        return self.opened(definition, alias, sharing.ALL)

    def opened(self, definition: ObjectDefinition, alias: str, level: str) -> Condition | None:
        """As ``visible``, for any level of access (``sharing``)."""
        access = self.access(definition)
        if access.modify_all or (level == sharing.READ and access.view_all):
            return None
        return sharing.opened(self, definition, alias, level)

    def _granted(self, definition: ObjectDefinition, one: FieldDefinition) -> tuple[bool, bool]:
        if not one.permissionable:
            return True, True
        ruled = one.compound if one.custom and one.compound else one.name
        granted = self.fields.get(f"{definition.name}.{ruled}".lower(), (False, False))
        if not one.custom and self.standard is not StandardAccess.NONE:
            return True, True
        if definition.name in SETUP_OBJECTS and not one.custom:
            return True, True
        if one.type == "address" and not one.custom:
            # A compound is readable where any of its parts is.
            parts = (part for part in definition.fields if part.compound == one.name)
            return any(self._granted(definition, part)[0] for part in parts), False
        return granted
