"""The process of one local org: ``python -m s2sctl.localorg.server``. Started by ``lifecycle``."""

import argparse
import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import uvicorn

from s2sctl.localorg.home import OTHER_VERSION, Home, Notice
from s2sctl.localorg.http.credentials import Credentials
from s2sctl.localorg.http.front import Front
from s2sctl.localorg.http.site import Site
from s2sctl.localorg.http.wire import Wire
from s2sctl.localorg.http.worker import work_off
from s2sctl.localorg.org import LocalOrg, OtherVersion

_HOST = "127.0.0.1"
_BACKLOG = 128
_WATCH_SECONDS = 0.5


class _Listener(uvicorn.Server):
    """One of the servers of this process; signals are the process's business, not its."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield


def main() -> None:
    """Serve until a signal comes, or until the notice in the folder is no longer ours."""
    arguments = _arguments()
    with contextlib.suppress(PermissionError):
        os.setsid()
    home = Home(Path(arguments.home))
    secure = _listen(arguments.port, arguments.last_port)
    plain = _listen(0, 0) if arguments.http else None
    org = _org(home, arguments.alias)
    site = Site(org, Credentials.read(home.credentials))
    notice = Notice(
        org_id=org.org_id,
        port=secure.getsockname()[1],
        http_port=plain.getsockname()[1] if plain else 0,
        pid=os.getpid(),
        instance=arguments.instance,
    )
    try:
        asyncio.run(_serve(site, home, notice, secure, plain))
    finally:
        org.close()


def _org(home: Home, alias: str) -> LocalOrg:
    try:
        return LocalOrg.open(home.path)
    except FileNotFoundError:
        return LocalOrg.create(home.path, alias)
    except OtherVersion:
        sys.exit(OTHER_VERSION)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="s2sctl.localorg.server")
    parser.add_argument("home")
    parser.add_argument("--alias", required=True)
    parser.add_argument("--instance", required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--last-port", type=int, default=0)
    parser.add_argument("--http", action="store_true")
    return parser.parse_args()


def _listen(port: int, preferred: int) -> socket.socket:
    """A listening socket. ``preferred`` is taken if it is free, ``port`` must be."""
    if preferred:
        with contextlib.suppress(OSError):
            return _bind(preferred)
    return _bind(port)


def _bind(port: int) -> socket.socket:
    # The protocol must be named: asyncio sets TCP_NODELAY only on sockets that say they are TCP,
    # and without it every keep-alive answer waits 40 ms for the client's delayed ACK.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((_HOST, port))
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


async def _serve(
    site: Site, home: Home, notice: Notice, secure: socket.socket, plain: socket.socket | None
) -> None:
    front = Front(site)
    listeners = [(_Listener(_config(front, home.certificate)), secure)]
    if plain is not None:
        listeners.append((_Listener(_config(front, None)), plain))
    tasks = [asyncio.create_task(one.serve([sock])) for one, sock in listeners]
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    worker = asyncio.create_task(work_off(site))
    home.write_notice(notice)
    await _until_told(stopping, home, notice)
    for one, _ in listeners:
        one.should_exit = True
    await asyncio.gather(*tasks)
    worker.cancel()
    site.bulk.close()


def _config(front: Front, certificate: Path | None) -> uvicorn.Config:
    return uvicorn.Config(
        front,
        http=Wire,
        loop="asyncio",
        ws="none",
        lifespan="off",
        access_log=False,
        log_level="warning",
        server_header=False,
        date_header=False,
        timeout_keep_alive=120,
        timeout_graceful_shutdown=2,
        ssl_certfile=str(certificate) if certificate else None,
    )


async def _until_told(stopping: asyncio.Event, home: Home, notice: Notice) -> None:
    """Wait for a signal; also stop when our folder is gone or another server took it over."""
    while not stopping.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), _WATCH_SECONDS)
        if home.read_notice() != notice:
            return


if __name__ == "__main__":
    main()
