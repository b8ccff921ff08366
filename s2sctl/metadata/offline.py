"""Manifests against describes that were pulled into the repository. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from s2sctl.manifest.parse import Parsed
from s2sctl.metadata.manifests import alone, together, used_objects
from s2sctl.metadata.presence import Schemas
from s2sctl.metadata.pulled import Pulled
from s2sctl.model.finding import Finding, Severity
from s2sctl.model.names import OrgAlias


@dataclass(frozen=True, slots=True)
class OfflineReport:
    """What the pulled describes say. ``unchecked`` names the orgs of which none was pulled."""

    findings: tuple[Finding, ...]
    checked: tuple[OrgAlias, ...]
    unchecked: tuple[OrgAlias, ...]


def check_offline(
    parsed: Sequence[Parsed], pulled: Sequence[Pulled], today: date, max_age: int
) -> OfflineReport:
    """As the live check does, with what was pulled; ``max_age`` is in days.

    An object that was not pulled is a warning S2S252, once a section; describes older than
    ``max_age`` are a warning S2S253 at the manifest's ``org:``.
    """
    by_org: dict[OrgAlias, list[Pulled]] = {}
    for one in pulled:
        by_org.setdefault(one.org, []).append(one)
    used = used_objects(parsed)
    checked = tuple(alias for alias in used if alias in by_org)
    schemas = {alias: {one.schema.name: one.schema for one in by_org[alias]} for alias in checked}
    found = (
        *_old(parsed, by_org, today, max_age),
        *_not_pulled(parsed, schemas),
        # An absent object is one that was not pulled: only the org itself knows better.
        *(told for told in alone(parsed, schemas) if told.code != "S2S300"),
        *together(parsed, schemas),
    )
    unchecked = tuple(alias for alias in used if alias not in by_org)
    return OfflineReport(tuple(dict.fromkeys(found)), checked, unchecked)


def _not_pulled(parsed: Sequence[Parsed], schemas: Mapping[OrgAlias, Schemas]) -> Iterator[Finding]:
    for one in parsed:
        side = one.readable
        if side is None or side.org not in schemas:
            continue
        named = [(f"publish.{said.object}", said.object) for said in side.terms.publish]
        for said in side.terms.subscribe:
            other = ".to" if said.target != said.source else ""
            named.append((f"subscribe.{said.source}{other}", said.target))
        for path, name in named:
            if name not in schemas[side.org]:
                text = f"{name} of {side.org} was not pulled: nothing of it was checked"
                help = f"s2sctl metadata pull {side.org}"
                yield one.index.locate(Finding("S2S252", path, text, help, Severity.WARNING))


def _old(
    parsed: Sequence[Parsed], by_org: Mapping[OrgAlias, Sequence[Pulled]], today: date, max_age: int
) -> Iterator[Finding]:
    for one in parsed:
        org = one.readable.org if one.readable is not None else None
        if org is None or not by_org.get(org):
            continue
        oldest = min(by_org[org], key=lambda pulled: pulled.day)
        age = (today - oldest.day).days
        if age > max_age:
            text = (
                f"the describe of {oldest.schema.name} in {org} was pulled {age} days ago, "
                f"on {oldest.day.isoformat()}"
            )
            help = f"s2sctl metadata pull {org}"
            yield one.index.locate(Finding("S2S253", "org", text, help, Severity.WARNING))
