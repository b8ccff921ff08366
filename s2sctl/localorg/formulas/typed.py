"""Formulas as SQL with a type: what functions are given and give back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from s2sctl.localorg.formulas.tree import FormulaError

NAMES = {
    "text": "Text",
    "number": "Number",
    "boolean": "Boolean",
    "date": "Date",
    "datetime": "DateTime",
    "time": "Time",
    "picklist": "Picklist",
    "multipicklist": "Multipicklist",
}
"""Types as Salesforce calls them in its messages."""


@dataclass(frozen=True, slots=True)
class Typed:
    """An SQL expression and its type: a key of ``NAMES``, or ``null``."""

    sql: str
    kind: str
    field: str = ""
    """The field's name, where the expression is nothing but a field."""

    @property
    def text(self) -> str:
        """The expression as text that is never null."""
        return f"coalesce({self.sql}, '')"

    @property
    def truth(self) -> str:
        """The expression as 0 or 1."""
        return f"coalesce({self.sql}, 0)"


Builder: TypeAlias = Callable[[datetime, tuple[Typed, ...]], Typed]
"""What a function makes of its arguments at a moment."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function: how many arguments, of which types, and its SQL. ``most`` 0 means any number.

    ``kinds`` are the types of the arguments in order, the last one repeated; empty: any type.
    """

    least: int
    most: int
    build: Builder
    kinds: tuple[tuple[str, ...], ...] = ()

    def check(self, name: str, arguments: tuple[Typed, ...]) -> None:
        """Refuse a wrong number or type of arguments. Raises ``FormulaError``."""
        count = len(arguments)
        if count < self.least or (self.most and count > self.most):
            raise FormulaError(
                f"Incorrect number of parameters for function '{name}()'. "
                f"Expected {self.least}, received {count}"
            )
        for place, one in enumerate(arguments if self.kinds else ()):
            wanted = self.kinds[min(place, len(self.kinds) - 1)]
            if wanted and one.kind not in (*wanted, "null"):
                raise wrong_type(f"function '{name}()'", wanted, one)


def wrong_type(where: str, wanted: tuple[str, ...], got: Typed) -> FormulaError:
    """The refusal of an operand or argument of another type."""
    if got.kind in ("picklist", "multipicklist") and got.field:
        return FormulaError(
            f"Field {got.field} is a {got.kind} field. {got.kind.capitalize()} fields are only "
            "supported in certain functions."
        )
    words = ", ".join(NAMES[one] for one in wanted)
    return FormulaError(
        f"Incorrect parameter type for {where}. Expected {words}, received {NAMES[got.kind]}"
    )
