"""Which logins a connection joins: from the state, or found again in the orgs."""

from collections.abc import Callable, Iterable, Sequence

from s2sctl.app.book import OVER
from s2sctl.app.listing import Listed, list_connections
from s2sctl.errors import UsageError
from s2sctl.model.ids import OrgId, RecordId
from s2sctl.model.names import ConnectionName, OrgAlias
from s2sctl.model.side import Pair, Side
from s2sctl.ports.org import Org
from s2sctl.ports.store import KnownConnection, StateStore


def both_ends(
    name: ConnectionName,
    store: StateStore,
    aliases: Sequence[OrgAlias],
    open_org: Callable[[OrgAlias], Org],
) -> tuple[KnownConnection, Pair[Org]]:
    """A connection and the orgs at both its ends.

    What the state does not know (a fresh or lost state, a renamed alias) is found by reading the
    connection records of every login; the state is not changed. Raises UsageError S2S705 where a
    login for one end is missing.
    """
    known = store.known(name)
    if known is not None and all(alias in aliases for alias in known.aliases):
        ends = [alias for alias in known.aliases if alias is not None]
        if len(ends) == 2:
            return known, Pair(open_org(ends[0]), open_org(ends[1]))
    orgs = {alias: open_org(alias) for alias in aliases}
    found = _living(name, list_connections(list(orgs.values())).listed, known)
    a, b = found.get(Side.A), found.get(Side.B)
    if a is None or b is None:
        raise _missing(name, found.values())
    rows: Pair[RecordId | None] = Pair(a.record.id, b.record.id)
    recorded = _recorded(known) or Pair(a.org_id, b.org_id)
    rebuilt = KnownConnection(name, recorded, Pair(a.alias, b.alias), rows)
    return rebuilt, Pair(orgs[a.alias], orgs[b.alias])


def _living(
    name: ConnectionName, listed: Iterable[Listed], known: KnownConnection | None
) -> dict[Side, Listed]:
    """One org's record per end; a record that is over gives way to one that is not."""
    found: dict[Side, Listed] = {}
    for one in listed:
        side = one.record.role.side
        recorded = known.orgs.of(side) if known is not None else None
        if one.record.name != name or recorded not in (None, one.org_id):
            continue
        if side not in found or found[side].record.status in OVER:
            found[side] = one
    return found


def _recorded(known: KnownConnection | None) -> Pair[OrgId | None] | None:
    """The org ids the state recorded: they bind, whatever a login answers."""
    if known is None or None in known.orgs:
        return None
    return known.orgs


def _missing(name: ConnectionName, found: Iterable[Listed]) -> UsageError:
    ends = [one.alias for one in found]
    text = f"only {ends[0]} has a record of it" if ends else "no login here has a record of it"
    return UsageError(
        f"{name} needs a login for both its orgs, and {text}.",
        code="S2S705",
        help="s2sctl connections shows what each login has; add the other one to configs/orgs.yaml",
    )
