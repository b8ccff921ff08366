"""A line to a PostgreSQL server that is cut at a chosen moment: a proxy on a Unix socket."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType

_NAME = ".s.PGSQL.5432"
_HEAD = 5
"""Bytes of a message's letter and length."""
_ASKS = (b"S", b"Q")
"""Sync and Query: all that was said is answered now."""
_ENDS = (*_ASKS, b"H", b"X", b"p", b"")
"""Also a flush, a farewell, a password and the opening of a line: passed on at once."""


class CutLine:
    """Passes on what a client says to the server at ``server`` (its socket's folder), and back.

    ``at``: which question of the clients, counted over all of them, the line is cut at; 0 never.
    ``heard``: whether the server still gets that question, so that only its answer is lost.
    """

    def __init__(self, folder: Path, server: Path, at: int = 0, *, heard: bool = False) -> None:
        self.folder = folder
        self.said = 0
        self._server, self._at, self._heard = server, at, heard
        self._lock = threading.Lock()
        self._listening = socket.socket(socket.AF_UNIX)

    def __enter__(self) -> "CutLine":
        self.folder.mkdir(parents=True, exist_ok=True)
        self._listening.bind(str(self.folder / _NAME))
        self._listening.listen()
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(str(self._server / _NAME))
                for one, other, passing in (
                    (client, server, self._pass_questions),
                    (server, client, self._pass_answers),
                ):
                    threading.Thread(
                        target=self._pass_on, args=(passing, one, other), daemon=True
                    ).start()

    def _pass_on(
        self,
        passing: Callable[[socket.socket, socket.socket], None],
        one: socket.socket,
        other: socket.socket,
    ) -> None:
        with contextlib.suppress(OSError):
            passing(one, other)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _pass_questions(self, client: socket.socket, server: socket.socket) -> None:
        for question, asks in questions(client):
            cut = asks and self._is_the_one()
            if cut:
                # Deaf to the answer before the question is asked.
                client.shutdown(socket.SHUT_RDWR)
            if not cut or self._heard:
                server.sendall(question)
            if cut:
                return

    def _pass_answers(self, server: socket.socket, client: socket.socket) -> None:
        while chunk := server.recv(65536):
            client.sendall(chunk)

    def _is_the_one(self) -> bool:
        with self._lock:
            self.said += 1
            return self.said == self._at


def questions(client: socket.socket) -> Iterator[tuple[bytes, bool]]:
    """What a client sends, cut where it waits for an answer, and whether it asks for one there.

    How many pieces a socket hands over depends on how busy the machine is; how many questions a
    run asks does not. PostgreSQL documentation, "Frontend/Backend Protocol", "Message Formats".
    """
    held, said = b"", b""
    opened = False
    while chunk := client.recv(65536):
        held += chunk
        while len(held) >= _HEAD and len(held) >= (size := _size_of(held, opened)):
            message, held = held[:size], held[size:]
            said += message
            kind = message[:1] if opened else b""
            opened = True
            if kind in _ENDS:
                yield said, kind in _ASKS
                said = b""


def _size_of(held: bytes, opened: bool) -> int:
    """Of the message ``held`` begins with: the first of a line has no letter before its length."""
    return 1 + int.from_bytes(held[1:5]) if opened else int.from_bytes(held[:4])
