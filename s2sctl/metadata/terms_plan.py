"""A publish or subscribe that was computed and not done yet: a value that a file can hold. Pure.

Everything it was computed from stands in it, so that whoever applies it can see that all of that
still holds. It holds no secret and no record's value.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from s2sctl.errors import StateUnusable, UsageError
from s2sctl.manifest.manifest import Terms
from s2sctl.manifest.terms_json import terms_from_json, terms_to_json

VERSION = 1
KIND = "s2sctl-plan"

Facts: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TermsPlan:
    """What is to be put in force where, and what that was computed from.

    ``basis`` holds digests and states by name, in words that a refusal can quote; ``seen`` what
    was seen beside and may change (counts, the partner's side), which the checksum leaves out.
    """

    section: str
    connection: str
    org: str
    org_id: str
    partner: str
    account: str
    """The partner's Account as the manifest names it, "" without one."""
    wanted: Terms
    """All of the manifest's terms; only ``section`` of them is put in force."""
    basis: Facts
    seen: Facts = field(default_factory=dict)

    @property
    def checksum(self) -> str:
        """32 characters: equal for equal wishes computed from equal orgs."""
        return hashlib.sha256(_canonical(_basis(self)).encode()).hexdigest()[:32]


def plan_to_json(plan: TermsPlan) -> str:
    """The file's text: canonical, versioned and sealed, with a newline at its end."""
    body = {**_basis(plan), "seen": dict(plan.seen), "checksum": plan.checksum}
    return _canonical({**body, "digest": _seal(body)}) + "\n"


def plan_from_json(text: str) -> TermsPlan:
    """The plan of a file. Raises UsageError S2S447 for one that is no plan, or was changed,
    StateUnusable S2S215 for one that a newer version wrote.
    """
    try:
        read = json.loads(text)
        if read["kind"] != KIND:
            raise _broken()
        if read["v"] > VERSION:
            raise StateUnusable(
                f"This plan was written by a newer s2sctl (form {read['v']}).",
                code="S2S215",
                help="use the newer version here as well",
            )
        digest = read.pop("digest")
        if _seal(read) != digest:
            raise _broken()
        return _plan(read)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _broken() from error


def changes(saved: TermsPlan, now: TermsPlan) -> tuple[str, ...]:
    """What a saved plan was computed from and is not so any more, one sentence part each.

    Empty exactly where both have the same checksum and saw the same of the partner's side.
    """
    found = list(_differing(saved.basis, now.basis))
    both = saved.seen.keys() & now.seen.keys()
    partner = {name for name in both if name.startswith("partner ")}
    found += _differing(
        {name: saved.seen[name] for name in partner}, {name: now.seen[name] for name in partner}
    )
    if not found and saved.checksum != now.checksum:
        found.append("what is wanted")
    return tuple(found)


def _differing(saved: Facts, now: Facts) -> Iterator[str]:
    for name in sorted({*saved, *now}):
        if saved.get(name) != now.get(name):
            yield name


def _basis(plan: TermsPlan) -> dict[str, object]:
    published, subscribed = terms_to_json(plan.wanted)
    return {
        "v": VERSION,
        "kind": KIND,
        "section": plan.section,
        "connection": plan.connection,
        "org": plan.org,
        "org_id": plan.org_id,
        "partner": plan.partner,
        "account": plan.account,
        "published": json.loads(published),
        "subscribed": json.loads(subscribed),
        "basis": dict(plan.basis),
    }


def _plan(read: dict[str, object]) -> TermsPlan:
    terms = terms_from_json(_canonical(read["published"]), _canonical(read["subscribed"]))
    words = ("section", "connection", "org", "org_id", "partner", "account")
    plan = TermsPlan(
        **{word: _text(read[word]) for word in words},
        wanted=terms,
        basis=_facts(read["basis"]),
        seen=_facts(read["seen"]),
    )
    if plan.checksum != read["checksum"] or plan.section not in ("publish", "subscribe"):
        raise _broken()
    return plan


def _text(raw: object) -> str:
    if not isinstance(raw, str):
        raise TypeError
    return raw


def _facts(raw: object) -> Facts:
    if not isinstance(raw, dict):
        raise TypeError
    return {_text(name): _text(value) for name, value in raw.items()}


def _canonical(content: object) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _seal(body: Mapping[str, object]) -> str:
    return hashlib.sha256(_canonical(body).encode()).hexdigest()


def _broken() -> UsageError:
    return UsageError(
        "This file is no plan of s2sctl, or it was changed after it was written.",
        code="S2S447",
        help="make it anew:  s2sctl publish MANIFEST --plan-out FILE",
    )
