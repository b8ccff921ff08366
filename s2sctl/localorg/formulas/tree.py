"""A formula as read: literals, fields, operators, calls."""

from dataclasses import dataclass
from typing import TypeAlias


class FormulaError(Exception):
    """A formula that Salesforce would not save. ``message`` is its text."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Literal:
    """A text, a number, true, false or null."""

    value: str | float | bool | None


@dataclass(frozen=True, slots=True)
class Reference:
    """A field, perhaps of a parent: ``Account.Owner.Name`` has three parts."""

    parts: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join(self.parts)


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator and its one or two operands."""

    operator: str
    operands: tuple["Formula", ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function, its name in capitals."""

    name: str
    arguments: tuple["Formula", ...]


Formula: TypeAlias = Literal | Reference | Operation | Call
"""Any formula."""
