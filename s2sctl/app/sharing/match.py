"""Link records that exist on both sides: find them, then write the copies' keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sharing.match_reading import Compared, Place, compared, read_copies, read_origins
from s2sctl.app.sync.opening import open_orgs
from s2sctl.app.sync.work import Ends, Options
from s2sctl.connection.objects import CONNECTION_LOOKUP, KEY
from s2sctl.errors import UsageError
from s2sctl.model.ids import Key, RecordId
from s2sctl.model.names import ObjectName, OrgAlias
from s2sctl.model.side import Pair, Side
from s2sctl.ports.org import Org, Refusal, RowWrite, WriteBatch
from s2sctl.ports.reporter import Progress, Reporter
from s2sctl.ports.store import Event, KnownConnection, Lease, StateStore
from s2sctl.sync.chunks import chunks
from s2sctl.sync.link import LinkStatus
from s2sctl.sync.matching import Matches, Sightings, match

_LIVING = (LinkStatus.ACTIVE, LinkStatus.PENDING)


@dataclass(frozen=True, slots=True)
class Matching:
    """Both orgs open, and what comparing their records came to. Nothing is written yet."""

    ends: Ends
    pairing: Pairing
    origin: Side
    fields: tuple[Compared, ...]
    matches: Matches


@dataclass(frozen=True, slots=True)
class Linked:
    """What writing the keys came to."""

    written: int
    refused: Mapping[RecordId, str] = field(default_factory=dict)
    """Why, by the record that was to become a copy."""


def find_matches(
    known: KnownConnection,
    orgs: Pair[Org],
    store: StateStore,
    lease: Lease,
    object_: ObjectName,
    on: Sequence[str],
    origin: OrgAlias | None,
    reporter: Reporter,
) -> Matching:
    """Compare the records one side shares with those of the other, by these fields.

    Of the origin's side only records are read that it shares, by rule or by hand, and of both
    sides only id, key and the compared fields, kept as keyed digests. ``origin`` may be left out
    where one side alone shares the object; where both do, it has to be said (S2S550).
    Raises UsageError S2S550 to S2S552, and what opening a sync raises.
    """
    opened = open_orgs(known, orgs, store, lease, Options(dry_run=True))
    ends = opened.ends
    pairing, side = _way(opened.agreement.pairings, ends, object_, origin)
    fields = compared(pairing, side, ends.schemas, on, ends.aliases)
    place = Place(ends, pairing, side, fields, store.digest_key, reporter)
    origins = read_origins(place)
    copies, keys = read_copies(place)
    linked, taken = _links(store, known, place, origins, copies, keys)
    return Matching(ends, pairing, side, fields, match(origins, copies, linked, taken))


def link_matches(matching: Matching, store: StateStore, lease: Lease, reporter: Reporter) -> Linked:
    """Give every unique match's copy its key and its connection, and change nothing else.

    Each record is looked at again just before: one that got a key meanwhile is refused. Stopped
    anywhere, the same command goes on from there: what has its key counts as linked.
    """
    target = matching.origin.other
    ends, org = matching.ends, matching.ends.orgs.of(target)
    schema = ends.schema(target, matching.pairing.objects.of(target))
    home = ends.identities.of(matching.origin).org_id
    refused: dict[RecordId, str] = {}
    written = 0
    for some in chunks(matching.matches.unique, org.batch_size):
        rows = org.fetch(schema, [copy for _, copy in some], ())
        ready: list[tuple[RecordId, RecordId]] = []
        for origin, copy in some:
            row = rows.get(copy)
            if row is None or row.key is not None or row.connection_id is not None:
                refused[copy] = "it is gone" if row is None else "it has a key by now"
            else:
                ready.append((origin, copy))
        writes = tuple(
            RowWrite({KEY: str(Key(home, origin)), CONNECTION_LOOKUP: ends.record_id(target)}, copy)
            for origin, copy in ready
        )
        if writes:
            store.check(lease)
            outcomes = org.write(WriteBatch(schema, writes))
            for (_, copy), outcome in zip(ready, outcomes, strict=True):
                if outcome.refusal is not None:
                    refused[copy] = _told(outcome.refusal)
                else:
                    written += 1
        reporter.progress(Progress("link", written + len(refused), len(matching.matches.unique)))
    _note(matching, store, lease, written)
    return Linked(written, refused)


def _links(
    store: StateStore,
    known: KnownConnection,
    place: Place,
    origins: Sightings,
    copies: Sightings,
    keys: Mapping[RecordId, Key | None],
) -> tuple[set[RecordId], dict[RecordId, bool]]:
    """Origins that have their copy, and records of the other side that belong to a share."""
    home = place.ends.identities.of(place.side).org_id
    ours = frozenset(origins.ids())
    linked = {key.record for key in keys.values() if key is not None and key.org == home} & ours
    taken = {id: key is not None and key.record in linked for id, key in keys.items()}
    for side, seen in ((place.side, origins), (place.side.other, copies)):
        name = place.pairing.objects.of(side)
        for some in chunks(seen.ids(), 2_000):
            for id, link in store.links(known.name, side, name, some).items():
                if link.status not in _LIVING or None in link.ids:
                    continue
                if side is place.side:
                    linked.add(id)
                else:
                    taken[id] = link.origin is place.side
    return linked, taken


def _told(refusal: Refusal) -> str:
    return f"{refusal.code}: {refusal.message}"


def _note(matching: Matching, store: StateStore, lease: Lease, written: int) -> None:
    if not written:
        return
    side = matching.origin.other
    org = matching.ends.orgs.of(side)
    who = matching.ends.identities.of(side).username
    text = f"{written} {matching.pairing.objects.of(side)} linked by match"
    store.record_event(lease.connection, Event(org.now(), "match", side, who, text))


def _way(
    pairings: Sequence[Pairing], ends: Ends, object_: ObjectName, origin: OrgAlias | None
) -> tuple[Pairing, Side]:
    aliases = ends.aliases
    wanted = [
        (one, side)
        for one in pairings
        for side in Side
        if one.share.of(side) is not None
        and object_.lower() in (str(name).lower() for name in one.objects)
        and origin in (None, aliases.of(side))
    ]
    if len(wanted) == 1:
        return wanted[0]
    if wanted:
        raise UsageError(
            f"Both {aliases.a} and {aliases.b} share {object_}: whose records are the origins?",
            code="S2S550",
            help=f"say whose are:  --origin {aliases.a}  or  --origin {aliases.b}",
        )
    who = origin or f"Neither {aliases.a} nor {aliases.b}"
    shares = "shares no" if origin else "shares"
    raise UsageError(
        f"{who} {shares} {object_} that the other side takes.",
        code="S2S550",
        help="one side publishes the object, the other subscribes to it:  s2sctl diff",
    )
