"""The base: what both sides of a field last agreed on, and what they show against it. Pure."""

from collections.abc import Iterable

from s2sctl.model.digest import Digest
from s2sctl.model.side import Pair, Side
from s2sctl.model.values import Values
from s2sctl.sync.mapped import Mapped
from s2sctl.sync.record_plan import Base, Marker, Seen


def confirm(
    fields: Iterable[Mapped],
    side: Side,
    values: Values,
    base: Base,
    marker: Marker,
    unsettled: frozenset[str],
) -> dict[str, Pair[Digest]]:
    """The base once ``side``, written by us and touched by nobody since, shows ``values``.

    Fields in ``unsettled`` our write did not set: they keep their base, so that someone's edit of
    them, made before the write and after the row was read, still counts as one.
    """
    confirmed = dict(base)
    for mapped in fields:
        name = mapped.link.name
        if name in unsettled:
            continue
        known = base.get(name) or blank(mapped, marker)
        value = mapped.shown(side, values)
        confirmed[name] = known.put(side, marker.of(side, mapped.mark(side), value))
    return confirmed


def rebase(
    fields: Iterable[Mapped], side: Side, values: Values, base: Base, old: Marker, new: Marker
) -> dict[str, Pair[Digest]]:
    """The base under a new key, as far as ``side``'s values show it: a field it has not edited is
    agreed on there. The other side has another record now, so its fields count as changed."""
    nothing = Digest("")
    found = {}
    for mapped in fields:
        name = mapped.link.name
        value = mapped.shown(side, values)
        agreed = name in base and base[name].of(side) == old.of(side, mapped.mark(side), value)
        mine = new.of(side, mapped.mark(side), value) if agreed else nothing
        found[name] = Pair.seen_from(side, mine, nothing)
    return found


def blank(mapped: Mapped, marker: Marker) -> Pair[Digest]:
    """The base of a field never agreed on: as if both sides had once been blank."""
    return Pair(*(marker.of(side, mapped.mark(side), mapped.blank(side)) for side in Side))


def shown_of(mapped: Mapped, seen: Seen, known: Pair[Digest], marker: Marker) -> Pair[Digest]:
    """What each side shows of a field."""
    return Pair(*(shown_by(side, mapped, seen, known, marker) for side in Side))


def shown_by(side: Side, mapped: Mapped, seen: Seen, known: Pair[Digest], marker: Marker) -> Digest:
    """What one side shows of a field; ``known`` where its row was not read."""
    values = seen.values.of(side)
    if values is None:
        return known.of(side)
    return marker.of(side, mapped.mark(side), mapped.shown(side, values))
