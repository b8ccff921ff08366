"""A first manifest from what an org describes, and from what its partner publishes. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from s2sctl.manifest.catalogue import Catalogue
from s2sctl.metadata.automap import SYSTEM, automap
from s2sctl.metadata.types import Kind, describe_type, kind_of
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.schema import FieldSchema, ObjectSchema

ALWAYS: Mapping[str, tuple[str, ...]] = {
    "Account": ("Name",),
    "Attachment": ("Name", "ContentType", "Body"),
    "Case": ("Subject",),
    "CaseComment": ("CommentBody", "IsPublished"),
    "Contact": ("LastName",),
    "Lead": ("LastName", "Company"),
    "Opportunity": ("Name", "StageName", "CloseDate"),
    "OpportunityLineItem": ("Quantity", "UnitPrice"),
    "Product2": ("Name",),
    "Task": ("Subject",),
}
"""What Salesforce to Salesforce always published (facts/s2s.md §2.3); a custom object: its Name."""


@dataclass(frozen=True, slots=True)
class Scaffold:
    """What a manifest is to be written from."""

    connection: str
    org: str
    partner: str
    objects: Sequence[ObjectSchema]
    """Ours that are to be published, in this order."""
    offered: Catalogue = field(default_factory=Catalogue)
    ours: Mapping[ObjectName, ObjectSchema] = field(default_factory=dict)
    """Ours of the names that the partner publishes."""


def scaffold_text(wanted: Scaffold) -> str:
    """The manifest: commented YAML that is a sound manifest as it stands."""
    lines = [
        "# yaml-language-server: $schema=../schema/connection.schema.json",
        f"# {wanted.org}'s side of the connection with {wanted.partner}. Delete what is not to be",
        "# shared; a line with # before its name is not in force.",
        f"connection: {wanted.connection}",
        f"org: {wanted.org}",
        f"partner: {{org: {wanted.partner}}}   # account: name of the Account that stands for it",
        "",
        *_publish(wanted.objects),
        *_subscribe(wanted),
    ]
    return "\n".join(lines) + "\n"


def publishable(schema: ObjectSchema) -> tuple[FieldName, ...]:
    """The fields to begin with: always published ones first, then what people write."""
    names = [one for one in _always(schema) if one in schema.fields]
    rest = sorted(name for name, one in schema.fields.items() if _sensible(one))
    return tuple(dict.fromkeys([*names, *rest]))


def _always(schema: ObjectSchema) -> tuple[FieldName, ...]:
    known = ("Name",) if schema.custom else ALWAYS.get(schema.name, ())
    return tuple(
        FieldName(name)
        for name in known
        if (one := schema.find(name)) is not None and kind_of(one) is not Kind.NONE
    )


def _sensible(one: FieldSchema) -> bool:
    return (
        one.name not in SYSTEM
        and one.updateable
        and one.createable
        and not (one.calculated or one.auto_number or one.encrypted or one.html_formatted)
        and kind_of(one) not in (Kind.NONE, Kind.LOOKUP)
    )


def _publish(objects: Sequence[ObjectSchema]) -> Iterator[str]:
    yield "# What the partner may see."
    chosen = [(one, names) for one in objects if (names := publishable(one))]
    if not chosen:
        yield "# publish:"
        return
    yield "publish:"
    for schema, names in chosen:
        yield f"  {schema.name}:   # {_plain(schema.label)}"
        yield '    # share: {where: "…"}   # by rule; without it records are shared one by one'
        yield "    fields:"
        width = max(map(len, schema.fields))
        for name in names:
            yield f"      - {name.ljust(width)}   # {_about(schema.fields[name])}"
        for name in sorted(schema.fields):
            if name not in names and name not in SYSTEM:
                one = schema.fields[name]
                yield f"      # - {name.ljust(width)} # {_about(one)}{_reason(one)}"


def _about(one: FieldSchema) -> str:
    required = ", required" if one.required_on_create else ""
    return f"{describe_type(one)}{required}: {_plain(one.label)}"


def _reason(one: FieldSchema) -> str:
    if kind_of(one) is Kind.LOOKUP:
        return "; travels where its parents are shared too"
    if kind_of(one) is Kind.NONE:
        return "; cannot be shared"
    if one.calculated:
        return "; a formula: its change alone is not noticed"
    return "; not writable"


def _subscribe(wanted: Scaffold) -> Iterator[str]:
    yield ""
    if not wanted.offered.publish:
        yield "# What we take: once connected, `s2sctl init` fills this from the partner's list."
        yield "# subscribe:"
        return
    yield "# What we take. Partner's field: our field."
    parts = [part for one in wanted.offered.publish for part in _taken(wanted, one.object)]
    living = any(not line.lstrip().startswith("#") for line in parts)
    yield "subscribe:" if living else "# subscribe:"
    yield from parts


def _taken(wanted: Scaffold, name: ObjectName) -> Iterator[str]:
    offered = next(one for one in wanted.offered.publish if one.object == name)
    ours = wanted.ours.get(name)
    if ours is None:
        yield f"  # {name}: {wanted.org} has no object of this name; say to: for another"
        return
    rows = automap(offered, wanted.offered.types.get(name, {}), ours)
    mapped = [one for one in rows if one.target is not None]
    mark = "" if mapped else "# "
    yield f"  {mark}{name}:"
    yield f"    {mark}fields:"
    for one in rows:
        if one.target is not None:
            yield f"      {one.source}: {one.target}   # {_plain(one.why)}"
        else:
            yield f"      # {one.source}:   # {_plain(one.why)}"
    covered = {one.target for one in mapped}
    for known in ours.fields.values():
        if known.required_on_create and known.name not in covered and known.name not in SYSTEM:
            kind = describe_type(known)
            yield f"      # {known.name} is required here ({kind}); nothing fills it"


def _plain(text: str) -> str:
    """One line of printable text: labels are the org's own."""
    return "".join(char if char.isprintable() else " " for char in text).strip()
