"""A file's content on its way from one org to the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

PIECE = 3 * 64 * 1024
"""Bytes held in memory at a time; whole groups of base64."""


@dataclass(frozen=True, slots=True)
class Body:
    """One content in a file of this process that has no name and is gone with it.

    ``value`` is what stands for the content among a row's values (``model.bodies``).
    """

    file: BinaryIO
    value: str

    def pieces(self) -> Iterator[bytes]:
        """The content from its beginning, piece by piece."""
        self.file.seek(0)
        while piece := self.file.read(PIECE):
            yield piece

    def close(self) -> None:
        """Let the content go."""
        self.file.close()
