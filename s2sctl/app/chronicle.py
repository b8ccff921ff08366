"""What the state store keeps of a connection's life: which orgs, and what happened when."""

from dataclasses import replace

from s2sctl.connection.change import Change, read_change
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


def note_seen(store: StateStore, org: Org, name: ConnectionName, record: ConnectionRecord) -> None:
    """Add a line where the org's record stands otherwise than the history last told.

    Each side may be run from another machine, and an admin may set a state in the org by hand;
    then nobody is named.
    """
    side = record.role.side
    last = _last_change(store, name, side)
    news = last is None or (record.since is not None and record.since > last[0].at)
    before = last[1].after if last else None
    if not news and before is record.status:
        return
    at = record.since if news and record.since else org.now()
    change = Change(before, record.status, record.reason)
    store.record_event(name, Event(at, SEEN, side, record.by if news else "", change.text))


def note_confirmed(
    store: StateStore,
    name: ConnectionName,
    before: Pair[ConnectionRecord],
    after: Pair[ConnectionRecord],
) -> None:
    """Add a line where a run that holds both logins confirmed what the partner had accepted."""
    for side in Side:
        old, new = before.of(side), after.of(side)
        if old.status is not new.status and new.since is not None:
            text = Change(old.status, new.status).text
            store.record_event(name, Event(new.since, "confirm", side, new.by, text))


SEEN = "seen"
"""The kind of a line about a change that was made elsewhere."""


def _last_change(
    store: StateStore, name: ConnectionName, side: Side
) -> tuple[Event, Change] | None:
    # Long runs of other lines between two changes are rare: most of the time few are read.
    for limit in (50, 10_000):
        for event in store.events(name, limit):
            change = read_change(event.text) if event.side is side else None
            if change is not None:
                return event, change
    return None


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
