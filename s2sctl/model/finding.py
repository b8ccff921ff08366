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
class Edit:
    """A piece of a file's text, replaced. Applied only where the file still says ``old`` there.

    ``new`` None takes out what stands there: a list's item or a mapping's entry, with its comma
    or its line. ``place`` None means where the finding itself is. ``old`` is the text without
    quotes (of an entry its key): quotes that stand around it stay.
    """

    old: str
    new: str | None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Fix:
    """What would mend a finding, if a person wishes: all edits, or none.

    ``title`` says it as an order: ``say "Email" instead of "Emial"``.
    """

    title: str
    edits: tuple[Edit, ...]


def renaming(old: str, new: str) -> Fix:
    """The fix that says ``new`` where the finding stands."""
    return Fix(f'say "{new}" instead of "{old}"', (Edit(old, new),))


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem. ``path`` (``subscribe.Lead.fields.Email``) becomes a place through an index."""

    code: str
    path: str
    message: str
    help: str = ""
    severity: Severity = Severity.ERROR
    place: Place | None = None
    fix: Fix | None = None

    def at(self, place: Place | None) -> "Finding":
        """The same finding with its place."""
        return replace(self, place=place)


def errors_in(findings: "tuple[Finding, ...] | list[Finding]") -> tuple[Finding, ...]:
    """Only those that stop."""
    return tuple(found for found in findings if found.severity is Severity.ERROR)
