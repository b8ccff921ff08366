"""What a side publishes as its org keeps it and its partner is shown: with types. Pure.

``Published__c`` holds it, and ``Partner_Published__c`` of the partner's org the same text. Older
texts have no types and no word on what was withdrawn; they read as if nothing was known of those.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from s2sctl.errors import S2sError
from s2sctl.manifest.manifest import Publication
from s2sctl.manifest.terms_json import (
    damaged,
    opened,
    published_from_json,
    published_to_json,
    sealed,
)
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.schema import FieldSchema, ObjectSchema


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An object (``Lead``) or a field of it (``Lead.Email``) that is published no more."""

    what: str
    since: str
    """When, ISO 8601 in UTC, by the org's clock."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A publish list with what is known of its fields, and what left it."""

    publish: tuple[Publication, ...] = ()
    types: Mapping[ObjectName, Mapping[FieldName, FieldSchema]] = field(default_factory=dict)
    """Type, label and length; a field nobody described is not here."""
    withdrawn: tuple[Withdrawn, ...] = ()


def catalogue_to_json(catalogue: Catalogue) -> str:
    """The text an org keeps; ``published_from_json`` reads it too. Equal ones give equal text."""
    plain = json.loads(published_to_json(catalogue.publish))
    content: dict[str, Any] = {"objects": plain["objects"]}
    types = {
        name: {one: _facts(known) for one, known in fields.items()}
        for name, fields in catalogue.types.items()
        if fields
    }
    if types:
        content["types"] = types
    if catalogue.withdrawn:
        content["withdrawn"] = [
            {"what": one.what, "since": one.since, "reason": one.reason}
            for one in catalogue.withdrawn
        ]
    return sealed(content)


def catalogue_from_json(text: str) -> Catalogue:
    """The catalogue of a text. Raises as ``terms_from_json`` does."""
    read = opened(text, "Published__c")
    publish = published_from_json(text)
    try:
        types = {
            ObjectName(name): {
                FieldName(one): _field(FieldName(one), facts) for one, facts in fields.items()
            }
            for name, fields in read.get("types", {}).items()
        }
        withdrawn = tuple(Withdrawn(**one) for one in read.get("withdrawn", ()))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise damaged("Published__c") from error
    return Catalogue(publish, types, withdrawn)


def withdrawals(text: str) -> tuple[Withdrawn, ...]:
    """What left the list; none where the text cannot be read: the terms tell that apart."""
    try:
        return catalogue_from_json(text).withdrawn
    except S2sError:
        return ()


def types_of(
    publish: tuple[Publication, ...], schemas: Mapping[ObjectName, ObjectSchema]
) -> dict[ObjectName, dict[FieldName, FieldSchema]]:
    """The described fields of a publish list, as far as a partner is to know them."""
    return {
        one.object: {
            name: _shown(known)
            for name in one.fields
            if (known := schemas[one.object].find(name)) is not None
        }
        for one in publish
        if one.object in schemas
    }


def withdrawn_after(
    before: Catalogue, publish: tuple[Publication, ...], since: str, reason: str
) -> tuple[Withdrawn, ...]:
    """What is withdrawn once ``publish`` is in force: what leaves now, and what left before and
    did not come back.
    """
    old, new = _named(before.publish), _named(publish)
    gone = [one for one in old if one not in new]
    # A whole object's leaving says enough.
    now = [one for one in gone if "." not in one or one.split(".")[0] not in gone]
    kept = [one for one in before.withdrawn if one.what not in new and one.what not in now]
    return (*kept, *(Withdrawn(one, since, reason) for one in now))


def _named(publish: tuple[Publication, ...]) -> dict[str, None]:
    names: dict[str, None] = {}
    for one in publish:
        names[one.object] = None
        names.update(dict.fromkeys(f"{one.object}.{name}" for name in one.fields))
    return names


def _shown(known: FieldSchema) -> FieldSchema:
    return _field(known.name, _facts(known))


def _facts(known: FieldSchema) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "type": known.type,
        "label": known.label,
        "length": known.length,
        "precision": known.precision,
        "scale": known.scale,
        "refers": list(known.reference_to),
    }
    return {name: value for name, value in facts.items() if value}


def _field(name: FieldName, facts: dict[str, Any]) -> FieldSchema:
    return FieldSchema(
        name,
        str(facts.get("type", "")),
        str(facts.get("label", "")),
        length=int(facts.get("length", 0)),
        precision=int(facts.get("precision", 0)),
        scale=int(facts.get("scale", 0)),
        reference_to=tuple(map(ObjectName, facts.get("refers", ()))),
    )
