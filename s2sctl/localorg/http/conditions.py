"""Conditional requests: ETag, Last-Modified and what a client says about them.

Source: REST guide, "Conditional Requests"; wire/composite/cumulusci-composite-http-headers.json.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.http.exchange import Answer


@dataclass(frozen=True, slots=True)
class Validators:
    """What tells two states of a resource apart. ``modified`` is of whole seconds, in UTC."""

    etag: str
    modified: datetime

    def headers(self) -> dict[str, str]:
        """``ETag`` and ``Last-Modified``."""
        modified = format_datetime(self.modified, usegmt=True)
        return {"ETag": self.etag, "Last-Modified": modified}


class Descriptions:
    """Remembers, per user and address, when a describe last came out different."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Validators] = {}

    def validators(self, user_id: str, address: str, body: object, now: datetime) -> Validators:
        """The validators of that body. A change within one second still gets a later stamp."""
        digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:8]
        etag = f'"{digest}"'
        known = self._known.get((user_id, address))
        if known is not None and known.etag == etag:
            return known
        modified = now.replace(microsecond=0)
        if known is not None:
            modified = max(modified, known.modified + timedelta(seconds=1))
        fresh = Validators(etag, modified)
        self._known[user_id, address] = fresh
        return fresh


def not_modified(headers: Mapping[str, str], validators: Validators) -> Answer | None:
    """The 304 of a read, where the client holds this state already.

    Raises ``RequestError`` 400 for a date that is none.
    """
    wanted = headers.get("if-none-match")
    since = _date(headers, "if-modified-since")
    if wanted is not None:
        unchanged = _names(wanted, validators.etag)
    else:
        unchanged = since is not None and validators.modified <= since
    return Answer(304, None, validators.headers()) if unchanged else None


def require_unmodified(headers: Mapping[str, str], modified: datetime) -> None:
    """Raise ``RequestError`` 412 where the row changed after ``If-Unmodified-Since``."""
    since = _date(headers, "if-unmodified-since")
    if since is not None and modified > since:
        raise RequestError(
            412, "ENTITY_FAILED_IFLASTMODIFIED_ON_UPDATE", "the row was modified since", ()
        )


def require_match(headers: Mapping[str, str], etag: str) -> None:
    """Raise ``RequestError`` 412 where ``If-Match`` names another state, or ``If-None-Match`` this.

    400 for a value that is no entity tag (REST guide, "Conditional Requests").
    """
    for name, asked in (("if-match", True), ("if-none-match", False)):
        wanted = headers.get(name)
        if wanted is None:
            continue
        if wanted.strip() != "*" and '"' not in wanted:
            raise RequestError(400, "INVALID_INPUT", f"not an entity tag in {name}")
        if _names(wanted, etag) is not asked:
            text = f"The {name} condition of the request was not met"
            raise RequestError(412, "PRECONDITION_FAILED", text)


def _names(wanted: str, etag: str) -> bool:
    """Whether a list of entity tags names this one; packed or not makes no difference."""
    tags = {tag.strip().removeprefix("W/").replace('--gzip"', '"') for tag in wanted.split(",")}
    return "*" in tags or etag in tags


def _date(headers: Mapping[str, str], name: str) -> datetime | None:
    text = headers.get(name)
    if text is None:
        return None
    try:
        parsed = parsedate_to_datetime(text)
    except ValueError:
        raise RequestError(400, "INVALID_INPUT", f"not an HTTP date in {name}") from None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
