"""What a command answers with: a value that is shown as text or as one JSON document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

Json: TypeAlias = str | int | float | bool | Sequence["Json"] | Mapping[str, "Json"] | None
"""Anything ``json.dumps`` takes."""


class Format(Enum):
    """How an answer is shown."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Answer:
    """A command's answer. ``schema`` names and versions the shape of ``result``.

    ``text`` goes to stdout for people, ``next`` (the next command) to stderr. In JSON, all of it
    is one document on stdout: ``{schema, status, result, warnings, errors}``.
    """

    schema: str
    result: Json
    text: str
    next: str = ""
    warnings: tuple[str, ...] = ()
    errors: tuple[Json, ...] = ()
    exit_code: int = 0

    @property
    def status(self) -> str:
        """``ok`` for exit code 0, else what the exit code stands for."""
        return STATUS.get(self.exit_code, "error")


STATUS = {
    0: "ok",
    1: "findings",
    2: "usage",
    3: "differences",
    4: "denied",
    5: "temporary",
    6: "parked",
    7: "locked",
    8: "guarded",
    70: "bug",
    130: "interrupted",
    143: "interrupted",
}
"""Exit code to the word in ``status``; the table of README."""
