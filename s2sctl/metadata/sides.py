"""What one org must have, be it for its own terms or for an agreement in force. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from s2sctl.agreement.flows import Agreement, Pairing, Transform
from s2sctl.manifest.manifest import FieldMapping, Owner, Terms
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.side import Side


@dataclass(frozen=True, slots=True)
class Offer:
    """An object whose records are read here for the partner. ``path`` is where that is said."""

    path: str
    object: ObjectName
    fields: tuple[FieldName, ...]
    where: str | None
    follows: tuple[FieldName, ...] = ()
    """The lookups to the records that its records are shared with."""
    whole: bool = False
    """Whether it is read whole now and then, which finds what moves no stamp."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One of the partner's fields, ours that it arrives in, and how its values change."""

    source: FieldName
    target: FieldName
    transform: Transform


@dataclass(frozen=True, slots=True)
class Taking:
    """An object whose copies are written here."""

    path: str
    object: ObjectName
    fields: tuple[Taken, ...]
    owner: Owner | None
    record_type: str | None
    constants: tuple[tuple[FieldName, str], ...] = ()
    given: frozenset[FieldName] | None = None
    """What this side publishes of the object itself, where the partner shares by hand at most:
    then what arrives may well be changes of our own records. None where copies are made here."""


def of_terms(terms: Terms) -> tuple[tuple[Offer, ...], tuple[Taking, ...]]:
    """What a side asks of its own org."""
    offers = tuple(
        Offer(
            f"publish.{one.object}",
            one.object,
            one.fields,
            one.share.where,
            one.share.follows,
            bool(one.full_compare),
        )
        for one in terms.publish
    )
    takings = tuple(
        Taking(
            f"subscribe.{one.source}",
            one.target,
            tuple(map(_taken, one.fields)),
            one.owner,
            one.record_type,
            one.constants,
            _given(terms, one.target),
        )
        for one in terms.subscribe
    )
    return offers, takings


def of_agreement(agreement: Agreement, side: Side) -> tuple[tuple[Offer, ...], tuple[Taking, ...]]:
    """What an agreement asks of one side's org; paths start with the side (``a.publish.Lead``)."""
    return (
        tuple(one for pairing in agreement.pairings for one in _offer(pairing, side)),
        tuple(one for pairing in agreement.pairings for one in _taking(pairing, side)),
    )


def _given(terms: Terms, name: ObjectName) -> frozenset[FieldName] | None:
    published = terms.publication(name)
    return frozenset(published.fields) if published is not None else None


def _taken(one: FieldMapping) -> Taken:
    return Taken(
        one.source, one.target, Transform(one.values, one.default, one.truncate, one.recast)
    )


def _offer(pairing: Pairing, side: Side) -> Iterator[Offer]:
    rule = pairing.share.of(side)
    if rule is not None:
        name = pairing.objects.of(side)
        fields = tuple(
            name
            for link in pairing.fields
            if link.into.of(side.other) is not None
            for name in link.sources(side)
        )
        whole = pairing.full_compare.of(side) is not None
        unique = tuple(dict.fromkeys(fields))
        path = f"{side.value}.publish.{name}"
        yield Offer(path, name, unique, rule.where, rule.follows, whole)


def _taking(pairing: Pairing, side: Side) -> Iterator[Taking]:
    intake = pairing.intake.of(side)
    if intake is not None:
        fields = tuple(
            Taken(link.fields.of(side.other), link.fields.of(side), into)
            for link in pairing.fields
            if (into := link.into.of(side)) is not None
        )
        path = f"{side.value}.subscribe.{pairing.objects.of(side.other)}"
        name = pairing.objects.of(side)
        theirs = pairing.share.of(side.other)
        by_hand = theirs is not None and theirs.manual
        given = [link.fields.of(side) for link in pairing.fields if link.into.of(side.other)]
        ours = pairing.share.of(side) is not None and by_hand
        yield Taking(
            path,
            name,
            fields,
            intake.owner,
            intake.record_type,
            intake.constants,
            frozenset(given) if ours else None,
        )


def used_fields(terms: Terms) -> dict[ObjectName, frozenset[FieldName]]:
    """The fields of our own objects that these terms name, by object."""
    used: dict[ObjectName, set[FieldName]] = {}
    for offer in terms.publish:
        used.setdefault(offer.object, set()).update(offer.fields)
    for taking in terms.subscribe:
        ours = used.setdefault(taking.target, set())
        ours.update(mapping.target for mapping in taking.fields)
    return {name: frozenset(fields) for name, fields in sorted(used.items())}
