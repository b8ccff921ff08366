"""Two sides' terms to one agreement. Pure.

A field flows from a to b when a publishes it and b's subscription maps it; swapping the sides
mirrors everything.
"""

from dataclasses import replace
from typing import TypeAlias

from s2sctl.agreement.checks import join_findings
from s2sctl.agreement.flows import Agreement, FieldLink, Intake, Pairing, Transform
from s2sctl.connection.objects import open_condition
from s2sctl.manifest.manifest import (
    FieldMapping,
    OnConflict,
    Publication,
    ShareRule,
    Subscription,
    Terms,
)
from s2sctl.model.finding import Finding
from s2sctl.model.names import ConnectionName, FieldName, ObjectName
from s2sctl.model.side import Pair, Side


def join(connection: ConnectionName, terms: Pair[Terms]) -> tuple[Agreement, tuple[Finding, ...]]:
    """The agreement of both sides in force, and what keeps it from being whole.

    Never raises. A finding's path starts with the side it is about (``a.subscribe.Lead``), so
    that whoever shows it can name that side's org and file. What does not fit is left out of the
    agreement; pairings come in the order of a's, then b's subscriptions.
    """
    pairs = dict.fromkeys(
        pair
        for side in Side
        for one in terms.of(side).subscribe
        for pair in [Pair.seen_from(side, one.target, one.source)]
    )
    pairings = tuple(made for objects in pairs if (made := _pairing(objects, terms)) is not None)
    keep_days = min(terms.of(side).keep_days for side in Side)
    agreement = Agreement(connection, pairings, terms.map(lambda one: one.guards), keep_days)
    return agreement, join_findings(agreement, terms)


def _pairing(objects: Pair[ObjectName], terms: Pair[Terms]) -> Pairing | None:
    """The pairing of two objects; None where nothing flows between them."""
    ways = Pair(_way(objects, terms, Side.A), _way(objects, terms, Side.B))
    if ways.a is None and ways.b is None:
        return None
    # Pair.of(side) of both below is about what arrives in that side.
    into = Pair(_arriving(ways.b, Side.A), _arriving(ways.a, Side.B))
    links = tuple(
        _link(fields, into, Pair(ways.b, ways.a)) for fields in dict.fromkeys([*into.a, *into.b])
    )
    return Pairing(
        objects,
        links,
        ways.map(_rule),
        Pair(_intake(ways.b), _intake(ways.a)),
        ways.map(lambda way: way[0].full_compare if way is not None else None),
    )


_Way: TypeAlias = tuple[Publication, Subscription]
"""What the source publishes, and how the other side takes it."""


def _way(objects: Pair[ObjectName], terms: Pair[Terms], source: Side) -> _Way | None:
    """How records travel from ``source``, None where they do not."""
    published = terms.of(source).publication(objects.of(source))
    taken = terms.of(source.other).subscription(objects.of(source))
    if published is None or taken is None or taken.target != objects.of(source.other):
        return None
    return published, taken


def _arriving(way: _Way | None, target: Side) -> dict[Pair[FieldName], FieldMapping]:
    """The mappings that have a published source, by both fields."""
    if way is None:
        return {}
    published, taken = way
    return {
        Pair.seen_from(target, mapping.target, mapping.source): mapping
        for mapping in taken.fields
        if all(name in published.fields for name in mapping.sources)
    }


def _link(
    fields: Pair[FieldName],
    into: Pair[dict[Pair[FieldName], FieldMapping]],
    takers: Pair[_Way | None],
) -> FieldLink:
    mappings = into.map(lambda arriving: arriving.get(fields))
    claims = Pair(_claim(mappings.a, takers.a), _claim(mappings.b, takers.b))
    return FieldLink(fields, mappings.map(_transform), claims)


def _claim(mapping: FieldMapping | None, taker: _Way | None) -> OnConflict:
    """A side's policy for a field: the field's own, else its subscription's, else newest."""
    if mapping is not None and mapping.on_conflict is not None:
        return mapping.on_conflict
    return taker[1].on_conflict if taker is not None else OnConflict.NEWEST


def _transform(mapping: FieldMapping | None) -> Transform | None:
    if mapping is None:
        return None
    return Transform(mapping.values, mapping.default, mapping.truncate, mapping.recast)


def _rule(way: _Way | None) -> ShareRule | None:
    """The publisher's rule; rows that are marked as private are in none."""
    if way is None:
        return None
    published, rule = way[0], way[0].share
    opened = open_condition(published.object)
    if rule.where is None or not opened:
        return rule
    return replace(rule, where=f"({rule.where}) AND {opened}")


def _intake(way: _Way | None) -> Intake | None:
    if way is None:
        return None
    taken = way[1]
    return Intake(
        taken.accept,
        taken.owner,
        taken.record_type,
        taken.when_share_ends,
        taken.constants,
        taken.max_file_mb,
        taken.strict,
    )
