"""What a login's user still lacks for one connection, as the user's own describes show it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from s2sctl.app.book import describe
from s2sctl.app.granted import Wide, wide_access
from s2sctl.connection.components import FieldPermission, ObjectPermission, PermissionSet
from s2sctl.connection.footprint import subscribed
from s2sctl.connection.permissions import for_manifest
from s2sctl.manifest.manifest import Manifest, Terms
from s2sctl.model.names import ObjectName
from s2sctl.model.schema import FieldSchema, ObjectSchema
from s2sctl.ports.org import Identity, Org


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is not permitted. ``kind``: object, field, record type.

    ``permissions`` are Setup's words: Read, Create, Edit, Delete, View All, Modify All.
    """

    kind: str
    name: str
    permissions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Needs:
    """What is needed and what of it is missing. ``unknown`` are things nobody could look at."""

    identity: Identity
    wanted: PermissionSet
    missing: tuple[Missing, ...]
    unknown: tuple[str, ...]
    beside: tuple[str, ...]
    """User permissions that some commands need and the sync does not."""


def needs(org: Org, manifest: Manifest) -> Needs:
    """Compare what the manifest's side needs with what the user may do; changes nothing."""
    terms = manifest.terms
    first = for_manifest(manifest.connection, terms, {})
    names = {one.object for one in first.objects} | {one.object for one in first.fields}
    schemas = describe(org, sorted(names | set(subscribed((terms,)))))
    wanted = for_manifest(manifest.connection, terms, schemas)
    wide = wide_access(org)
    missing = (
        *_objects(wanted.objects, schemas, wide),
        *_governed(terms, wanted, schemas),
        *_fields(wanted.fields, schemas),
        *_record_types(terms, schemas),
    )
    hidden = (
        "View All and Modify All of each object: the tables of permissions are hidden from the "
        "user (View Setup and Configuration)",
    )
    return Needs(org.identity(), wanted, missing, () if wide else hidden, _beside(wide))


def _objects(
    wanted: Iterable[ObjectPermission],
    schemas: Mapping[ObjectName, ObjectSchema],
    wide: Wide | None,
) -> Iterable[Missing]:
    for one in wanted:
        schema = schemas.get(one.object)
        lacking = [
            word
            for word, asked, has in (
                ("Read", True, schema is not None and schema.queryable),
                ("Create", one.create, schema is not None and schema.createable),
                ("Edit", one.edit, schema is not None and schema.updateable),
                ("Delete", one.delete, schema is not None and schema.deletable),
                ("View All", one.view_all, wide is None or wide.views_all(one.object)),
                ("Modify All", one.modify_all, wide is None or wide.modifies_all(one.object)),
            )
            if asked and not has
        ]
        if lacking:
            yield Missing("object", one.object, tuple(lacking))


def _governed(
    terms: Terms, wanted: PermissionSet, schemas: Mapping[ObjectName, ObjectSchema]
) -> Iterable[Missing]:
    """Subscribed objects that have no permissions of their own: their parent's, or a user's."""
    own = {one.object for one in wanted.objects}
    for name in subscribed((terms,)):
        schema = schemas.get(name)
        if name not in own and (schema is None or not schema.createable):
            yield Missing("object", name, ("Create",))


def _fields(
    wanted: Iterable[FieldPermission], schemas: Mapping[ObjectName, ObjectSchema]
) -> Iterable[Missing]:
    for one in wanted:
        schema = schemas.get(one.object)
        seen = schema.find(one.field) if schema else None
        if seen is None or schema is None:
            words = ("Read", "Edit") if one.editable else ("Read",)
            yield Missing("field", f"{one.object}.{one.field}", words)
        elif one.editable and not _writable(seen, schema):
            yield Missing("field", f"{one.object}.{one.field}", ("Edit",))


def _writable(field: FieldSchema, schema: ObjectSchema) -> bool:
    """Whether the user may write the field; of a compound one, any of its parts."""
    parts = [one for one in schema.fields.values() if one.compound == field.name]
    return any(one.createable or one.updateable for one in (field, *parts))


def _record_types(terms: Terms, schemas: Mapping[ObjectName, ObjectSchema]) -> Iterable[Missing]:
    for one in terms.subscribe:
        schema = schemas.get(one.target)
        if one.record_type is None or schema is None:
            continue
        known = {kind.developer_name: kind for kind in schema.record_types}
        found = known.get(one.record_type)
        if found is None or not found.available:
            yield Missing("record type", f"{one.target}.{one.record_type}", ("Assigned",))


_BESIDE = {
    "PermissionsEmailSingle": "Send Email, to mail invitations (invite, resend)",
    "PermissionsModifyMetadata": "Modify Metadata Through Metadata API Functions, to deploy "
    "(org enable, publish, subscribe); not where a pipeline deploys",
}


def _beside(wide: Wide | None) -> tuple[str, ...]:
    """What the user lacks for other commands, as far as the org has such a permission."""
    if wide is None:
        return ()
    return tuple(text for name, text in _BESIDE.items() if wide.permissions.get(name) is False)
