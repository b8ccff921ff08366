"""What somebody probably meant. Pure."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that looks most like ``name`` (in any case), or None where none does."""
    by_lower = {one.lower(): one for one in known}
    close = get_close_matches(name.lower(), by_lower, n=1, cutoff=0.65)
    return by_lower[close[0]] if close else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A help line for a misspelt name; without a near one, what there is (ten at most)."""
    choices = sorted(set(known))
    near = nearest(name, choices)
    if near is not None:
        return f'did you mean "{near}"?'
    if not choices:
        return ""
    more = f" and {len(choices) - 10} more" if len(choices) > 10 else ""
    return f"known: {', '.join(choices[:10])}{more}"
