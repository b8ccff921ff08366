"""JSON as Salesforce sends it, narrowed; anything else is not an answer of Salesforce."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from s2sctl.errors import OrgUnreachable

Json: TypeAlias = object
"""A parsed JSON value: numbers with a fraction are Decimals."""


class Malformed(OrgUnreachable):
    """A body that is not of the shape the API guides give: a proxy's page, a cut answer."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"an answer is not one of Salesforce's: {what}",
            code="S2S614",
            help="something between here and the org may answer in its place: a proxy, a login",
        )


def mapping(value: Json) -> Mapping[str, Json]:
    """The JSON object that ``value`` must be."""
    if not isinstance(value, dict):
        raise Malformed(f"an object was expected, not {type(value).__name__}")
    return value


def sequence(value: Json) -> Sequence[Json]:
    """The JSON array that ``value`` must be."""
    if not isinstance(value, list):
        raise Malformed(f"an array was expected, not {type(value).__name__}")
    return value


def mappings(value: Json) -> tuple[Mapping[str, Json], ...]:
    """The array of objects that ``value`` must be."""
    return tuple(mapping(one) for one in sequence(value))


def text(value: Json) -> str:
    """The string that ``value`` must be."""
    if not isinstance(value, str):
        raise Malformed(f"a string was expected, not {type(value).__name__}")
    return value


def texts(value: Json) -> tuple[str, ...]:
    """The array of strings that ``value`` is; empty for null."""
    return () if value is None else tuple(text(one) for one in sequence(value))


def whole(value: Json) -> int:
    """The whole number that ``value`` is; 0 for null."""
    return int(value) if isinstance(value, int | str) and str(value).lstrip("-").isdigit() else 0
