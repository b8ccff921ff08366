"""Work in pieces, so that memory does not grow with it. Pure."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def chunks(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """``items`` in order, ``size`` at a time; the last piece may be shorter."""
    rest = iter(items)
    while piece := tuple(islice(rest, size)):
        yield piece
