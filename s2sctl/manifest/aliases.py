"""Whether the orgs that manifests speak of have a login of that name. Pure."""

from collections.abc import Collection, Iterator, Sequence

from s2sctl.manifest.manifest import Manifest
from s2sctl.manifest.parse import Parsed
from s2sctl.model.finding import Finding, Severity
from s2sctl.model.names import OrgAlias
from s2sctl.model.nearest import did_you_mean, nearest


def alias_findings(parsed: Sequence[Parsed], known: Collection[OrgAlias]) -> tuple[Finding, ...]:
    """S2S114, a warning: an ``org:`` that is most likely a slip of the pen.

    ``known`` are the aliases of the logins. A partner's manifest may lie beside one's own without
    a login: it is told only where its name is close to a login that no other side of the
    connection uses, or where no side of the connection has a login at all.
    """
    sides = [(one, one.readable) for one in parsed if one.readable is not None]
    return tuple(
        found
        for one, side in sides
        if side.org not in known
        for found in _unknown(one, side, _taken(side, [other for _, other in sides]), known)
    )


def _taken(side: Manifest, all_sides: Sequence[Manifest]) -> set[OrgAlias]:
    """The aliases that the other sides of the same connection use."""
    return {one.org for one in all_sides if one.connection == side.connection} - {side.org}


def _unknown(
    one: Parsed, side: Manifest, taken: set[OrgAlias], known: Collection[OrgAlias]
) -> Iterator[Finding]:
    free = [alias for alias in known if alias not in taken]
    if nearest(side.org, free) is None and any(alias in known for alias in taken):
        return
    text = f'there is no org "{side.org}" in configs/orgs.yaml'
    help = did_you_mean(side.org, free) or "add its login there; see README, Logins"
    yield one.index.locate(Finding("S2S114", "org", text, help, Severity.WARNING))
