"""Manifests against the orgs they are about, as far as logins are at hand."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from s2sctl.app.book import Book, describe, find_book
from s2sctl.app.drifting import drifted
from s2sctl.app.owner_check import owner_findings
from s2sctl.app.partner import partner_findings
from s2sctl.manifest.parse import Parsed
from s2sctl.metadata.manifests import alone, together, used_objects
from s2sctl.metadata.presence import Schemas
from s2sctl.model.finding import Finding
from s2sctl.model.names import ObjectName, OrgAlias
from s2sctl.ports.org import Org


@dataclass(frozen=True, slots=True)
class LiveReport:
    """What the orgs say. ``unchecked`` names the orgs whose login is not at hand."""

    findings: tuple[Finding, ...]
    checked: tuple[OrgAlias, ...]
    unchecked: tuple[OrgAlias, ...]


def check_live(parsed: Sequence[Parsed], org_of: Callable[[OrgAlias], Org | None]) -> LiveReport:
    """Check each manifest against its own org, and both sides of a connection together.

    Of a manifest with errors what can be read is checked, so that every problem is told at once.
    ``org_of`` gives the org of an alias, or None where there is no login. Reads describes only;
    raises what :class:`Org` raises.
    """
    used = used_objects(parsed)
    orgs = {alias: org for alias in used if (org := org_of(alias)) is not None}
    books = {alias: find_book(org) for alias, org in orgs.items()}
    schemas = {
        alias: _renamed_known(org, books[alias], describe(org, used[alias]))
        for alias, org in orgs.items()
    }
    taken = {alias: _taken_in(book) for alias, book in books.items()}
    found = (
        *alone(parsed, schemas, taken),
        *_people(parsed, orgs),
        *together(parsed, schemas),
    )
    unchecked = tuple(alias for alias in used if alias not in orgs)
    return LiveReport(tuple(dict.fromkeys(found)), tuple(orgs), unchecked)


def _renamed_known(org: Org, book: Book | None, schemas: Schemas) -> Schemas:
    """The describes with what the org's connections know of fields renamed or lost since."""
    for record in book.records if book is not None else ():
        known = drifted(org, record, schemas).schemas
        schemas = {
            name: replace(
                one,
                renamed={**schemas[name].renamed, **one.renamed},
                gone=schemas[name].gone | one.gone,
            )
            for name, one in known.items()
        }
    return schemas


def _taken_in(book: Book | None) -> frozenset[ObjectName]:
    """What the org subscribes to in force; nothing in an org that is not enabled."""
    records = book.records if book is not None else ()
    return frozenset(sub.target for one in records for sub in one.terms.subscribe)


def _people(parsed: Sequence[Parsed], orgs: Mapping[OrgAlias, Org]) -> Iterator[Finding]:
    """What only the org's records tell: the partner's Account and contact, the owners."""
    for one in parsed:
        if one.readable is not None and one.readable.org in orgs:
            org, side = orgs[one.readable.org], one.readable
            found = (*partner_findings(org, side.partner), *owner_findings(org, side.terms))
            yield from (one.index.locate(told) for told in found if not one.explains(told))
