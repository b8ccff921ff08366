"""A URL → the state store."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from s2sctl.errors import ConfigInvalid
from s2sctl.manifest.logins import reference
from s2sctl.ports.clock import Clock
from s2sctl.ports.store import StateStore
from s2sctl.wiring.own_folder import make_private
from s2sctl.wiring.project import OWN_FOLDER
from s2sctl.wiring.runs import machine

if TYPE_CHECKING:
    from sqlalchemy import URL, Engine

    from s2sctl.store.address import Address

DIGEST_KEY = "S2SCTL_DIGEST_KEY"
"""The variable that refers to the project's digest key, where it is not in its own folder."""


def open_store(url: str | None, project: Path, clock: Clock) -> StateStore:
    """The state store of a project, made where there is none; ``url`` as in :func:`locate`.

    Raises ConfigInvalid for a URL that is none, StateUnusable or Temporary where the store cannot
    be used.
    """
    return locate(url, project, clock).open()


def locate(url: str | None, project: Path, clock: Clock) -> "Address":
    """Where a project's state is; nothing is opened but the project's own folder, which is made.

    ``url``: None for ``.s2sctl/state.db`` in the project; ``sqlite:///…`` or a path (a relative
    one is below the project folder); ``postgresql://…``. ``clock`` times leases in a SQLite
    file; PostgreSQL uses the server's own. Raises ConfigInvalid for a URL that is none.
    """
    from s2sctl.store.failures import translated

    own = project / OWN_FOLDER
    with translated(str(own)):
        make_private(own)
    if url is None:
        return _sqlite(own / "state.db", own, clock)
    if "://" not in url:
        return _sqlite(project / url, own, clock)
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(project / (parsed.database or str(OWN_FOLDER / "state.db")), own, clock)
    return _postgres(parsed, own)


def _sqlite(path: Path, own: Path, clock: Clock) -> "Address":
    from s2sctl.store.address import Address
    from s2sctl.store.machine_lock import MachineLocks
    from s2sctl.store.sqlite import sqlite_engine

    return Address(
        f"The state {path}",
        lambda: sqlite_engine(path),
        own=own,
        key_file=key_file(own),
        locks=MachineLocks(path.parent / "locks", machine()),
        now=lambda _: clock.now(),
        file=path,
    )


def _postgres(url: "URL", own: Path) -> "Address":
    from s2sctl.store.address import Address
    from s2sctl.store.machine_lock import MachineLocks
    from s2sctl.store.postgres import postgres_engine, printed, server_time

    def connect() -> "Engine":
        try:
            return postgres_engine(url)
        except ImportError as error:
            raise ConfigInvalid(
                "A PostgreSQL state needs the driver psycopg, which is not installed.",
                code="S2S748",
                help="Install it: `pip install 's2sctl[postgres]'`.",
            ) from error

    return Address(
        f"The state {printed(url)}",
        connect,
        own=own,
        key_file=key_file(own),
        locks=MachineLocks(own / "locks", machine()),
        now=server_time,
    )


def key_file(own: Path) -> Path:
    """Where the digest key is: in the project's own folder, or where ``S2SCTL_DIGEST_KEY`` says.

    A path that is named is never written: a key that was to be there and is not is no reason to
    make another. Raises ConfigInvalid S2S716.
    """
    told = os.environ.get(DIGEST_KEY)
    if not told:
        return own / "digest.key"
    try:
        named = reference(told)
    except ValueError:
        named = None
    if named is None or named.kind != "file":
        # What was given is not repeated: it may be the key.
        raise ConfigInvalid(
            f"{DIGEST_KEY} does not refer to a file.",
            code="S2S716",
            help=f"name the file of 32 bytes:  {DIGEST_KEY}='${{file:/path/digest.key}}'",
        )
    path = own.parent / Path(named.words[0]).expanduser()
    if not path.is_file():
        raise ConfigInvalid(
            f"{DIGEST_KEY} refers to {path}, which is not there.",
            code="S2S716",
            help="copy the project's digest key there; a new one fits no state",
        )
    return path


def _parse(url: str) -> "URL":
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    scheme = url.partition("://")[0]
    # The URL is not repeated: it may hold a password.
    if scheme not in ("sqlite", "postgresql", "postgres"):
        raise ConfigInvalid(
            f"A state cannot be kept at a {scheme[:20]!r} URL.",
            code="S2S748",
            help="Use sqlite:///path/to/state.db or postgresql://user@host/database.",
        )
    try:
        return make_url(url).set(drivername="postgresql" if "postgres" in scheme else "sqlite")
    except (ArgumentError, ValueError) as error:
        raise ConfigInvalid(
            "The URL of the state cannot be read.",
            code="S2S748",
            help="Use sqlite:///path/to/state.db or postgresql://user@host/database; signs like "
            "@ and / in a password are written as %40 and %2F.",
        ) from error
