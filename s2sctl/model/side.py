"""The two ends of a connection. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

T = TypeVar("T")
U = TypeVar("U")


class Side(Enum):
    """``A`` is the inviter, ``B`` the invited. People see their orgs' aliases instead."""

    A = "a"
    B = "b"

    @property
    def other(self) -> "Side":
        """The far end."""
        return Side.B if self is Side.A else Side.A


@dataclass(frozen=True, slots=True)
class Pair(Generic[T]):
    """One value per side."""

    a: T
    b: T

    def of(self, side: Side) -> T:
        """This side's value."""
        return self.a if side is Side.A else self.b

    def swap(self) -> "Pair[T]":
        """The same pair seen from the far end."""
        return Pair(self.b, self.a)

    def map(self, change: Callable[[T], U]) -> "Pair[U]":
        """Both values changed alike."""
        return Pair(change(self.a), change(self.b))

    def put(self, side: Side, value: T) -> "Pair[T]":
        """This pair with one side's value replaced."""
        return Pair(value, self.b) if side is Side.A else Pair(self.a, value)

    def __iter__(self) -> Iterator[T]:
        return iter((self.a, self.b))

    @classmethod
    def seen_from(cls, side: Side, near: T, far: T) -> "Pair[T]":
        """The pair whose value at ``side`` is ``near``."""
        return cls(near, far) if side is Side.A else cls(far, near)
