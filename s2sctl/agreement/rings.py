"""Rings: ways by which records sent onward would come back to where they were born. Pure.

A copy carries the key of the record it was made from, which is the partner's own: over B to C it
is B's copy, not A's record. So the engine sees for itself that a copy comes from the very org it
is about to be sent to (design §3.3), and it cannot see a way home through a third org. Such a
ring would bring A its own record as a stranger's, and, where every hop is onward, again and again.
It is refused before it is in force, as far as the logins here show it.

A key that named the first birthplace would show every ring, and would break what keys are for:
the two orgs of a connection find a lost share by the id of *their* record, and two ways to one org
would claim the same unique key.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from s2sctl.model.ids import OrgId
from s2sctl.model.names import ConnectionName, ObjectName


@dataclass(frozen=True, slots=True)
class Hop:
    """Records of one org's object become another org's, over one connection. ``onward``: also
    those that came over another connection."""

    connection: ConnectionName
    source: OrgId
    target: OrgId
    object: ObjectName
    becomes: ObjectName
    onward: bool


def rings(hops: Iterable[Hop], at: OrgId) -> tuple[tuple[Hop, ...], ...]:
    """The rings through ``at``, each as its hops from there; an org is in a ring once.

    A ring has at least three orgs: the way back over one connection is closed by the key. All its
    hops are onward, or all but one: there a record is born and goes round once.
    """
    hops = tuple(dict.fromkeys(hops))
    found: list[tuple[Hop, ...]] = []
    ways: list[tuple[Hop, ...]] = [(hop,) for hop in hops if hop.source == at]
    while ways:
        way = ways.pop()
        last = way[-1]
        if sum(not hop.onward for hop in way) > 1:
            continue
        if last.target == at:
            if len(way) > 2 and last.becomes == way[0].object:
                found.append(way)
            continue
        been = {hop.source for hop in way}
        ways += [(*way, hop) for hop in _next(hops, last) if hop.target not in been - {at}]
    return tuple(sorted(found, key=lambda way: tuple(map(str, way))))


def _next(hops: Collection[Hop], last: Hop) -> list[Hop]:
    return [
        hop
        for hop in hops
        if hop.source == last.target
        and hop.object == last.becomes
        and hop.connection != last.connection
    ]
