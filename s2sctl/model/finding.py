"""One problem in a manifest: code, path, place, sentence, help. Pure."""

from dataclasses import dataclass, replace
from enum import Enum


class Severity(Enum):
    """An error stops; a warning is said and lived with."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file: 1-based line and column, and how many characters are meant."""

    file: str
    line: int
    column: int
    width: int = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem. ``path`` (``subscribe.Lead.fields.Email``) becomes a place through an index."""

    code: str
    path: str
    message: str
    help: str = ""
    severity: Severity = Severity.ERROR
    place: Place | None = None

    def at(self, place: Place | None) -> "Finding":
        """The same finding with its place."""
        return replace(self, place=place)


def errors_in(findings: "tuple[Finding, ...] | list[Finding]") -> tuple[Finding, ...]:
    """Only those that stop."""
    return tuple(found for found in findings if found.severity is Severity.ERROR)
