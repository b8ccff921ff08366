"""One value on its way from a field of one org into a field of the other. Pure.

Canonical in, canonical out. What converts into what, and where a single row may still fail, is
facts/salesforce-api.md §3.10; ``metadata`` refuses beforehand what can never work.
"""

import re
from datetime import date
from decimal import Decimal

from s2sctl.agreement.flows import Transform
from s2sctl.agreement.recasting import Misfit, at_rate, in_zone, piece, stripped, wrapped
from s2sctl.model.schema import FieldSchema
from s2sctl.model.values import NUMBERS, Value, canonical

_PICKED = frozenset({"picklist", "multipicklist"})
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-][A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]*@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}\Z"
)
"""What every org takes for an address; what an org's own e-mail field holds is not judged again."""
_MOMENTS = frozenset({"date", "datetime", "time"})


class Untransformable(Exception):
    """This row's value cannot become a value of the target field.

    ``code`` is Salesforce's own status code where the org would refuse the value with one;
    ``reason`` names the target field and never the value.
    """

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def apply(transform: Transform, source: FieldSchema, target: FieldSchema, value: Value) -> Value:
    """What ``value`` of ``source`` becomes in ``target``; raises Untransformable for a row that
    cannot go there.

    Stripped and split first, then the value map (each value of a multi-select by itself), prefix
    and suffix, zone and rate, then the target's type, the cut, and the target's limits. None stays
    None, a checkbox's None is false. Ids of lookups are returned unchanged: they are translated
    through links. So is what stands for a content.
    """
    if target.type in ("reference", "id", "base64"):
        return value
    if value is None:
        return canonical(target, None)
    try:
        recast = _recast(transform, source, target, value)
    except Misfit as misfit:
        raise _cannot(target, "INVALID_TYPE_ON_FIELD_IN_RECORD", str(misfit)) from misfit
    if recast is None:
        return canonical(target, None)
    converted = _converted(target, recast)
    if isinstance(converted, str) and target.type not in _MOMENTS | _PICKED:
        if target.type == "email" and source.type != "email" and not _EMAIL.match(converted):
            raise _cannot(target, "INVALID_EMAIL_ADDRESS", "no e-mail address")
        return _fitted(transform, target, converted)
    _within_limits(target, converted)
    return converted


def text_of(value: Value) -> str:
    """A canonical value as text: numbers without exponent, checkboxes ``true`` or ``false``."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    return "" if value is None else value


def cut(text: str, length: int) -> str:
    """The first ``length`` UTF-16 units, as Salesforce's platform counts, no character halved."""
    encoded = text.encode("utf-16-le", errors="surrogatepass")[: 2 * length]
    return encoded.decode("utf-16-le", errors="ignore")


def _recast(transform: Transform, source: FieldSchema, target: FieldSchema, value: Value) -> Value:
    recast = transform.recast
    if recast.strip_prefix or recast.strip_suffix or recast.part is not None:
        value = piece(recast, stripped(recast, text_of(value))) or None
    value = _mapped(transform, source, value) if value is not None else None
    if value is not None and (recast.prefix or recast.suffix):
        value = wrapped(recast, text_of(value))
    if recast.zone is not None and isinstance(value, str):
        return in_zone(recast.zone, source, target, value)
    if recast.rate is not None and isinstance(value, Decimal):
        return at_rate(recast, target, value)
    return value


def _mapped(transform: Transform, source: FieldSchema, value: Value) -> Value:
    if transform.values is None:
        return value
    table = dict(transform.values)

    def look_up(part: str) -> str:
        return table.get(part, part if transform.default is None else transform.default)

    if source.type == "multipicklist":
        return ";".join(look_up(part) for part in text_of(value).split(";"))
    text = text_of(value)
    if text not in table and transform.default is None:
        return value
    return look_up(text)


def _converted(target: FieldSchema, value: Value) -> Value:
    if target.type == "boolean" and not isinstance(value, bool):
        return _boolean(target, value)
    if target.type in NUMBERS:
        return _number(target, value)
    if target.type == "date":
        return _date(target, value)
    try:
        return canonical(target, text_of(value))
    except ValueError as error:
        raise _cannot(target, "INVALID_TYPE_ON_FIELD_IN_RECORD", f"no {target.type}") from error


def _boolean(target: FieldSchema, value: Value) -> bool:
    known = {"true": True, "false": False}
    text = text_of(value).lower()
    if text not in known:
        raise _cannot(target, "INVALID_TYPE_ON_FIELD_IN_RECORD", "neither true nor false")
    return known[text]


def _number(target: FieldSchema, value: Value) -> Value:
    if isinstance(value, bool):
        raise _cannot(target, "INVALID_TYPE_ON_FIELD_IN_RECORD", "no number")
    try:
        converted = canonical(target, value)
        exact = Decimal(text_of(value))
    except (ValueError, ArithmeticError) as error:
        raise _cannot(target, "INVALID_TYPE_ON_FIELD_IN_RECORD", "no number") from error
    if converted != exact:
        raise _cannot(target, "NUMBER_OUTSIDE_VALID_RANGE", "more decimals than it keeps")
    return converted


def _date(target: FieldSchema, value: Value) -> Value:
    try:
        return date.fromisoformat(text_of(value)).isoformat()
    except ValueError as error:
        raise _cannot(target, "INVALID_TYPE_ON_FIELD_IN_RECORD", "no date") from error


def _fitted(transform: Transform, target: FieldSchema, text: str) -> Value:
    if transform.truncate is not None:
        text = cut(text, transform.truncate)
    if target.length and len(text) > target.length:
        raise _cannot(target, "STRING_TOO_LONG", f"longer than {target.length} characters")
    return canonical(target, text)


def _within_limits(target: FieldSchema, value: Value) -> None:
    if isinstance(value, Decimal):
        room = target.digits if target.type in ("int", "long") else target.precision - target.scale
        if room > 0 and abs(value) >= Decimal(10) ** room:
            raise _cannot(target, "NUMBER_OUTSIDE_VALID_RANGE", f"more than {room} digits")
    elif target.type in _PICKED and target.restricted_picklist and isinstance(value, str):
        active = {one.value for one in target.picklist if one.active}
        parts = value.split(";") if target.type == "multipicklist" else [value]
        if any(part not in active for part in parts):
            raise _cannot(
                target, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "not one of its active values"
            )


def _cannot(target: FieldSchema, code: str, why: str) -> Untransformable:
    return Untransformable(code, f"for {target.name}: {why}")
