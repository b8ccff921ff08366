"""The two permission sets: who runs the sync, and who may share records by hand. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence

from s2sctl.connection.components import (
    CustomField,
    CustomObject,
    FieldPermission,
    ObjectPermission,
    PermissionSet,
)
from s2sctl.connection.objects import CONNECTION_OBJECT, SHARE_OBJECT, holds_key, key_fields
from s2sctl.manifest.manifest import ShareRule, Terms
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.schema import FieldSchema, ObjectSchema
from s2sctl.soql.condition import fields_of
from s2sctl.soql.fault import SoqlError
from s2sctl.soql.parse import parse_condition

RUNNER = "S2S_Runner"
SHARER = "S2S_Sharer"

_PARENTS: Mapping[str, tuple[str, ...]] = {
    "Asset": ("Account",),
    "Case": ("Account", "Contact"),
    # Comments take no permission of their own: whoever may edit a case may comment on it.
    "CaseComment": ("Case", "Account", "Contact"),
    "Contact": ("Account",),
    "Contract": ("Account",),
    "Opportunity": ("Account",),
    "OpportunityLineItem": ("Account", "Opportunity", "Product2", "Pricebook2"),
    "Order": ("Account",),
}
"""Reading the one is refused without reading the others ("Permission Read Contact depends on
permission(s): Read Account")."""

_GOVERNED: Mapping[str, str] = {"Task": "EditTask", "Event": "EditEvent"}
"""Activities have no object permissions; a user permission lets a user make and change them."""

_WITH_PARENT = frozenset({"OpportunityLineItem"})
"""Objects without permissions of their own: the opportunity's decide (Object Reference,
OpportunityLineItem, "Special Access Rules")."""

_ADDRESS_PART = re.compile(
    r"(Billing|Shipping|Mailing|Other|)"
    r"(Street|City|State|StateCode|PostalCode|Country|CountryCode)\Z"
)

_ALWAYS_SEEN = frozenset(
    {"Id", "Name", "OwnerId", "RecordTypeId", "CurrencyIsoCode", "IsDeleted", "CreatedDate"}
    | {"CreatedById", "LastModifiedDate", "LastModifiedById", "SystemModstamp"}
)
_PERSON = frozenset({"FirstName", "LastName", "MiddleName", "Salutation", "Suffix"})
_ALWAYS_SEEN_OF: Mapping[str, frozenset[str]] = {
    "Lead": _PERSON | {"Company", "Status"},
    "Contact": _PERSON,
    "Opportunity": frozenset({"StageName", "CloseDate"}),
    "Case": frozenset({"Status"}),
    "Task": frozenset({"Subject", "Status", "Priority"}),
    "Event": frozenset({"Subject"}),
}
"""Universally required standard fields, and parts of names: no permission set may list them. For
objects the user does not see, whose describe would tell (recorded describes: permissionable)."""

_SHARER_SEES = ("Connection__c", "Status__c", "Partner_Name__c", "Partner_Account__c")


def runner(
    terms: Sequence[Terms],
    schemas: Mapping[ObjectName, ObjectSchema],
    kept: Sequence[ObjectName] = (),
) -> PermissionSet:
    """What the user who runs ``s2sctl`` needs under these terms, and no more.

    No permission can be given for comments, attachments and files: their access, and that to
    their fields, is their parent's.

    A field no permission set may list (universally required, a part of a compound field) is
    left out, or stands as its compound field. What ``schemas`` does not show is listed: a field
    whose security cannot be set is never hidden. ``kept`` are objects that carry keys of earlier
    copies although nothing takes any more: their keys stay readable.
    """
    granted: dict[tuple[ObjectName, FieldName], FieldPermission] = {}
    for permission in _own_fields(editable=True):
        _grant(granted, permission)
    for side in terms:
        for permission in _term_fields(side, schemas):
            _grant(granted, permission)
    for name in kept:
        for key in key_fields(name):
            _grant(granted, FieldPermission(name, key.name, editable=False))
    return PermissionSet(
        RUNNER,
        "S2S Runner",
        "The user s2sctl logs in as. Deployed whole by s2sctl: changes made here are lost.",
        _ordered((*_runner_objects(terms), *_kept_objects(kept))),
        tuple(granted[place] for place in sorted(granted)),
        tuple(sorted({_GOVERNED[name] for name in _names(terms) if name in _GOVERNED})),
    )


def for_manifest(
    connection: str, terms: Terms, schemas: Mapping[ObjectName, ObjectSchema]
) -> PermissionSet:
    """What the sync of one connection needs in this org and no more, as a set of its own.

    For admins who give the run-as user access themselves; ``S2S_Runner`` is for all connections.
    """
    wanted = runner((terms,), schemas)
    words = "_".join(re.findall(r"[A-Za-z0-9]+", connection))
    kinds = {
        f"{one.target}.{one.record_type}" for one in terms.subscribe if one.record_type is not None
    }
    return PermissionSet(
        f"S2S_{words}"[:80].rstrip("_"),
        f"S2S {connection}"[:80],
        f"What s2sctl needs to sync the connection {connection}."[:255],
        wanted.objects,
        wanted.fields,
        record_types=tuple(sorted(kinds)),
        user_permissions=("ApiEnabled", *wanted.user_permissions),
    )


def _names(terms: Sequence[Terms]) -> Iterable[ObjectName]:
    for side in terms:
        yield from (one.object for one in side.publish)
        yield from (one.target for one in side.subscribe)


def sharer() -> PermissionSet:
    """What a user needs to share a record by hand, to see what is shared, and to stop it."""
    seen = (
        FieldPermission(CONNECTION_OBJECT.name, one.name, editable=False)
        for one in CONNECTION_OBJECT.fields
        if one.name in _SHARER_SEES and not one.required
    )
    shares = (
        FieldPermission(SHARE_OBJECT.name, one.name, editable=True)
        for one in SHARE_OBJECT.fields
        if not one.required
    )
    return PermissionSet(
        SHARER,
        "S2S Sharer",
        "Share records over a connection by hand. Deployed whole by s2sctl.",
        (
            ObjectPermission(CONNECTION_OBJECT.name),
            ObjectPermission(SHARE_OBJECT.name, create=True, edit=True),
        ),
        tuple(sorted((*seen, *shares), key=lambda one: (one.object, one.field))),
    )


def _own_fields(*, editable: bool) -> Iterable[FieldPermission]:
    for spec in (CONNECTION_OBJECT, SHARE_OBJECT):
        yield from _listable(spec, editable)


def _listable(spec: CustomObject, editable: bool) -> Iterable[FieldPermission]:
    for one in spec.fields:
        if not one.required:
            yield FieldPermission(spec.name, one.name, editable)


def _term_fields(
    terms: Terms, schemas: Mapping[ObjectName, ObjectSchema]
) -> Iterable[FieldPermission]:
    for publication in terms.publish:
        if not holds_key(publication.object):
            continue
        for name in (*publication.fields, *_rule_fields(publication.share)):
            yield from _field(publication.object, name, schemas, editable=False)
    for subscription in terms.subscribe:
        if not holds_key(subscription.target):
            continue
        for mapping in subscription.fields:
            yield from _field(subscription.target, mapping.target, schemas, editable=True)
        for key in key_fields(subscription.target):
            yield _key_permission(subscription.target, key)


def _rule_fields(rule: ShareRule) -> tuple[FieldName, ...]:
    """The object's own fields a share rule reads; a rule that cannot be read has none."""
    if rule.where is None:
        return rule.follows
    try:
        read = fields_of(parse_condition(rule.where))
    except SoqlError:
        return ()
    return tuple(FieldName(one.parts[0]) for one in read if len(one.parts) == 1)


def _key_permission(object_: ObjectName, key: CustomField) -> FieldPermission:
    return FieldPermission(object_, key.name, editable=True)


def _field(
    object_: ObjectName,
    name: FieldName,
    schemas: Mapping[ObjectName, ObjectSchema],
    *,
    editable: bool,
) -> Iterable[FieldPermission]:
    schema = schemas.get(object_)
    seen = schema.find(name) if schema else None
    if seen is None:
        if not _always_seen(object_, name):
            yield FieldPermission(object_, _unseen(name), editable)
        return
    listed = _listed(seen, schema)
    if listed is not None:
        yield FieldPermission(object_, listed.name, editable and not _computed(seen))


def _always_seen(object_: ObjectName, name: FieldName) -> bool:
    return name in _ALWAYS_SEEN or name in _ALWAYS_SEEN_OF.get(object_, ())


def _unseen(name: FieldName) -> FieldName:
    """What to list for a field the user does not see, so that its security can be set.

    Part of an address is granted with the whole address (Metadata API Developer Guide,
    PermissionSet: fieldPermissions of compound fields).
    """
    part = _ADDRESS_PART.match(name)
    return FieldName(f"{part.group(1)}Address") if part else name


def _listed(seen: FieldSchema, schema: ObjectSchema | None) -> FieldSchema | None:
    """The field whose permission decides about ``seen``: itself, its compound, or none."""
    if seen.permissionable:
        return seen
    whole = schema.find(seen.compound) if schema and seen.compound else None
    return whole if whole is not None and whole.permissionable else None


def _computed(seen: FieldSchema) -> bool:
    return seen.calculated or seen.auto_number


def _grant(
    granted: dict[tuple[ObjectName, FieldName], FieldPermission], permission: FieldPermission
) -> None:
    place = (permission.object, permission.field)
    known = granted.get(place)
    if known is None or permission.editable:
        granted[place] = permission


def _runner_objects(terms: Sequence[Terms]) -> Iterable[ObjectPermission]:
    # Rows of both are made by several people; the share rows are private to their makers.
    yield ObjectPermission(CONNECTION_OBJECT.name, create=True, edit=True, delete=True)
    yield ObjectPermission(
        SHARE_OBJECT.name, create=True, edit=True, delete=True, view_all=True, modify_all=True
    )
    for side in terms:
        for publication in side.publish:
            if _has_permissions(publication.object):
                yield ObjectPermission(publication.object, view_all=True)
            yield from _parents(publication.object)
        for subscription in side.subscribe:
            # Copies belong to queues and users; the runner keeps them all in agreement.
            if _has_permissions(subscription.target):
                yield _everything(subscription.target)
            yield from _parents(subscription.target)


def _everything(name: ObjectName) -> ObjectPermission:
    return ObjectPermission(
        name, create=True, edit=True, delete=True, view_all=True, modify_all=True
    )


def _kept_objects(kept: Iterable[ObjectName]) -> Iterable[ObjectPermission]:
    for name in kept:
        yield ObjectPermission(name, view_all=True)
        yield from _parents(name)


def _has_permissions(name: ObjectName) -> bool:
    return holds_key(name) and name not in _GOVERNED and name not in _WITH_PARENT


def _parents(name: ObjectName) -> Iterable[ObjectPermission]:
    for parent in _PARENTS.get(name, ()):
        yield ObjectPermission(ObjectName(parent), view_all=True)


def _ordered(permissions: Iterable[ObjectPermission]) -> tuple[ObjectPermission, ...]:
    merged: dict[ObjectName, ObjectPermission] = {}
    for one in permissions:
        known = merged.get(one.object, ObjectPermission(one.object))
        merged[one.object] = ObjectPermission(
            one.object,
            create=known.create or one.create,
            edit=known.edit or one.edit,
            delete=known.delete or one.delete,
            view_all=known.view_all or one.view_all,
            modify_all=known.modify_all or one.modify_all,
        )
    return tuple(merged[name] for name in sorted(merged))
