"""Manifests against describes, each alone and both sides together. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from s2sctl.agreement.pairs import joined, located, sound_pairs
from s2sctl.manifest.manifest import Terms
from s2sctl.manifest.parse import Parsed
from s2sctl.metadata.check import check_fields, check_side
from s2sctl.metadata.presence import Schemas
from s2sctl.model.finding import Finding
from s2sctl.model.names import ObjectName, OrgAlias
from s2sctl.model.side import Pair


def objects_of(terms: Terms) -> tuple[ObjectName, ...]:
    """Every object of our own org that a side is about, each once."""
    published = (one.object for one in terms.publish)
    return tuple(dict.fromkeys([*published, *(one.target for one in terms.subscribe)]))


def used_objects(parsed: Sequence[Parsed]) -> dict[OrgAlias, tuple[ObjectName, ...]]:
    """The objects that all these manifests are about, by org; of broken ones what can be read."""
    used: dict[OrgAlias, dict[ObjectName, None]] = {}
    for one in parsed:
        if one.readable is not None:
            names = used.setdefault(one.readable.org, {})
            names.update(dict.fromkeys(objects_of(one.readable.terms)))
    return {alias: tuple(names) for alias, names in used.items()}


def alone(
    parsed: Sequence[Parsed],
    schemas: Mapping[OrgAlias, Schemas],
    taken: Mapping[OrgAlias, Collection[ObjectName]] | None = None,
) -> Iterator[Finding]:
    """What each manifest asks of its own org and does not find in ``schemas``, at its place.

    ``taken`` are the objects that an org subscribes to in force; None where nobody knows: then
    the fields that mark a copy are not missed.
    """
    for one in parsed:
        if one.readable is not None and one.readable.org in schemas:
            org = one.readable.org
            here = frozenset(objects_of(one.readable.terms))
            fresh = here - frozenset(taken.get(org, ())) if taken is not None else here
            for told in check_side(one.readable, schemas[org], org, fresh=fresh):
                if not one.explains(told):
                    yield one.index.locate(told)


def together(parsed: Sequence[Parsed], schemas: Mapping[OrgAlias, Schemas]) -> Iterator[Finding]:
    """What does not fit between both sides of a connection, where both orgs are in ``schemas``."""
    for pair in sound_pairs(parsed):
        orgs = [one.manifest.org for one in pair if one.manifest and one.manifest.org in schemas]
        if len(orgs) == 2:
            agreement, _ = joined(pair)
            names: Pair[str] = Pair(orgs[0], orgs[1])
            both = Pair(schemas[orgs[0]], schemas[orgs[1]])
            for found in check_fields(agreement, both, names):
                yield located(found, pair)
