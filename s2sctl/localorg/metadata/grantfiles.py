"""``PermissionSet`` and ``Queue`` XML (Metadata API guide: PermissionSet, Queue)."""

from collections.abc import Mapping
from dataclasses import dataclass

from s2sctl.localorg.access import ObjectAccess
from s2sctl.localorg.metadata.problem import Problem
from s2sctl.localorg.metadata.xmltree import Node

_SET_ELEMENTS = frozenset(
    "fullName label description license hasActivationRequired objectPermissions "
    "fieldPermissions userPermissions tabSettings applicationVisibilities classAccesses "
    "customPermissions recordTypeVisibilities".split()
)
_OBJECT_ELEMENTS = frozenset(
    "object allowCreate allowDelete allowEdit allowRead modifyAllRecords viewAllRecords "
    "viewAllFields".split()
)
_QUEUE_ELEMENTS = frozenset(
    "fullName name email doesSendEmailToMembers queueSobject queueMembers".split()
)


@dataclass(frozen=True, slots=True)
class PermissionSetFile:
    """What a permission set grants: per object, per field ``Object.Field`` (read, edit)."""

    name: str
    label: str
    description: str
    objects: Mapping[str, ObjectAccess]
    fields: Mapping[str, tuple[bool, bool]]
    user_permissions: frozenset[str]


@dataclass(frozen=True, slots=True)
class QueueFile:
    """A queue: which objects its rows may be of, and the usernames of its members."""

    name: str
    label: str
    email: str
    send_email: bool
    objects: tuple[str, ...]
    members: tuple[str, ...]


def permission_set(name: str, node: Node) -> PermissionSetFile:
    """The permission set of a file. Raises ``Problem``."""
    node.allow(_SET_ELEMENTS, "PermissionSet")
    if not node.value("label"):
        raise Problem("Required field is missing: label")
    fields = {
        one.value("field"): (one.flag("readable"), one.flag("editable"))
        for one in node.all("fieldPermissions")
    }
    for field, (readable, editable) in fields.items():
        if editable and not readable:
            raise Problem(f"Permission Edit {field} depends on permission(s): Read {field}")
    granted = {one.value("name") for one in node.all("userPermissions") if one.flag("enabled")}
    return PermissionSetFile(
        name=name,
        label=node.value("label"),
        description=node.value("description"),
        objects=dict(_object_access(one) for one in node.all("objectPermissions")),
        fields=fields,
        user_permissions=frozenset(granted),
    )


def _object_access(node: Node) -> tuple[str, ObjectAccess]:
    node.allow(_OBJECT_ELEMENTS, "PermissionSetObjectPermissions")
    name = node.value("object")
    access = ObjectAccess(
        read=node.flag("allowRead"),
        create=node.flag("allowCreate"),
        edit=node.flag("allowEdit"),
        delete=node.flag("allowDelete"),
        view_all=node.flag("viewAllRecords"),
        modify_all=node.flag("modifyAllRecords"),
    )
    for held, needs, wanted, missing in (
        (access.create, access.read, "Create", "Read"),
        (access.edit, access.read, "Edit", "Read"),
        (access.delete, access.read and access.edit, "Delete", "Edit"),
        (access.view_all, access.read, "View All", "Read"),
        (access.modify_all, access.delete and access.view_all, "Modify All", "View All"),
    ):
        if held and not needs:
            raise Problem(f"Permission {wanted} {name} depends on permission(s): {missing} {name}")
    return name, access


def queue(name: str, node: Node) -> QueueFile:
    """The queue of a file. Raises ``Problem``."""
    node.allow(_QUEUE_ELEMENTS, "Queue")
    if not node.value("name"):
        raise Problem("Required field is missing: name")
    members = node.child("queueMembers")
    users = members.child("users") if members is not None else None
    return QueueFile(
        name=name,
        label=node.value("name"),
        email=node.value("email"),
        send_email=node.flag("doesSendEmailToMembers"),
        objects=tuple(one.value("sobjectType") for one in node.all("queueSobject")),
        members=tuple(one.text for one in users.all("user")) if users is not None else (),
    )
