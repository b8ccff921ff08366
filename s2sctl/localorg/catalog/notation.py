"""Our own notation for standard objects: one line a field, short marks for what differs.

::

    Name | type(length) or type(precision,scale) or int[digits] | Label | marks

Marks: ``!`` not nillable, ``ro`` neither createable nor updateable, ``-c`` not createable, ``-u``
not updateable, ``d`` defaulted on create, ``-f`` not filterable, ``-s`` not sortable (``+s``:
sortable though long), ``-g`` not groupable, ``-p`` not under field-level security, ``name``,
``lookup`` (idLookup), ``restricted``, ``unique``, ``external``, ``cased``, ``html``,
``auto=format``, ``of=Compound``, ``x=extraType``, ``default=value``, ``rel=Relationship`` of a
field that is no reference, ``ref=Object,Object:Relationship:Children``,
``delete=cascade|restrict|none``.

Lines that start with ``@`` stand for
families of fields: ``@id Label``, ``@audit``, ``@viewed``, ``@address Prefix``, ``@owner Objects``.
"""

import re
from collections.abc import Iterator, Mapping

from s2sctl.localorg.definitions import FieldDefinition, ObjectDefinition, PicklistEntry

_LINE = re.compile(
    r"(?P<name>\w+)\s*\|\s*(?P<type>\w+)(?:\((?P<size>[\d,]+)\))?(?:\[(?P<digits>\d+)\])?"
    r"\s*\|\s*(?P<label>[^|]+?)\s*(?:\|\s*(?P<marks>.*))?\Z"
)
_LONG = frozenset({"textarea", "encryptedstring"})
_UNGROUPED = frozenset({"datetime", "double", "currency", "percent", "address", "location", "time"})
_NUMBERS = frozenset({"double", "currency", "percent"})
_ACCURACY = (
    "Address;NearAddress;Block;Street;ExtendedZip;Zip;Neighborhood;City;County;State;Unknown"
)

_AUDIT = """
CreatedDate | datetime | Created Date | ! ro d -p
CreatedById | reference | Created By ID | ! ro d -p ref=User:CreatedBy delete=none
LastModifiedDate | datetime | Last Modified Date | ! ro d -p
LastModifiedById | reference | Last Modified By ID | ! ro d -p ref=User:LastModifiedBy delete=none
SystemModstamp | datetime | System Modstamp | ! ro d -p
"""
_VIEWED = """
LastViewedDate | datetime | Last Viewed Date | ro -p
LastReferencedDate | datetime | Last Referenced Date | ro -p
"""
_ID = """
Id | id | {0} | ! ro d -p lookup
IsDeleted | boolean | Deleted | ! ro d -p
"""
_ADDRESS = """
{0}Street | textarea(255) | {1}Street | of={0}Address x=plaintextarea
{0}City | string(40) | {1}City | of={0}Address
{0}State | string(80) | {1}State/Province | of={0}Address
{0}PostalCode | string(20) | {1}Zip/Postal Code | of={0}Address
{0}Country | string(80) | {1}Country | of={0}Address
{0}Latitude | double(18,15) | {1}Latitude | of={0}Address
{0}Longitude | double(18,15) | {1}Longitude | of={0}Address
{0}GeocodeAccuracy | picklist(40) | {1}Geocode Accuracy | of={0}Address restricted
{0}Address | address | {1}Address | ro -s
"""


def entries(text: str) -> tuple[PicklistEntry, ...]:
    """Picklist values from ``one;two*;three``; the star marks the default."""
    return tuple(
        PicklistEntry(part.rstrip("*"), part.rstrip("*"), default=part.endswith("*"))
        for part in text.split(";")
        if part
    )


def fields(
    text: str,
    picklists: Mapping[str, str] | None = None,
    expressions: Mapping[str, str] | None = None,
) -> tuple[FieldDefinition, ...]:
    """Field definitions from lines of the notation, in their order."""
    known = picklists or {}
    computed = expressions or {}
    return tuple(
        _field(line, known, computed) for line in _expanded(text) if line and line[0] != "#"
    )


def standard(
    name: str,
    label: str,
    plural: str,
    prefix: str,
    described: tuple[FieldDefinition, ...],
    **flags: bool | str,
) -> ObjectDefinition:
    """A standard object; ``owned`` and ``soft_delete`` follow from its fields."""
    names = {one.name for one in described}
    return ObjectDefinition(
        name=name,
        label=label,
        label_plural=plural,
        key_prefix=prefix,
        fields=described,
        owned="OwnerId" in names,
        soft_delete="IsDeleted" in names,
        **flags,  # type: ignore[arg-type]  # - every flag is a bool but `sharing`
    )


def _expanded(text: str) -> Iterator[str]:
    for line in text.strip().splitlines():
        if not line.startswith("@"):
            yield line.strip()
            continue
        word, _, rest = line[1:].partition(" ")
        yield from _family(word, rest.strip()).strip().splitlines()


def _family(word: str, rest: str) -> str:
    match word:
        case "audit":
            return _AUDIT
        case "viewed":
            return _VIEWED
        case "id":
            return _ID.format(rest)
        case "owner":
            return f"OwnerId | reference | Owner ID | ! d -p ref={rest}:Owner delete=none"
        case "address":
            return _ADDRESS.format(rest, f"{rest} " if rest else "")
        case _:
            raise ValueError(f"no such family of fields: @{word}")


def _field(
    line: str, picklists: Mapping[str, str], expressions: Mapping[str, str]
) -> FieldDefinition:
    match = _LINE.match(line)
    if match is None:
        raise ValueError(f"not a field line: {line!r}")
    name, kind = match["name"], match["type"]
    marks = (match["marks"] or "").split()
    said = dict(mark.split("=", 1) for mark in marks if "=" in mark)
    length, precision, scale = _size(kind, match["size"], match["digits"])
    long = kind in _LONG and length > 255
    parents, relationship, children = _reference(said.get("ref", ""))
    default = said.get("default")
    values = _ACCURACY if name.endswith("GeocodeAccuracy") else picklists.get(name, "")
    return FieldDefinition(
        name=name,
        type=kind,
        label=match["label"],
        length=length,
        precision=precision,
        scale=scale,
        nillable="!" not in marks,
        createable=not {"ro", "-c"} & set(marks),
        updateable=not {"ro", "-u"} & set(marks),
        defaulted_on_create="d" in marks,
        default=default == "true" if kind == "boolean" else default,
        filterable="-f" not in marks and not long,
        sortable="+s" in marks or ("-s" not in marks and not long),
        groupable="-g" not in marks and not long and kind not in _UNGROUPED,
        unique="unique" in marks,
        external_id="external" in marks,
        case_sensitive="cased" in marks,
        id_lookup="lookup" in marks,
        name_field="name" in marks,
        auto_number=said.get("auto", ""),
        restricted_picklist="restricted" in marks,
        picklist=entries(values),
        reference_to=parents,
        relationship=relationship or said.get("rel", ""),
        child_relationship=children,
        on_delete=said.get("delete", "clear"),
        compound=said.get("of", ""),
        extra_type=said.get("x", ""),
        html_formatted="html" in marks,
        permissionable="-p" not in marks,
        expression=expressions.get(name, ""),
    )


def _size(kind: str, size: str | None, digits: str | None) -> tuple[int, int, int]:
    if kind in ("id", "reference"):
        return 18, 0, 0
    if digits is not None:
        return 0, int(digits), 0
    if size is None:
        return 0, 0, 0
    if kind in _NUMBERS:
        precision, _, scale = size.partition(",")
        return 0, int(precision), int(scale or 0)
    return int(size), 0, 0


def _reference(text: str) -> tuple[tuple[str, ...], str, str]:
    if not text:
        return (), "", ""
    objects, relationship, children = [*text.split(":"), "", ""][:3]
    return tuple(objects.split(",")), relationship, children
