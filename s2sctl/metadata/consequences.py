"""What putting other terms in force does to the flows of a connection. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from s2sctl.agreement.join import join
from s2sctl.manifest.manifest import Terms
from s2sctl.model.names import ConnectionName, ObjectName
from s2sctl.model.side import Pair, Side


@dataclass(frozen=True, slots=True)
class Way:
    """One object travelling one way. ``outward``: from this org to the partner's."""

    source: ObjectName
    target: ObjectName
    outward: bool


@dataclass(frozen=True, slots=True)
class Consequences:
    """What changes beside the terms themselves."""

    starts: tuple[Way, ...] = ()
    stops: tuple[Way, ...] = ()
    breaks: tuple[str, ...] = ()
    """What the partner subscribes to and would not get any more: ``Lead``, ``Lead.Email``."""


def consequences(side: Side, before: Terms, after: Terms, partner: Terms) -> Consequences:
    """What follows for the flows when ``side`` goes from ``before`` to ``after``.

    Swapping before and after swaps starts and stops; equal terms have no consequences.
    """
    old, new = _ways(side, before, partner), _ways(side, after, partner)
    return Consequences(
        tuple(one for one in new if one not in old),
        tuple(one for one in old if one not in new),
        tuple(one for one in _given(before, partner) if one not in set(_given(after, partner))),
    )


def _ways(side: Side, ours: Terms, theirs: Terms) -> tuple[Way, ...]:
    agreement, _ = join(ConnectionName("any"), Pair.seen_from(side, ours, theirs))
    return tuple(
        Way(flow.source_object, flow.target_object, flow.source is side)
        for pairing in agreement.pairings
        for flow in pairing.flows
    )


def _given(ours: Terms, partner: Terms) -> Iterator[str]:
    """What of the partner's subscriptions we publish."""
    for one in partner.subscribe:
        published = ours.publication(one.source)
        if published is None:
            continue
        yield one.source
        for mapping in one.fields:
            if mapping.source in published.fields:
                yield f"{one.source}.{mapping.source}"
