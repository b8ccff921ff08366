"""A line to a PostgreSQL server that is cut at a chosen moment: a proxy on a Unix socket."""

import contextlib
import socket
import threading
from pathlib import Path
from types import TracebackType

_NAME = ".s.PGSQL.5432"


class CutLine:
    """Passes on what a client says to the server at ``server`` (its socket's folder), and back.

    ``at``: which message of the clients, counted over all of them, the line is cut at; 0 never.
    ``heard``: whether the server still gets that message, so that only its answer is lost.
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
                for one, other, counted in ((client, server, True), (server, client, False)):
                    threading.Thread(
                        target=self._pass_on, args=(one, other, counted), daemon=True
                    ).start()

    def _pass_on(self, one: socket.socket, other: socket.socket, counted: bool) -> None:
        with contextlib.suppress(OSError):
            while chunk := one.recv(65536):
                cut = counted and self._is_the_one()
                if cut:
                    # Deaf to the answer before the question is asked.
                    one.shutdown(socket.SHUT_RDWR)
                if not cut or self._heard:
                    other.sendall(chunk)
                if cut:
                    break
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _is_the_one(self) -> bool:
        with self._lock:
            self.said += 1
            return self.said == self._at
