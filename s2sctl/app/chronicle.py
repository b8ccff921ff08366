"""What the state store keeps of a connection's life: which orgs, and what happened when."""

from dataclasses import replace

from s2sctl.connection.record import ConnectionRecord
from s2sctl.errors import WrongOrg
from s2sctl.model.ids import OrgId
from s2sctl.model.names import ConnectionName, OrgAlias
from s2sctl.model.side import Pair, Side
from s2sctl.ports.org import Identity, Org
from s2sctl.ports.store import Event, KnownConnection, StateStore


def check_known(store: StateStore, name: ConnectionName, org: Org, side: Side | None) -> Identity:
    """Who the login is; raises WrongOrg S2S443 where the store knows the connection otherwise,
    or knows the alias as another org's.

    ``side`` is the end the login is meant to be, None where either will do.
    """
    identity = org.identity()
    known = store.known(name)
    recorded = _recorded(known, side)
    if recorded and identity.org_id not in recorded:
        raise WrongOrg(
            f"{org.alias} answers as org {identity.org_id}, but {name} was made with "
            f"{' and '.join(recorded)}.",
            code="S2S443",
            help="check the login in configs/orgs.yaml; a new connection needs a new name",
        )
    _check_alias(known, org.alias, identity)
    return identity


def _check_alias(known: KnownConnection | None, alias: OrgAlias, identity: Identity) -> None:
    """Raise WrongOrg S2S443 where the alias stood for the connection's other end before."""
    for side in Side if known is not None else ():
        recorded = known.orgs.of(side) if known else None
        if known and known.aliases.of(side) == alias and recorded not in (None, identity.org_id):
            raise WrongOrg(
                f"{alias} answers as org {identity.org_id}, but for {known.name} it stood for "
                f"{recorded}.",
                code="S2S443",
                help="check the login in configs/orgs.yaml: the two orgs may be swapped",
            )


def check_partner(
    store: StateStore, name: ConnectionName, side: Side, partner: OrgId | None
) -> None:
    """Raise WrongOrg S2S443 where the store knows another org at the far end of ``side``."""
    known = store.known(name)
    recorded = known.orgs.of(side.other) if known else None
    if recorded and partner and recorded != partner:
        raise WrongOrg(
            f"{name} was made with org {recorded}; {partner} is another one.",
            code="S2S443",
            help="connect to a new partner under a new name",
        )


def remember(
    store: StateStore, org: Org, record: ConnectionRecord, kind: str, text: str = ""
) -> None:
    """Keep which orgs the connection joins, and add a line to its history."""
    identity, side = org.identity(), record.role.side
    note_ends(store, org.alias, identity.org_id, record)
    event = Event(org.now(), kind, side, identity.username, text or record.status.value)
    store.record_event(record.name, event)


def note_ends(store: StateStore, alias: OrgAlias, org_id: OrgId, record: ConnectionRecord) -> None:
    """Keep which orgs a record says its connection joins; a state that was lost learns it anew.

    What the store knows otherwise stays: another org under a known name is an accident to be
    told of, not to be noted.
    """
    side = record.role.side
    nobody = KnownConnection(record.name, Pair(None, None), Pair(None, None), Pair(None, None))
    known = store.known(record.name) or nobody
    ends = Pair.seen_from(side, org_id, record.partner_org)
    if any(a and b and a != b for a, b in zip(known.orgs, ends, strict=True)):
        return
    orgs = Pair(ends.a or known.orgs.a, ends.b or known.orgs.b)
    store.know(
        replace(
            known,
            orgs=orgs,
            aliases=known.aliases.put(side, alias),
            records=known.records.put(side, record.id),
        )
    )


def _recorded(known: KnownConnection | None, side: Side | None) -> tuple[OrgId, ...]:
    if known is None:
        return ()
    wanted = known.orgs if side is None else (known.orgs.of(side),)
    recorded = tuple(one for one in wanted if one is not None)
    # With one end unknown any login may be the other end.
    return recorded if side is not None or len(recorded) == 2 else ()
