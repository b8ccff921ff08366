"""What the local orgs counted: requests by kind, the API calls charged, and who was written."""

from collections.abc import Iterable, Mapping

from s2sctl.demo.setting import Scene
from tests.acceptance.world import World

OWN = frozenset({"S2S_Connection__c", "S2S_Share__c"})
"""Objects of ours: no shared record lives in them."""


def last(scene: Scene) -> int:
    """The number of the org's newest request."""
    return max((int(str(one["sequence"])) for one in scene.control.log()), default=0)


def marks(world: World) -> dict[str, int]:
    """Where both logs stand now."""
    return {one.running.alias: last(one) for one in world.scenes()}


def since(world: World, before: Mapping[str, int]) -> dict[str, list[dict[str, object]]]:
    """What each org was asked since then."""
    return {one.running.alias: one.control.log(before[one.running.alias]) for one in world.scenes()}


def calls(entries: Iterable[Mapping[str, object]]) -> int:
    """API calls charged."""
    return sum(int(str(one["calls"])) for one in entries)


def writes(entries: Iterable[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """Requests that write anything at all."""
    return [one for one in entries if one["operation"] == "write"]


def shared_writes(entries: Iterable[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """Requests that write a shared object."""
    return [one for one in writes(entries) if not set(_objects(one)) <= OWN]


def of_object(entries: Iterable[Mapping[str, object]], name: str) -> list[Mapping[str, object]]:
    """Reads and writes of one object. A later page of a query names none, and counts as well."""
    return [
        one
        for one in entries
        if name in _objects(one) or (one["operation"] == "read" and not _objects(one))
    ]


def _objects(entry: Mapping[str, object]) -> list[str]:
    found = entry["objects"]
    assert isinstance(found, list)
    return [str(one) for one in found]
