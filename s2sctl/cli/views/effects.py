"""What a half put in force would do, for people and for scripts."""

from collections.abc import Iterator

from s2sctl.app.effects import Effects, Matching
from s2sctl.cli.answer import Json
from s2sctl.cli.views.tables import counted
from s2sctl.metadata.consequences import Way


def effect_lines(effects: Effects, ours: str, partner: str) -> Iterator[str]:
    """One line for each consequence; nothing where nothing follows."""
    for one in effects.matching:
        yield f"  {one.object}: {_matching(one)}"
    if effects.flows is not None:
        for way in effects.flows.starts:
            yield f"  starts: {_way(way, ours, partner)}"
        for way in effects.flows.stops:
            yield f"  stops at once: {_way(way, ours, partner)}; every copy stays"
        for name in effects.flows.breaks:
            yield f"  {partner} subscribes to {name} and gets it no more"
    for gone in effects.unused:
        if gone.removable:
            yield f"  remove the fields of s2sctl from {gone.object}: nothing carries a key there"
        else:
            yield (
                f"  keep the fields of s2sctl on {gone.object}: "
                f"{counted(gone.keys, 'record')} there carry a key"
            )


def _matching(one: Matching) -> str:
    if one.after is None:
        return f"{counted(one.before or 0, 'record')} matched the rule; now they are shared by hand"
    if one.before is None or one.before == one.after:
        return f"{counted(one.after, 'record')} match the rule now"
    return f"{counted(one.after, 'record')} match the rule now, {one.before:,} the one in force"


def _way(way: Way, ours: str, partner: str) -> str:
    ends = (ours, partner) if way.outward else (partner, ours)
    name = way.source if way.source == way.target else f"{way.source} -> {way.target}"
    return f"{name} from {ends[0]} to {ends[1]}"


def effects_json(effects: Effects) -> dict[str, Json]:
    """The consequences; ``flows`` is null where the partner's side could not be seen."""
    flows = effects.flows
    return {
        "matching": [
            {"object": one.object, "before": one.before, "after": one.after}
            for one in effects.matching
        ],
        "flows": None
        if flows is None
        else {
            "starts": [_way_json(way) for way in flows.starts],
            "stops": [_way_json(way) for way in flows.stops],
            "breaks": list(flows.breaks),
        },
        "unused": [
            {"object": one.object, "keys": one.keys, "remove": one.removable}
            for one in effects.unused
        ],
    }


def _way_json(way: Way) -> Json:
    return {
        "source": way.source,
        "target": way.target,
        "way": "outward" if way.outward else "inward",
    }
