"""Which Salesforce field types fit which, as people read it: one row for each type. Pure.

The rules are ``types.TABLE`` (facts/salesforce-api.md §3.10); here they get Setup's names, what a
field of each type can be at all, and a reason for every no.
"""

from dataclasses import dataclass
from enum import Enum

from s2sctl.metadata.types import Fit, fit
from s2sctl.model.names import FieldName
from s2sctl.model.schema import FieldSchema


class Verdict(Enum):
    """What can become of one type's values in a field of another type."""

    FITS = "fits"
    ROWS = "fits, within limits checked row by row"
    TRANSFORM = "only with a transform"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class FieldType:
    """A field type as Setup calls it. ``unread`` and ``unwritten`` say why a field of this type is
    no source or no target; empty where it is one."""

    name: str
    field: FieldSchema
    unread: str = ""
    unwritten: str = ""
    note: str = ""


def _type(
    name: str,
    api: str,
    unread: str = "",
    unwritten: str = "",
    note: str = "",
    **said: int | bool | tuple[str, ...],
) -> FieldType:
    field = FieldSchema(FieldName("X__c"), api, **said)  # type: ignore[arg-type] # - field names
    return FieldType(name, field, unread, unwritten, note)


_PARTS = "made of parts: map its parts"
_MASK = "encrypted: its mask may be read instead of its value"
TYPES = (
    _type("Text", "string", length=255),
    _type("Text Area", "textarea", length=255),
    _type("Long Text Area", "textarea", length=32768),
    _type("Rich Text Area", "textarea", length=32768, html_formatted=True,
          note="HTML is copied as it is; images stay in their org"),
    _type("Email", "email", length=80),
    _type("Phone", "phone", length=40, note="a fax number too"),
    _type("URL", "url", length=255),
    _type("Picklist", "picklist", length=255, note="not restricted: any text is taken as a value"),
    _type("Picklist (restricted)", "picklist", length=255, restricted_picklist=True,
          note="every value that can arrive must be active, or mapped"),
    _type("Picklist (Multi-Select)", "multipicklist", length=4099,
          note="compared as a set: the order of values says nothing"),
    _type("Combobox", "combobox", length=255),
    _type("Checkbox", "boolean", note="never blank: a blank source is false"),
    _type("Number", "double", precision=18, scale=2, note="int and long too"),
    _type("Currency", "currency", precision=18, scale=2,
          note="map CurrencyIsoCode too where orgs have several currencies"),
    _type("Percent", "percent", precision=18, scale=2),
    _type("Date", "date"),
    _type("Date/Time", "datetime", note="whole seconds, UTC"),
    _type("Time", "time"),
    _type("Lookup", "reference", reference_to=("Account",),
          note="translated through records this connection shares; master-detail too"),
    _type("Id", "id", unwritten="written by Salesforce alone"),
    _type("Auto Number", "string", length=30, auto_number=True,
          unwritten="counted by the org itself"),
    _type("Formula", "string", length=1300, calculated=True, unwritten="computed by the org",
          note="reads as its result's type; moves no stamp: say full_compare: daily or weekly"),
    _type("Roll-Up Summary", "double", precision=18, scale=2, calculated=True,
          unwritten="computed by the org", note="as a formula"),
    _type("Text (Encrypted)", "encryptedstring", _MASK, _MASK, encrypted=True),
    _type("Address", "address", _PARTS, _PARTS,
          "Street, City, PostalCode, and StateCode and CountryCode or their texts, not both"),
    _type("Geolocation", "location", _PARTS, _PARTS, "X__Latitude__s and X__Longitude__s"),
    _type("File", "base64", "binary data is no field value", "binary data is no field value"),
    _type("Any Type", "anyType", "has no type of its own", "has no type of its own",
          "in history objects"),
)  # fmt: skip
"""Every field type a describe can tell, in Setup's words."""

_WHY = {
    Fit.YES: "lossless",
    Fit.LENGTH: "if the text is short enough",
    Fit.DIGITS: "if whole digits and decimals suffice",
    Fit.VALUES: "if the values are known there, else values:",
    Fit.FORM: "if it is written as the target expects",
    Fit.MARKUP: "tags are not converted",
    Fit.MAP: "values:",
    Fit.CUT: "truncate:",
    Fit.ZONE: "zone:",
    Fit.LINK: "if the parent is shared too",
    Fit.NO: "no value of the one is a value of the other",
}
_VERDICTS = {
    Fit.YES: Verdict.FITS,
    Fit.MAP: Verdict.TRANSFORM,
    Fit.CUT: Verdict.TRANSFORM,
    Fit.ZONE: Verdict.TRANSFORM,
    Fit.NO: Verdict.REFUSED,
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One pair of types: whether values fit, and why or how."""

    source: FieldType
    target: FieldType
    verdict: Verdict
    why: str


def cell(source: FieldType, target: FieldType) -> Cell:
    """What the table says of values of ``source`` in a field of ``target``."""
    if closed := source.unread or target.unwritten:
        return Cell(source, target, Verdict.REFUSED, closed)
    way = fit(source.field, target.field)
    return Cell(source, target, _VERDICTS.get(way, Verdict.ROWS), _WHY[way])


def row(source: FieldType) -> dict[Verdict, tuple[Cell, ...]]:
    """All pairs of one source type, by verdict; every target type is in one of them."""
    cells = [cell(source, target) for target in TYPES]
    return {verdict: tuple(one for one in cells if one.verdict is verdict) for verdict in Verdict}


def type_named(name: str) -> FieldType | None:
    """The type of that name, as Setup or the API says it, in any case."""
    wanted = name.strip().lower()
    by_label = {one.name.lower(): one for one in TYPES}
    by_api = {one.field.type.lower(): one for one in reversed(TYPES)}
    return by_label.get(wanted) or by_api.get(_ALIASES.get(wanted, wanted))


_ALIASES = {"int": "double", "long": "double", "text": "string", "lookup": "reference"}
