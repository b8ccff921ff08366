"""Bodies too large for memory: an upload goes to a file as it comes, an answer from one."""

import tempfile
import zlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request

_PIECE = 256 * 1024
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Stretch:
    """An answer's body that lies in a file: ``head``, then the bytes from ``start`` to ``end``.

    The file must stay until the answer is sent, or be opened before: ``pieces`` opens it at once.
    """

    head: bytes
    path: Path | None = None
    start: int = 0
    end: int = -1
    """The first byte that is not sent; -1: all to the end."""

    def __bytes__(self) -> bytes:
        return b"".join(self.pieces())

    def pieces(self) -> Iterator[bytes]:
        """The body in pieces. A file that is not there is empty."""
        yield self.head
        if self.path is None or not self.path.exists():
            return
        with self.path.open("rb") as file:
            file.seek(self.start)
            left = self.end - self.start if self.end >= 0 else -1
            while piece := file.read(min(_PIECE, left) if left >= 0 else _PIECE):
                yield piece
                left -= len(piece) if left >= 0 else 0


def packed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces gzipped."""
    packer = zlib.compressobj(1, zlib.DEFLATED, _GZIP)
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()


async def receive(request: Request, folder: Path, most: int, *, gzipped: bool) -> Path:
    """The body in a new file of ``folder``, cut off behind ``most`` bytes and one more.

    Raises ``zlib.error`` for what is no gzip.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="upload-", delete=False) as file:
        written = 0
        async for piece in _plain(request, gzipped=gzipped):
            kept = piece[: max(0, most + 1 - written)]
            file.write(kept)
            written += len(kept)
    return Path(file.name)


async def _plain(request: Request, *, gzipped: bool) -> AsyncIterator[bytes]:
    if not gzipped:
        async for piece in request.stream():
            yield piece
        return
    unpacker = zlib.decompressobj(_GZIP)
    async for piece in request.stream():
        rest = piece
        while rest:
            yield unpacker.decompress(rest, _PIECE)
            rest = unpacker.unconsumed_tail
    yield unpacker.flush()
