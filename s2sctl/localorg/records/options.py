"""What a caller may say about a save besides its values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SaveOptions:
    """Options of one save or one batch of saves."""

    all_or_none: bool = False
    update_only: bool = False
    """An upsert that finds no row is refused instead of creating one (``?updateOnly=true``)."""
    assign: bool | str = True
    """Whether the active assignment rule applies (``Sforce-Auto-Assign``), or the rule's id."""
    allow_duplicates: bool = False
    """Whether a duplicate rule that only alerts is passed (``Sforce-Duplicate-Rule-Header``)."""
    late: int = 0
    """Seconds the stamps lie behind the clock: a row whose transaction committed late."""


DEFAULT = SaveOptions()
