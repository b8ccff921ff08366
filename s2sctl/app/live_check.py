"""Manifests against the orgs they are about, as far as logins are at hand."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from s2sctl.agreement.pairs import joined, located, sound_pairs
from s2sctl.app.book import describe, find_book
from s2sctl.app.owner_check import owner_findings
from s2sctl.app.partner import partner_findings
from s2sctl.manifest.manifest import Terms
from s2sctl.manifest.parse import Parsed
from s2sctl.metadata.check import check_fields, check_side
from s2sctl.model.finding import Finding
from s2sctl.model.names import ObjectName, OrgAlias
from s2sctl.model.schema import ObjectSchema
from s2sctl.model.side import Pair
from s2sctl.ports.org import Org


@dataclass(frozen=True, slots=True)
class LiveReport:
    """What the orgs say. ``unchecked`` names the orgs whose login is not at hand."""

    findings: tuple[Finding, ...]
    checked: tuple[OrgAlias, ...]
    unchecked: tuple[OrgAlias, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    """One org: its describes, and the objects that it subscribes to in force."""

    org: Org
    schemas: Mapping[ObjectName, ObjectSchema]
    taken: frozenset[ObjectName]


def check_live(parsed: Sequence[Parsed], org_of: Callable[[OrgAlias], Org | None]) -> LiveReport:
    """Check each manifest against its own org, and both sides of a connection together.

    Of a manifest with errors what can be read is checked, so that every problem is told at once.
    ``org_of`` gives the org of an alias, or None where there is no login. Reads describes only;
    raises what :class:`Org` raises.
    """
    seen: dict[OrgAlias, _Seen] = {}
    unchecked: list[OrgAlias] = []
    for alias, names in _used(parsed).items():
        org = org_of(alias)
        if org is None:
            unchecked.append(alias)
        else:
            seen[alias] = _Seen(org, describe(org, names), _taken_in(org))
    found = (*_alone(parsed, seen), *_together(parsed, seen))
    return LiveReport(tuple(dict.fromkeys(found)), tuple(seen), tuple(unchecked))


def objects_of(terms: Terms) -> tuple[ObjectName, ...]:
    """Every object of our own org that a side is about, each once."""
    published = (one.object for one in terms.publish)
    return tuple(dict.fromkeys([*published, *(one.target for one in terms.subscribe)]))


def _used(parsed: Sequence[Parsed]) -> dict[OrgAlias, list[ObjectName]]:
    used: dict[OrgAlias, dict[ObjectName, None]] = {}
    for one in parsed:
        if one.readable is not None:
            names = used.setdefault(one.readable.org, {})
            names.update(dict.fromkeys(objects_of(one.readable.terms)))
    return {alias: list(names) for alias, names in used.items()}


def _taken_in(org: Org) -> frozenset[ObjectName]:
    """What the org subscribes to in force; nothing in an org that is not enabled."""
    book = find_book(org)
    records = book.records if book is not None else ()
    return frozenset(sub.target for one in records for sub in one.terms.subscribe)


def _alone(parsed: Sequence[Parsed], seen: Mapping[OrgAlias, _Seen]) -> Iterator[Finding]:
    for one in parsed:
        if one.readable is not None and one.readable.org in seen:
            org = one.readable.org
            fresh = frozenset(objects_of(one.readable.terms)) - seen[org].taken
            found = check_side(one.readable, seen[org].schemas, org, fresh=fresh)
            partner = partner_findings(seen[org].org, one.readable.partner)
            owners = owner_findings(seen[org].org, one.readable.terms)
            new = (told for told in (*found, *partner, *owners) if not one.explains(told))
            yield from map(one.index.locate, new)


def _together(parsed: Sequence[Parsed], seen: Mapping[OrgAlias, _Seen]) -> Iterator[Finding]:
    for pair in sound_pairs(parsed):
        orgs = [one.manifest.org for one in pair if one.manifest and one.manifest.org in seen]
        if len(orgs) == 2:
            agreement, _ = joined(pair)
            names: Pair[str] = Pair(orgs[0], orgs[1])
            schemas = Pair(seen[orgs[0]].schemas, seen[orgs[1]].schemas)
            for found in check_fields(agreement, schemas, names):
                yield located(found, pair)
