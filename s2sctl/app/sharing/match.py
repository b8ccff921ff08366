"""Link records that exist on both sides: find them, then write the copies' keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sharing.match_reading import (
    Compared,
    Place,
    compared,
    occupied,
    read_copies,
    read_origins,
)
from s2sctl.app.sharing.outcomes import Did
from s2sctl.app.sharing.rows import open_door
from s2sctl.app.sharing.unshare import plan_end, unshare
from s2sctl.app.sync.opening import open_orgs
from s2sctl.app.sync.work import Ends, Options
from s2sctl.connection.objects import CONNECTION_LOOKUP, KEY, holds_key
from s2sctl.errors import UsageError
from s2sctl.model.ids import Key, RecordId
from s2sctl.model.names import ConnectionName, ObjectName, OrgAlias
from s2sctl.model.side import Pair, Side
from s2sctl.ports.org import Org, RowWrite, WriteBatch
from s2sctl.ports.reporter import Progress, Reporter
from s2sctl.ports.store import Changes, Event, KnownConnection, Lease, StateStore
from s2sctl.sync.apart import sharing_own_rows
from s2sctl.sync.chunks import chunks
from s2sctl.sync.link import LIVING, Link, LinkStatus
from s2sctl.sync.matching import Matches, Sightings, match
from s2sctl.sync.shares import Reason

Match: TypeAlias = tuple[RecordId, RecordId]
"""An origin and the record that is to become its copy."""


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
    Raises UsageError S2S550 to S2S552, S2S530 (copies that can hold no key), and what opening a
    sync raises.
    """
    opened = open_orgs(known, orgs, store, lease, Options(dry_run=True))
    ends = opened.ends
    pairing, side = _way(opened.agreement.pairings, ends, object_, origin)
    pairing = sharing_own_rows(pairing, ends.schemas)
    _refuse_keyless(pairing.objects.of(side.other))
    fields = compared(pairing, side, ends.schemas, on, ends.aliases)
    place = Place(ends, pairing, side, fields, store.digest_key, reporter)
    origins = read_origins(place)
    copies, keys = read_copies(place)
    linked, taken = _links(store, known, place, origins, copies, keys)
    return Matching(ends, pairing, side, fields, match(origins, copies, linked, taken))


def _refuse_keyless(name: ObjectName) -> None:
    if not holds_key(name):
        raise UsageError(
            f"{name} records can hold no key, so those that are there cannot become copies.",
            code="S2S530",
            help="delete the ones on one side before the first sync, or keep both",
        )


def link_matches(matching: Matching, store: StateStore, lease: Lease, reporter: Reporter) -> Linked:
    """Give every unique match's copy its key and its connection, and change nothing else.

    Each record is looked at again just before: one that got a key meanwhile is refused. Stopped
    anywhere, the same command goes on from there: what has its key counts as linked.
    """
    target = matching.origin.other
    org = matching.ends.orgs.of(target)
    refused: dict[RecordId, str] = {}
    written = 0
    for some in chunks(matching.matches.unique, org.batch_size):
        ready, gone = _still_free(matching, some)
        refused |= gone
        done, kept = _write_keys(matching, store, lease, ready)
        refused |= kept
        written += done
        reporter.progress(Progress("link", written + len(refused), len(matching.matches.unique)))
    _note(matching, store, lease, written)
    return Linked(written, refused)


def _still_free(
    matching: Matching, some: Sequence[Match]
) -> tuple[list[Match], dict[RecordId, str]]:
    target = matching.origin.other
    schema = matching.ends.schema(target, matching.pairing.objects.of(target))
    rows = matching.ends.orgs.of(target).fetch(schema, [copy for _, copy in some], (KEY,))
    refused = {
        copy: "it is gone" if copy not in rows else "it has a key by now"
        for _, copy in some
        if copy not in rows or occupied(rows[copy])
    }
    return [one for one in some if one[1] not in refused], refused


def _write_keys(
    matching: Matching, store: StateStore, lease: Lease, some: Sequence[Match]
) -> tuple[int, dict[RecordId, str]]:
    """One call; what was acknowledged is remembered as linked, with an empty base.

    Such a copy was the receiver's own before: its link has no beginning of ours, so that no end
    of the share ever removes it (design §8, "when unsure, it spares"). A share that a person
    ended stays ended, until it is shared anew.
    """
    target, ends = matching.origin.other, matching.ends
    schema = ends.schema(target, matching.pairing.objects.of(target))
    home = ends.identities.of(matching.origin).org_id
    writes = tuple(
        RowWrite({KEY: str(Key(home, origin)), CONNECTION_LOOKUP: ends.record_id(target)}, copy)
        for origin, copy in some
    )
    if not writes:
        return 0, {}
    before = store.links_by_key(lease.connection, [Key(home, origin) for origin, _ in some])
    store.check(lease)
    links: list[Link] = []
    refused: dict[RecordId, str] = {}
    outcomes = ends.orgs.of(target).write(WriteBatch(schema, writes))
    for (origin, copy), outcome in zip(some, outcomes, strict=True):
        if outcome.refusal is not None:
            refused[copy] = f"{outcome.refusal.code}: {outcome.refusal.message}"
            continue
        ids: Pair[RecordId | None] = Pair.seen_from(matching.origin, origin, copy)
        objects = matching.pairing.objects
        key = Key(home, origin)
        link = Link(key, matching.origin, objects, ids, LinkStatus.ACTIVE)
        links.append(_as_ended(link, before.get(key)))
    store.commit(lease, Changes(links=tuple(links)))
    return len(links), refused


def _as_ended(link: Link, before: Link | None) -> Link:
    """The link as it is to be kept: ended, where its share was and no rule begins it again."""
    if before is None or before.status in LIVING or before.reason == Reason.LEFT_RULE.value:
        return link
    over = before.status is LinkStatus.CONVERTED
    return replace(
        link, status=before.status if over else LinkStatus.INACTIVE, reason=before.reason
    )


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
                if link.status not in LIVING or None in link.ids:
                    continue
                if side is place.side:
                    linked.add(id)
                else:
                    taken[id] = link.origin is place.side
    return linked, taken


def hold_back(
    matching: Matching, store: StateStore, name: ConnectionName, reporter: Reporter
) -> int:
    """End the shares of the ambiguous origins, so that no rule makes copies of them; how many.

    Once a person has settled them they are matched again, and shared by hand.
    """
    door = open_door(matching.ends.orgs.of(matching.origin), store, name)
    ids = [id for one in matching.matches.ambiguous for id in one.origins]
    plan = plan_end(door, matching.pairing.objects.of(matching.origin), ids, strict=False)
    results = unshare(door, store, plan, reporter)
    return sum(1 for one in results if one.did is Did.ENDED)


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
