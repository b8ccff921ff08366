"""How far what is wanted is from what is in force. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from s2sctl.manifest.manifest import Guards, Publication, ShareRule, Subscription, Terms
from s2sctl.manifest.mapping_text import mapping_text


class Kind(Enum):
    """What happens to a part when the wanted side is put in force."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One part that differs. ``before`` and ``after`` are how a manifest would write it."""

    kind: Kind
    path: str
    before: str = ""
    after: str = ""


def differences(in_force: Terms, wanted: Terms) -> tuple[Difference, ...]:
    """Every part that differs, in the order of paths; none when both are the same.

    A whole object that comes or goes is one difference. Swapping the sides turns added into
    removed and before into after.
    """
    return (*publish_differences(in_force, wanted), *subscribe_differences(in_force, wanted))


def publish_differences(in_force: Terms, wanted: Terms) -> tuple[Difference, ...]:
    """The part that ``s2sctl publish`` puts in force."""
    before, after = map(_published, (in_force, wanted))
    return tuple(_between("publish", before, after))


def subscribe_differences(in_force: Terms, wanted: Terms) -> tuple[Difference, ...]:
    """The part that ``s2sctl subscribe`` puts in force: subscriptions, guards, what is kept."""
    before, after = map(_subscribed, (in_force, wanted))
    guards = map(_guards, (in_force.guards, wanted.guards))
    return (
        *_between("subscribe", before, after),
        *_leaves("guards", *guards),
        *_leaves("conflicts", *map(_conflicts, (in_force, wanted))),
    )


def _published(terms: Terms) -> dict[str, dict[str, str]]:
    return {one.object: _publication(one) for one in terms.publish}


def _subscribed(terms: Terms) -> dict[str, dict[str, str]]:
    return {one.source: _subscription(one) for one in terms.subscribe}


def _between(
    path: str, before: Mapping[str, Mapping[str, str]], after: Mapping[str, Mapping[str, str]]
) -> Iterator[Difference]:
    for name in sorted({*before, *after}):
        here = f"{path}.{name}"
        if name not in after:
            yield Difference(Kind.REMOVED, here, before=_named(name, before[name]))
        elif name not in before:
            yield Difference(Kind.ADDED, here, after=_named(name, after[name]))
        else:
            yield from _leaves(here, before[name], after[name])


def _leaves(path: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Difference]:
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if old != new:
            kind = Kind.ADDED if old is None else Kind.REMOVED if new is None else Kind.CHANGED
            yield Difference(kind, f"{path}.{name}", old or "", new or "")


def _named(name: str, leaves: Mapping[str, str]) -> str:
    """An object in one line, with our own object where it is called otherwise."""
    target = leaves.get("to", name)
    return _whole(leaves) if target == name else f"-> {target}: {_whole(leaves)}"


def _whole(leaves: Mapping[str, str]) -> str:
    """An object in one line: its fields, where they go and how, and its rule where it has one."""
    fields = [
        _arrow(name.removeprefix("fields."), leaf)
        for name, leaf in leaves.items()
        if name.startswith("fields.")
    ]
    rule = leaves.get("share", "")
    if rule in ("", "manual"):
        return ", ".join(fields)
    return ", ".join(fields) + (f" {rule}" if rule.startswith("with ") else f" where {rule}")


def _arrow(source: str, leaf: str) -> str:
    """``Email``, ``Fax -> Phone``, ``Description -> {to: Site, truncate: 80}``."""
    return source if leaf == source else f"{source} -> {leaf}"


def _publication(one: Publication) -> dict[str, str]:
    leaves: dict[str, str] = {f"fields.{name}": name for name in one.fields}
    leaves["share"] = _rule(one.share)
    if not one.share.manual:
        leaves["share.on_leave"] = one.share.on_leave.value
    if one.share.onward:
        leaves["onward"] = "true"
    if one.full_compare is not None:
        leaves["full_compare"] = one.full_compare.value
    return leaves


def _rule(rule: ShareRule) -> str:
    """``manual``, a condition, or ``with AccountId``."""
    if rule.follows:
        return f"with {', '.join(rule.follows)}"
    return rule.where if rule.where is not None else "manual"


def _subscription(one: Subscription) -> dict[str, str]:
    leaves: dict[str, str] = {}
    for mapping in one.fields:
        # A split text has one mapping for each of our fields.
        before = leaves.get(f"fields.{mapping.source}")
        said = mapping_text(mapping)
        leaves[f"fields.{mapping.source}"] = f"{before}, {said}" if before else said
    leaves |= {f"constants.{name}": value for name, value in one.constants}
    leaves["to"] = one.target
    leaves["accept"] = one.accept.value
    leaves["on_conflict"] = one.on_conflict.value
    leaves["when_share_ends"] = one.when_share_ends.value
    if one.owner is not None:
        leaves["owner"] = f"{{{one.owner.kind}: {one.owner.name}}}"
    if one.record_type is not None:
        leaves["record_type"] = one.record_type
    if one.max_file_mb is not None:
        leaves["max_file_mb"] = str(one.max_file_mb)
    if one.strict:
        leaves["strict"] = "true"
    return leaves


def _guards(one: Guards) -> dict[str, str]:
    return {
        "deletes": f"{one.deletes:g}%",
        "updates": f"{one.updates:g}%",
        "api_calls": f"{one.api_calls:g}%",
        "creates": f"{one.creates:g}%",
    }


def _conflicts(terms: Terms) -> dict[str, str]:
    return {"keep_values": f"{terms.keep_days}d" if terms.keep_days else "0"}
