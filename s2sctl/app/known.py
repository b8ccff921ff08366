"""Which logins a connection joins: from the state, or found again in the orgs."""

from collections.abc import Callable, Iterable, Sequence

from s2sctl.app.book import OVER
from s2sctl.app.listing import Listed, Listing, list_connections
from s2sctl.connection.record import Status
from s2sctl.errors import S2sError, UsageError
from s2sctl.model.ids import OrgId, RecordId
from s2sctl.model.names import ConnectionName, OrgAlias
from s2sctl.model.nearest import nearest
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
    connection records of every login; the state is not changed. Raises UsageError S2S705 where an
    end is missing, and says why; what an org that could not be asked raised, where it may be it.
    """
    known = store.known(name)
    if known is not None and all(alias in aliases for alias in known.aliases):
        ends = [alias for alias in known.aliases if alias is not None]
        if len(ends) == 2:
            return known, Pair(open_org(ends[0]), open_org(ends[1]))
    listing = list_connections(aliases, open_org)
    found = _living(name, listing.listed, known)
    a, b = found.get(Side.A), found.get(Side.B)
    if a is None or b is None:
        raise _missing(name, tuple(found.values()), listing, store)
    rows: Pair[RecordId | None] = Pair(a.record.id, b.record.id)
    recorded = _recorded(known) or Pair(a.org_id, b.org_id)
    rebuilt = KnownConnection(name, recorded, Pair(a.alias, b.alias), rows)
    return rebuilt, Pair(open_org(a.alias), open_org(b.alias))


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


def _missing(
    name: ConnectionName, found: Sequence[Listed], listing: Listing, store: StateStore
) -> S2sError:
    if not found:
        names = {one.record.name for one in listing.listed}
        names |= {known.name for known in store.connections()}
        near = nearest(name, names)
        if near is None and listing.failed:
            return next(iter(listing.failed.values()))
        return UsageError(
            f"No login here has a record of a connection {name}.",
            code="S2S705",
            help=f'did you mean "{near}"?' if near else _NOT_INVITED,
        )
    if listing.failed:
        return next(iter(listing.failed.values()))
    text, help = _lone(found[0])
    return UsageError(f"{name} is not connected: {text}.", code="S2S705", help=help)


_NOT_INVITED = "invite the partner:  s2sctl invite MANIFEST   (what there is:  s2sctl connections)"


def _lone(one: Listed) -> tuple[str, str]:
    """What keeps a connection that only one login has a record of, and what to do."""
    record = one.record
    if record.status is Status.SENT:
        return (
            f"{one.alias} has invited, and {record.partner_name or 'the partner'} has not accepted",
            "the partner runs:  s2sctl accept TOKEN --org ALIAS   "
            "(the token again:  s2sctl resend MANIFEST)",
        )
    if record.status in OVER:
        reason = f": {record.reason}" if record.reason else ""
        again = "invite the same partner again:  s2sctl reconnect MANIFEST"
        return f"{one.alias} says {record.status.value}{reason}", again
    return (
        f"of its two ends only {one.alias} has a login here",
        f"add the login of the partner's org {record.partner_org} to configs/orgs.yaml",
    )
