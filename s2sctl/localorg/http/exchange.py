"""One request and its answer, free of any web framework: composite makes more of them."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote

from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.http.spool import Stretch


@dataclass(slots=True)
class Tally:
    """What a request turned out to be, for the request log; handlers fill it in."""

    operation: str = "other"
    objects: list[str] = field(default_factory=list)
    rows: int = 0
    calls: int = 1
    """API calls charged."""
    begun: float = field(default_factory=time.time)
    """When the request was there: seconds since 1970 by the machine's clock, not by the org's."""
    late: int = 0
    """Whole seconds for which the commit was held up: its stamps lie as far back."""

    def note(self, operation: str, sobject: str = "", rows: int = 0) -> None:
        """Add one thing done. A request that writes is a write, whatever else it does."""
        if self.operation != "write":
            self.operation = operation
        if sobject and sobject not in self.objects:
            self.objects.append(sobject)
        self.rows += rows


@dataclass(frozen=True, slots=True)
class Ask:
    """A request. ``path`` is still percent-encoded; header names are lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    tally: Tally
    base_url: str
    spooled: Path | None = None
    """The file that holds the body, where it was too large for memory; ``body`` is empty then."""

    @property
    def segments(self) -> tuple[str, ...]:
        """The path's parts, decoded one by one: an external id may hold a slash (``%2F``)."""
        return tuple(unquote(part) for part in self.path.split("/") if part)

    @property
    def parameters(self) -> dict[str, str]:
        """The query string's parameters; the last of a name wins."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    def json(self) -> object:
        """The body as JSON. Raises ``RequestError`` JSON_PARSER_ERROR with line and column."""
        try:
            parsed: object = json.loads(self.body or b"", parse_constant=_refuse_constant)
            if b"\\ud" in self.body.lower():
                # Half a surrogate pair is an escape that stands for no character.
                json.dumps(parsed, ensure_ascii=False).encode()
        except json.JSONDecodeError as error:
            raise _unreadable(error.lineno, error.colno) from None
        except (ValueError, RecursionError):
            raise _unreadable(1, 1) from None
        return parsed

    def json_object(self) -> dict[str, object]:
        """The body as a JSON object. Raises ``RequestError`` JSON_PARSER_ERROR."""
        parsed = self.json()
        if not isinstance(parsed, dict):
            raise _unreadable(1, 1)
        return parsed


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer. ``body`` is sent as JSON unless it is bytes; None means no body at all."""

    status: int
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def encoded(self) -> bytes:
        """The body as it goes over the wire."""
        if self.body is None:
            return b""
        if isinstance(self.body, bytes):
            return self.body
        if isinstance(self.body, Stretch):
            return bytes(self.body)
        return json.dumps(self.body, ensure_ascii=False, separators=(",", ":")).encode()


def _unreadable(line: int, column: int) -> RequestError:
    return RequestError(
        400,
        "JSON_PARSER_ERROR",
        "Unexpected character or end of input: expected a valid value (JSON String, Number, "
        f"Array, Object or token 'null', 'true' or 'false') at [line:{line}, column:{column}]",
    )


def _refuse_constant(name: str) -> object:
    raise ValueError(name)
