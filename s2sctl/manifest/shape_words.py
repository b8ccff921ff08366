"""What pydantic found, in a person's words: code, sentence, help, place. Pure."""

from collections.abc import Mapping

from pydantic_core import ErrorDetails

from s2sctl.manifest.document import (
    ConflictsPart,
    Document,
    GuardsPart,
    OwnerPart,
    PartnerPart,
    PublicationPart,
    SharePart,
    SubscriptionPart,
)
from s2sctl.manifest.index import Index, parent
from s2sctl.manifest.mapping_part import MappingPart
from s2sctl.manifest.part import Part
from s2sctl.model.finding import Edit, Finding, Fix, renaming
from s2sctl.model.nearest import did_you_mean, nearest

_LONGEST = 60


def say(error: ErrorDetails, path: str, index: Index) -> Finding:
    """The finding for one of pydantic's errors."""
    kind = error["type"]
    if kind.startswith("S2S"):
        context = error.get("ctx", {})
        place = index.key(path) if error["loc"][-1:] == ("[key]",) else index.place(path)
        return Finding(kind, path, context["text"], context["help"], place=place)
    last = str(error["loc"][-1]) if error["loc"] else "the manifest"
    if kind == "extra_forbidden":
        return _unknown(error, path, last, index)
    if kind == "missing":
        return _missing(error, path, last, index)
    if kind == "enum":
        return _choice(error, path, index)
    if kind in ("too_short", "string_too_short"):
        return Finding("S2S110", path, f'"{last}" is empty', place=index.place(path))
    if kind in ("int_type", "greater_than", "greater_than_equal", "less_than_equal"):
        span = {"scale": "0 to 17", "max_file_mb": "1 to 20"}.get(last, "1 to 131,072")
        text = f'"{last}" must be a whole number from {span}, not {_shown(error["input"])}'
        return Finding("S2S107", path, text, place=index.place(path))
    return _wrong_kind(error, path, last, index)


def _unknown(error: ErrorDetails, path: str, key: str, index: Index) -> Finding:
    outer, known = parent(path), known_keys(error["loc"][:-1])
    where = f' in "{outer}"' if outer else ""
    help, near = did_you_mean(key, known), nearest(key, known)
    beside = f"{outer}.{near}".lstrip(".") in index.keys
    fix = renaming(key, near) if near and not beside else None
    text = f'unknown key "{key}"{where}'
    return Finding("S2S102", path, text, help, place=index.key(path), fix=fix)


def _missing(error: ErrorDetails, path: str, key: str, index: Index) -> Finding:
    outer = parent(path)
    text = f'"{outer}" lacks "{key}"' if outer else f'the manifest lacks "{key}"'
    return Finding("S2S103", path, text, _EXAMPLES.get(key, ""), place=index.key(outer))


def _choice(error: ErrorDetails, path: str, index: Index) -> Finding:
    expected = str(error.get("ctx", {}).get("expected", "")).replace("'", '"')
    text = f"{_shown(error['input'])} is not one of {expected}"
    near = nearest(str(error["input"]), expected.split('"')[1::2])
    help = f'did you mean "{near}"?' if near else ""
    fix = renaming(str(error["input"]), near) if near else None
    return Finding("S2S104", path, text, help, place=index.place(path), fix=fix)


_WANTED = {
    "string_type": "text",
    "model_type": "a mapping",
    "dict_type": "a mapping",
    "list_type": "a list",
}


def _wrong_kind(error: ErrorDetails, path: str, last: str, index: Index) -> Finding:
    wanted = _WANTED.get(error["type"], "something else")
    given = error["input"]
    part = str(error.get("ctx", {}).get("class_name", ""))
    help = _EXAMPLES.get(last) or _PARTS.get(part, "").format(last)
    if given is None:
        text = f'"{path}" has no value'
    else:
        text = f'"{path}" must be {wanted}, not {_kind(given)}'
        if wanted == "text":
            help = _quoted(path, index)
        elif wanted == "a list" and isinstance(given, str):
            help = f"{last}: [{given}]"
    fix = _quoting(path, index) if wanted == "text" and given is not None else None
    return Finding("S2S105", path, text, help, place=index.place(path), fix=fix)


def _quoted(path: str, index: Index) -> str:
    scalar = index.scalars.get(path)
    return f'put it in quotes: "{scalar.text}"' if scalar is not None else ""


def _quoting(path: str, index: Index) -> Fix | None:
    scalar = index.scalars.get(path)
    if scalar is None or scalar.block:
        return None
    quoted = f'"{scalar.text}"'
    return Fix(f"say {quoted}, in quotes", (Edit(scalar.text, quoted, scalar.place),))


_EXAMPLES = {
    "connection": "connection: acme-globex",
    "org": "org: acme",
    "partner": "partner: {org: globex, account: Globex}",
    "publish": "publish: {Lead: {fields: [LastName, Company]}}",
    "subscribe": "subscribe: {Lead: {fields: {LastName: LastName}}}",
    "fields": "publish: fields: [Email]; subscribe: fields: {Email: Email}",
    "to": "to: our field's API name",
    "owner": "owner: {queue: Partner_Leads}",
    "guards": "guards: {deletes: 5%, updates: 30%}",
    "conflicts": "conflicts: {keep_values: 30d}",
    "join": "join: [LastName], with separator:",
    "split": "split: [FirstName, LastName], with separator:",
    "constants": "constants: {LeadSource: Partner}",
    "values": "values: {Hot: High, Cold: Low}",
    "share": "share: {where: \"Status = 'Open'\"}",
}


_PARTS = {
    "PublicationPart": "{}: {{fields: [LastName, Company]}}",
    "SubscriptionPart": "{}: {{fields: {{LastName: LastName}}}}",
    "MappingPart": "{0}: {0}",
}


def known_keys(loc: tuple[str | int, ...]) -> tuple[str, ...]:
    """The keys a manifest may have at that location."""
    model = _part_at(tuple(str(step) for step in loc))
    return tuple(field.alias or name for name, field in model.model_fields.items())


def _part_at(loc: tuple[str, ...]) -> type[Part]:
    match loc:
        case ("partner",):
            return PartnerPart
        case ("guards",):
            return GuardsPart
        case ("conflicts",):
            return ConflictsPart
        case ("publish", _):
            return PublicationPart
        case ("publish", _, "share"):
            return SharePart
        case ("subscribe", _):
            return SubscriptionPart
        case ("subscribe", _, "owner"):
            return OwnerPart
        case ("subscribe", _, "fields", _):
            return MappingPart
        case _:
            return Document


def _shown(given: object) -> str:
    text = str(given)
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return f'"{short}"' if isinstance(given, str) else short.lower()


def _kind(given: object) -> str:
    if isinstance(given, bool):
        return f"{str(given).lower()}"
    if isinstance(given, Mapping):
        return "a mapping"
    if isinstance(given, list):
        return "a list"
    return "text" if isinstance(given, str) else "a number"
