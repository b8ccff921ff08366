"""One side's terms as the canonical JSON that its org keeps. Pure.

``Published__c`` and ``Subscribed__c`` are long text areas: 131,072 characters at most (object
reference, "Long Text Area"). Equal terms give equal text, and the digest tells an edited one.
"""

import hashlib
import json
from typing import Any

from s2sctl.errors import StateUnusable, UsageError
from s2sctl.manifest.manifest import (
    KEEP_DAYS,
    Accept,
    FullCompare,
    Guards,
    OnConflict,
    OnLeave,
    Owner,
    Publication,
    ShareRule,
    Subscription,
    Terms,
    WhenShareEnds,
)
from s2sctl.manifest.mapping_json import lean, mapping_from, mapping_to
from s2sctl.model.finding import Finding
from s2sctl.model.names import FieldName, ObjectName

VERSION = 1
MAX_LENGTH = 131_072


def terms_to_json(terms: Terms) -> tuple[str, str]:
    """The texts of ``Published__c`` and ``Subscribed__c``; guards travel with the latter."""
    subscribed = {
        "objects": [_subscription(one) for one in terms.subscribe],
        "guards": _guards(terms.guards),
        **({"keep_days": terms.keep_days} if terms.keep_days != KEEP_DAYS else {}),
    }
    return published_to_json(terms.publish), sealed(subscribed)


def _guards(guards: Guards) -> dict[str, float]:
    """``creates`` came later: it is left out where it is what it is without, so that terms in
    force before stay as they are."""
    own = {"creates": guards.creates} if guards.creates != Guards().creates else {}
    return {
        "deletes": guards.deletes,
        "updates": guards.updates,
        "api_calls": guards.api_calls,
        **own,
    }


def published_to_json(publish: tuple[Publication, ...]) -> str:
    """The publish list alone, as it is shown to the partner (``Partner_Published__c``)."""
    return sealed({"objects": [_publication(one) for one in publish]})


def terms_from_json(published: str, subscribed: str) -> Terms:
    """The terms in force. An empty text says nothing is published, or subscribed to.

    Raises UsageError (S2S214) for a text that was edited by hand or cut off, StateUnusable
    (S2S215) for one that a newer version wrote.
    """
    taken = opened(subscribed, "Subscribed__c")
    guards = taken.get("guards")
    try:
        return Terms(
            published_from_json(published),
            tuple(_to_subscription(one) for one in taken.get("objects", ())),
            Guards(**guards) if guards else Guards(),
            _to_days(taken.get("keep_days", KEEP_DAYS)),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise damaged("Subscribed__c") from error


def published_from_json(published: str) -> tuple[Publication, ...]:
    """The publish list of ``published_to_json``. Raises as :func:`terms_from_json` does."""
    try:
        objects = opened(published, "Published__c").get("objects", ())
        return tuple(_to_publication(one) for one in objects)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise damaged("Published__c") from error


def digest_of(text: str) -> str:
    """The digest inside a canonical text, "" for an empty one: equal digests, equal sides."""
    return str(json.loads(text).get("digest", "")) if text else ""


def size_findings(terms: Terms) -> tuple[Finding, ...]:
    """S2S211 for each half of the side that an org's field could not hold."""
    return tuple(
        Finding(
            "S2S211",
            path,
            f'"{path}" takes {len(text):,} characters; an org keeps {MAX_LENGTH:,} at most',
            "split it into two connections, or shorten value maps and rules",
        )
        for path, text in zip(("publish", "subscribe"), terms_to_json(terms), strict=True)
        if len(text) > MAX_LENGTH
    )


def sealed(content: dict[str, Any]) -> str:
    """Content as canonical JSON with its version and digest."""
    body = {"v": VERSION, **content}
    return _canonical({**body, "digest": hashlib.sha256(_canonical(body).encode()).hexdigest()})


def opened(text: str, where: str) -> dict[str, Any]:
    """The content of :func:`sealed`, empty for an empty text. Raises as terms_from_json."""
    if not text:
        return {}
    try:
        read = json.loads(text)
        digest = read.pop("digest")
        version = read["v"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise damaged(where) from error
    if isinstance(version, int) and version > VERSION:
        raise StateUnusable(
            f"{where} in the org was written by a newer s2sctl (form {version}).",
            code="S2S215",
            help="use the newer version here as well",
        )
    if hashlib.sha256(_canonical(read).encode()).hexdigest() != digest:
        raise damaged(where)
    return dict(read)


def damaged(where: str) -> UsageError:
    """The error S2S214 for a field of a connection record that is not what s2sctl wrote."""
    half = "publish" if where == "Published__c" else "subscribe"
    return UsageError(
        f"{where} in the org is not what s2sctl wrote: it was edited by hand or cut off.",
        code="S2S214",
        help=f"store the side again: s2sctl {half} MANIFEST",
    )


def _canonical(content: dict[str, Any]) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _to_days(raw: object) -> int:
    if not isinstance(raw, int):
        raise TypeError("days are a whole number")
    return raw


def _publication(one: Publication) -> dict[str, Any]:
    rule = one.share
    share = lean(
        {
            "where": rule.where,
            "on_leave": rule.on_leave.value,
            "with": list(rule.follows) or None,
            "onward": rule.onward or None,
        }
    )
    said = {"object": one.object, "fields": list(one.fields), "share": share}
    return said | ({"full_compare": one.full_compare.value} if one.full_compare else {})


def _to_publication(raw: dict[str, Any]) -> Publication:
    rule = raw["share"]
    follows = tuple(map(FieldName, rule.get("with", ())))
    onward = rule.get("onward") is True
    share = ShareRule(rule.get("where"), OnLeave(rule["on_leave"]), follows, onward)
    fields = tuple(FieldName(name) for name in raw["fields"])
    often = raw.get("full_compare")
    full = FullCompare(often) if often else None
    return Publication(ObjectName(raw["object"]), fields, share, full)


def _subscription(one: Subscription) -> dict[str, Any]:
    return lean(
        {
            "source": one.source,
            "target": one.target,
            "fields": [mapping_to(mapping) for mapping in one.fields],
            "accept": one.accept.value,
            "owner": {one.owner.kind: one.owner.name} if one.owner else None,
            "record_type": one.record_type,
            "on_conflict": one.on_conflict.value,
            "when_share_ends": one.when_share_ends.value,
            "constants": [list(pair) for pair in one.constants] or None,
            "max_file_mb": one.max_file_mb,
            "strict": one.strict or None,
        }
    )


def _to_subscription(raw: dict[str, Any]) -> Subscription:
    owner = next((Owner(kind, name) for kind, name in raw.get("owner", {}).items()), None)
    return Subscription(
        ObjectName(raw["source"]),
        ObjectName(raw["target"]),
        tuple(mapping_from(one) for one in raw["fields"]),
        Accept(raw["accept"]),
        owner,
        raw.get("record_type"),
        OnConflict(raw["on_conflict"]),
        WhenShareEnds(raw["when_share_ends"]),
        tuple((FieldName(name), value) for name, value in raw.get("constants", ())),
        raw.get("max_file_mb"),
        raw.get("strict") is True,
    )
