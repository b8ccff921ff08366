"""From orgs' request logs: over which connection each write went, and whose login made it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Stretch:
    """From a login's first write over a connection to its last one: one run, seen from an org."""

    org: str
    session: str
    begun: float
    ended: float


def stretches(
    org: str, log: Iterable[Mapping[str, object]], names: Mapping[str, str]
) -> dict[str, list[Stretch]]:
    """Per connection the stretches of one org, oldest first. ``names``: connection by the ids
    that tell it. Every write of the log must be told by one."""
    found: dict[tuple[str, str], Stretch] = {}
    for entry in log:
        if entry["operation"] != "write":
            continue
        told = f"{entry['path']} {entry['sent']} {entry['answered']}"
        over = {name for mark, name in names.items() if mark in told}
        assert len(over) == 1, (over, json.dumps(entry))
        key = (over.pop(), str(entry["session"]))
        begun, ended = float(str(entry["begun"])), float(str(entry["ended"]))
        before = found.get(key, Stretch(org, key[1], begun, ended))
        found[key] = Stretch(org, key[1], before.begun, max(ended, before.ended))
    by_name: dict[str, list[Stretch]] = {}
    for (name, _), one in found.items():
        by_name.setdefault(name, []).append(one)
    return {name: sorted(ones, key=lambda one: one.begun) for name, ones in by_name.items()}


def overlaps(found: Iterable[Stretch]) -> list[tuple[Stretch, Stretch]]:
    """Neighbours in time of which the second began before the first had ended."""
    ordered = sorted(found, key=lambda one: one.begun)
    return [(one, two) for one, two in pairwise(ordered) if two.begun < one.ended]
