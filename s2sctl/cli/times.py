"""Lengths of time as options: one way to type them, one refusal."""

from datetime import timedelta

from s2sctl.errors import UsageError
from s2sctl.model.spans import read_span


def read_time(option: str, text: str) -> timedelta:
    """The length of time given with ``option``. Raises UsageError S2S418."""
    try:
        return read_span(text)
    except ValueError:
        raise UsageError(
            f"{option} {text!r} is not a length of time.",
            code="S2S418",
            help=f"a whole number and s, m, h, d or w:  {option} 12h",
        ) from None
