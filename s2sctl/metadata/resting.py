"""What of an agreement rests because an org's metadata has drifted, and what goes on. Pure.

A drifted field that does not fit any more stops its own flow; it stops its object's where no copy
could be made without it, or where records are shared by it. What follows the records of an object
that rests does so too. Everything else goes on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from s2sctl.agreement.flows import Agreement, FieldLink, Pairing
from s2sctl.metadata.drift import Drift
from s2sctl.model.finding import Finding
from s2sctl.model.names import ObjectName
from s2sctl.model.schema import ObjectSchema
from s2sctl.model.side import Pair, Side

FITTING = frozenset({"S2S313", "S2S314", "S2S315", "S2S316"})
"""What may not fit by length, digits or values: only the rows that do not are held back."""


class Stops(Enum):
    """What a drift stops."""

    NOTHING = ""
    FIELD = "field"
    OBJECT = "object"


@dataclass(frozen=True, slots=True)
class Rest:
    """One drift, the side whose org it is in, and what it stops."""

    side: Side
    drift: Drift
    stops: Stops


@dataclass(frozen=True, slots=True)
class Resting:
    """``agreement`` is what goes on; ``refused`` are the findings that no drift explains."""

    agreement: Agreement
    rests: tuple[Rest, ...]
    refused: tuple[Finding, ...]


def resting(
    agreement: Agreement,
    findings: Sequence[Finding],
    drifts: Pair[tuple[Drift, ...]],
    schemas: Pair[Mapping[ObjectName, ObjectSchema]],
) -> Resting:
    """Part an agreement by ``findings`` of ``metadata.check`` (errors alone)."""
    links: dict[Pair[ObjectName], set[str]] = {}
    whole: set[Pair[ObjectName]] = set()
    refused: list[Finding] = []
    for found in findings:
        pairing = _pairing_of(agreement, found)
        if pairing is None or not _explained(pairing, found, drifts):
            refused.append(found)
        elif found.code not in FITTING:
            stopped = [link for link in pairing.fields if _names(found, pairing, link)]
            links.setdefault(pairing.objects, set()).update(link.name for link in stopped)
            if not stopped or any(_needed(pairing, link, schemas) for link in stopped):
                whole.add(pairing.objects)
    kept = tuple(
        left
        for one in agreement.pairings
        if one.objects not in whole
        for left in [_without(one, links.get(one.objects, set()))]
        if left.fields
    )
    going = replace(agreement, pairings=_with_parents(agreement, kept, schemas))
    rests = tuple(
        Rest(side, drift, _stops(agreement, going, side, drift))
        for side in Side
        for drift in drifts.of(side)
    )
    return Resting(going, rests, tuple(refused))


def _with_parents(
    agreement: Agreement,
    kept: tuple[Pairing, ...],
    schemas: Pair[Mapping[ObjectName, ObjectSchema]],
) -> tuple[Pairing, ...]:
    """Those of ``kept`` that follow nothing that rests: of what hangs on such a record nobody
    could say any more that it is shared, and its shares would end."""
    while True:
        goes_on = {one.objects for one in kept}
        rests = [one for one in agreement.pairings if one.objects not in goes_on]
        left = tuple(one for one in kept if not _follows(one, rests, schemas))
        if left == kept:
            return kept
        kept = left


def _follows(
    pairing: Pairing,
    resting: Sequence[Pairing],
    schemas: Pair[Mapping[ObjectName, ObjectSchema]],
) -> bool:
    for side in Side:
        rule, schema = pairing.share.of(side), schemas.of(side).get(pairing.objects.of(side))
        if rule is None or schema is None:
            continue
        names = {one.objects.of(side) for one in resting}
        lookups = [found for name in rule.follows if (found := schema.find(name)) is not None]
        if any(names.intersection(one.reference_to) for one in lookups):
            return True
    return False


def _pairing_of(agreement: Agreement, found: Finding) -> Pairing | None:
    letter, half, name, *_ = [*found.path.split("."), "", "", ""]
    if letter not in ("a", "b"):
        return None
    # A subscription is named by the partner's object.
    side = Side(letter) if half == "publish" else Side(letter).other
    for pairing in agreement.pairings:
        if pairing.objects.of(side) == name:
            return pairing
    return None


def _explained(pairing: Pairing, found: Finding, drifts: Pair[tuple[Drift, ...]]) -> bool:
    """Whether something of these objects is not as it was: the finding is news, and was none
    when the terms were put in force."""
    links = [link for link in pairing.fields if _names(found, pairing, link)]
    for side in Side:
        mine = [one for one in drifts.of(side) if one.object == pairing.objects.of(side)]
        fields = {name for link in links for name in link.sources(side)}
        if any(not links or not one.field or one.field in fields for one in mine):
            return True
    return False


def _names(found: Finding, pairing: Pairing, link: FieldLink) -> bool:
    """Whether the finding is about that link."""
    letter, half, _, *rest = found.path.split(".")
    if len(rest) < 2 or rest[0] != "fields":
        return False
    side = Side(letter) if half == "publish" else Side(letter).other
    return rest[1] in link.sources(side)


def _needed(
    pairing: Pairing, link: FieldLink, schemas: Pair[Mapping[ObjectName, ObjectSchema]]
) -> bool:
    """Whether no copy can be made without the field."""
    for side in Side:
        schema = schemas.of(side).get(pairing.objects.of(side))
        if schema is None or link.into.of(side) is None or pairing.intake.of(side) is None:
            continue
        name = schema.renamed.get(link.fields.of(side), link.fields.of(side))
        field = schema.fields.get(name)
        if field is not None and field.required_on_create:
            return True
    return False


def _without(pairing: Pairing, names: set[str]) -> Pairing:
    left = tuple(link for link in pairing.fields if link.name not in names)
    return replace(pairing, fields=left)


def _stops(agreement: Agreement, going: Agreement, side: Side, drift: Drift) -> Stops:
    goes_on = {one.objects: one for one in going.pairings}
    for pairing in agreement.pairings:
        if pairing.objects.of(side) != drift.object:
            continue
        left = goes_on.get(pairing.objects)
        if left is None:
            return Stops.OBJECT
        if drift.field in pairing.mapped(side) and drift.field not in left.mapped(side):
            return Stops.FIELD
    return Stops.NOTHING
