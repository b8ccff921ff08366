"""Plain data to a document: every wrong shape at once, and what remains without it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from s2sctl.manifest.document import Document
from s2sctl.manifest.index import Index
from s2sctl.manifest.shape_words import say
from s2sctl.manifest.yaml_nodes import Plain
from s2sctl.model.finding import Finding
from s2sctl.model.nearest import nearest

Loc: TypeAlias = tuple[str | int, ...]

_STAND_INS: dict[str, Plain] = {
    "connection": "connection",
    "org": "org",
    "partner": {"org": "partner"},
}
"""What stands for a broken part of the head, so that the rest can still be judged."""


@dataclass(frozen=True, slots=True)
class Shaped:
    """What could be read. ``broken`` are the paths that were left out of ``document``."""

    document: Document
    findings: tuple[Finding, ...]
    broken: frozenset[str]


def shape(data: dict[str, Plain], index: Index) -> Shaped:
    """Read ``data`` as a manifest; parts that cannot be read are told and left out.

    What only follows from leaving a part out (a list that is empty now) is not told.
    """
    findings: list[Finding] = []
    broken: set[str] = set()
    while True:
        try:
            document = Document.model_validate(data)
        except ValidationError as invalid:
            errors = invalid.errors(include_url=False)
        else:
            return Shaped(document, tuple(findings), frozenset(broken))
        for error in _without_consequences(errors):
            path = path_of(error["loc"])
            if not any(is_within(one, path) for one in broken):
                findings.append(say(error, path, index))
        before = data
        for error in reversed(errors):
            broken.add(path_of(error["loc"]))
            data = _without(data, error["loc"])
        if data == before:
            data = {**_STAND_INS}


def path_of(loc: Loc) -> str:
    """A location as the path people read."""
    path = ""
    for step in loc:
        if step != "[key]":
            path += f"[{step}]" if isinstance(step, int) else f".{step}"
    return path.lstrip(".")


def is_within(path: str, outer: str) -> bool:
    """Whether ``path`` is ``outer`` or a part of it."""
    return path == outer or path.startswith((f"{outer}.", f"{outer}[")) or outer == ""


def _without_consequences(errors: list[ErrorDetails]) -> Iterator[ErrorDetails]:
    """All errors but a missing key whose misspelling stands beside it, and all within a bad key."""
    bad_keys = [error["loc"][:-1] for error in errors if error["loc"][-1:] == ("[key]",)]
    unknown = [error["loc"] for error in errors if error["type"] == "extra_forbidden"]
    for error in errors:
        loc = error["loc"]
        beside = [str(one[-1]) for one in unknown if one[:-1] == loc[:-1]]
        if error["type"] == "missing" and nearest(str(loc[-1]), beside):
            continue
        if loc[-1:] != ("[key]",) and any(loc[: len(key)] == key for key in bad_keys):
            continue
        yield error


def _without(data: dict[str, Plain], loc: Loc) -> dict[str, Plain]:
    """A copy of ``data`` without what stands at ``loc`` (or should, and lacks a key)."""
    steps = [step for step in loc if step != "[key]"]
    head = str(steps[0]) if steps else ""
    if head in _STAND_INS:
        return {**data, head: _STAND_INS[head]}
    rest = _pruned(data, steps)
    return rest[0] if rest and isinstance(rest[0], dict) else {}


def _pruned(node: Plain, steps: list[str | int]) -> tuple[Plain] | tuple[()]:
    """``node`` without what the steps lead to; nothing where none of it should remain.

    What lacks the last key goes whole; where an earlier step leads nowhere, nothing changes.
    """
    if not steps:
        return ()
    first, rest = steps[0], steps[1:]
    if isinstance(node, dict) and first in node:
        key = str(first)
        others = {name: value for name, value in node.items() if name != key}
        child = _pruned(node[key], rest)
        return ({**others, key: child[0]},) if child else (others,)
    if isinstance(node, list) and isinstance(first, int) and first < len(node):
        return ([*node[:first], *_pruned(node[first], rest), *node[first + 1 :]],)
    return () if len(steps) == 1 else (node,)
