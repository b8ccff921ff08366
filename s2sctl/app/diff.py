"""How far a manifest is from what is in force in its org."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from s2sctl.app.book import describe, open_book
from s2sctl.app.drifting import drift_report, drifted
from s2sctl.connection.record import Status
from s2sctl.manifest.manifest import Manifest
from s2sctl.metadata.difference import Difference, differences
from s2sctl.metadata.fingerprint_json import fingerprint_from_json
from s2sctl.model.names import OrgAlias
from s2sctl.ports.org import Org
from s2sctl.sync.report import DriftReport


@dataclass(frozen=True, slots=True)
class SideDiff:
    """One side: its connection's state in the org, and what the manifest would change."""

    manifest: Manifest
    status: Status
    differences: tuple[Difference, ...]
    drifts: tuple[DriftReport, ...] = ()
    """What is not as it was when the side was put in force."""


@dataclass(frozen=True, slots=True)
class Diff:
    """Every side whose login is at hand; ``unchecked`` names the orgs of the others."""

    sides: tuple[SideDiff, ...]
    unchecked: tuple[OrgAlias, ...]


def diff(manifests: Sequence[Manifest], org_of: Callable[[OrgAlias], Org | None]) -> Diff:
    """Compare each manifest with what its own org holds; writes nothing.

    ``org_of`` gives the org of an alias, or None where there is no login. Raises UsageError
    S2S400 or S2S402 where an org has no such connection, S2S214 where its terms were damaged.
    """
    sides: list[SideDiff] = []
    unchecked: list[OrgAlias] = []
    for manifest in manifests:
        org = org_of(manifest.org)
        if org is None:
            unchecked.append(manifest.org)
        else:
            sides.append(_side(org, manifest))
    return Diff(tuple(sides), tuple(unchecked))


def _side(org: Org, manifest: Manifest) -> SideDiff:
    book = open_book(org)
    record = book.need(manifest.connection)
    if record.name in book.damaged:
        raise book.damaged[record.name]
    prints = fingerprint_from_json(record.fingerprint).prints
    seen = drifted(org, record, describe(org, (one.schema.name for one in prints)))
    drifts = tuple(drift_report(org.alias, one, "") for one in seen.drifts)
    found = differences(record.terms, manifest.terms)
    return SideDiff(manifest, record.status, found, drifts)
