"""Would what one side is about to put in force close a ring of orgs? Asked of every login here."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from s2sctl.agreement.rings import Hop, rings
from s2sctl.app.book import OVER, Book, find_book
from s2sctl.connection.record import ConnectionRecord
from s2sctl.errors import S2sError
from s2sctl.manifest.manifest import Publication, Terms
from s2sctl.manifest.terms_json import published_from_json
from s2sctl.model.finding import Finding
from s2sctl.model.ids import OrgId
from s2sctl.model.names import OrgAlias
from s2sctl.ports.org import Org

_End: TypeAlias = tuple[OrgId, ConnectionRecord]
"""One org's own record of a connection."""


def ring_findings(
    book: Book,
    record: ConnectionRecord,
    wanted: Terms,
    aliases: Sequence[OrgAlias],
    org_of: Callable[[OrgAlias], Org | None],
) -> Iterator[Finding]:
    """S2S374 for each ring that ``wanted`` would close, told where this side publishes.

    An org that cannot be asked is passed over: what its own records would show stays unseen.
    """
    here = book.org.identity().org_id
    own = [replace(one, terms=wanted) if one.name == record.name else one for one in book.records]
    if sum(one.status not in OVER for one in own) < 2:
        return
    names = {here: str(book.org.alias)}
    ends = [(here, one) for one in own]
    for alias in aliases:
        ends += _elsewhere(alias, org_of, names) if alias != book.org.alias else ()
    hops = _told(hop for end in ends if end[1].status not in OVER for hop in _hops(end, ends))
    for way in rings(hops, here):
        if record.name in (hop.connection for hop in way):
            yield _finding(way, record, names)


def _elsewhere(
    alias: OrgAlias, org_of: Callable[[OrgAlias], Org | None], names: dict[OrgId, str]
) -> Iterable[_End]:
    try:
        org = org_of(alias)
        book = find_book(org) if org is not None else None
        if org is None or book is None:
            return ()
        id = org.identity().org_id
    except S2sError:
        return ()
    names.setdefault(id, str(alias))
    return tuple((id, record) for record in book.records)


def _hops(end: _End, ends: Iterable[_End]) -> Iterator[Hop]:
    """What one org's own record shows: what it gives, and what it takes of what it was offered."""
    org, one = end
    partner = one.partner_org or _far(end, ends)
    if partner is None:
        return
    for gives in one.terms.publish:
        name = gives.object
        yield Hop(one.name, org, partner, name, name, gives.share.onward)
    offered = {given.object: given for given in _offered(one)}
    for takes in one.terms.subscribe:
        given = offered.get(takes.source)
        onward = given is not None and given.share.onward
        yield Hop(one.name, partner, org, takes.source, takes.target, onward)


def _far(end: _End, ends: Iterable[_End]) -> OrgId | None:
    """Who accepted an invitation that is not confirmed yet: the next run completes it."""
    org, one = end
    return next(
        (id for id, far in ends if far.name == one.name and far.partner_org == org and id != org),
        None,
    )


def _offered(record: ConnectionRecord) -> Iterable[Publication]:
    try:
        return published_from_json(record.partner_published)
    except S2sError:
        return ()


def _told(hops: Iterable[Hop]) -> list[Hop]:
    """One hop for what two orgs tell of: the giver knows whether it is onward, the taker what
    the records become. What nobody takes is taken to become what it is."""
    known: dict[tuple[str, OrgId, str], Hop] = {}
    for hop in hops:
        at = hop.connection, hop.source, hop.object
        seen = known.get(at, hop)
        becomes = seen.becomes if hop.becomes == hop.object else hop.becomes
        known[at] = replace(seen, becomes=becomes, onward=seen.onward or hop.onward)
    return list(known.values())


def _finding(way: Sequence[Hop], record: ConnectionRecord, names: Mapping[OrgId, str]) -> Finding:
    """Told from where they are born: the hop that is not onward takes an org's own records only."""
    born = next((place for place, hop in enumerate(way) if not hop.onward), 0)
    round_ = [*way[born:], *way[:born]]
    stops = [names.get(hop.source, hop.source) for hop in round_]
    over = ", ".join(hop.connection for hop in round_)
    ours = next(hop for hop in way if hop.connection == record.name)
    gives = ours is way[0]
    path = f"publish.{ours.object}.onward" if gives else f"subscribe.{ours.object}"
    text = (
        f"{round_[0].object} records would come back to where they were born: "
        f"{' -> '.join([*stops, stops[0]])} (over {over})"
    )
    return Finding("S2S374", path, text, "take onward: true from one of these connections")
