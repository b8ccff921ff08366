"""What a database driver says, in our words: one sentence, what to do next, no record value."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError, StatementError

from s2sctl.errors import S2sError, StateUnusable, Temporary

_FULL = "Free some disk space and run the same command again; what was remembered is kept."
_AGAIN = "Run the same command again; what was remembered is kept."
_RESTORE = (
    "Look at it with `s2sctl state check`; put back a backup with `s2sctl state restore FILE`, or "
    "move the file away and find its links in the orgs again: `s2sctl state rebuild CONNECTION`."
)

_SQLITE = {
    sqlite3.SQLITE_FULL: (Temporary, "S2S745", "there is no room left on the disk", _FULL),
    sqlite3.SQLITE_BUSY: (Temporary, "S2S746", "another process keeps it busy", _AGAIN),
    sqlite3.SQLITE_LOCKED: (Temporary, "S2S746", "another process keeps it busy", _AGAIN),
    sqlite3.SQLITE_CORRUPT: (StateUnusable, "S2S743", "the file is damaged", _RESTORE),
    sqlite3.SQLITE_NOTADB: (StateUnusable, "S2S743", "the file is no SQLite database", _RESTORE),
    sqlite3.SQLITE_CANTOPEN: (
        StateUnusable,
        "S2S744",
        "the file cannot be opened",
        "Check that this user may read and write the file and its folder.",
    ),
    sqlite3.SQLITE_READONLY: (
        StateUnusable,
        "S2S744",
        "the file may not be written",
        "Check that this user may write the file and its folder.",
    ),
    sqlite3.SQLITE_PERM: (
        StateUnusable,
        "S2S744",
        "access to the file is denied",
        "Check that this user may read and write the file and its folder.",
    ),
    sqlite3.SQLITE_IOERR: (
        Temporary,
        "S2S745",
        "the disk answers with an error",
        "Check the disk and its free space, then run the same command again.",
    ),
}

_PERMISSION = "Check the login and the grants: it needs to create, read and write its own tables."
_POSTGRES = (
    ("28", StateUnusable, "S2S744", "the database refused the login", _PERMISSION),
    ("3D", StateUnusable, "S2S744", "there is no such database", "Create it, or correct the URL."),
    ("42501", StateUnusable, "S2S744", "the login may not do that", _PERMISSION),
    ("3F", StateUnusable, "S2S744", "the login has no schema to write to", _PERMISSION),
    ("25006", StateUnusable, "S2S744", "the database may only be read", _PERMISSION),
    ("42", StateUnusable, "S2S743", "its tables are not those this version knows", _RESTORE),
    ("XX", StateUnusable, "S2S743", "the database reports damage", _RESTORE),
    ("53100", Temporary, "S2S745", "there is no room left on its disk", _FULL),
    ("40", Temporary, "S2S746", "two runs were in each other's way", _AGAIN),
    ("55", Temporary, "S2S746", "another process keeps it busy", _AGAIN),
)

# psycopg gives no SQLSTATE for a connection that was never made: only the server's words tell
# a wrong login, which stays wrong, from a server that is away. In another language it is "away".
_REFUSED = (
    (re.compile('database ".*" does not exist'), "3D000"),
    (re.compile('role ".*" does not exist|authentication failed|no password|pg_hba'), "28000"),
    (re.compile("permission denied"), "42501"),
)


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Turn a driver's errors into StateUnusable or Temporary; ``place`` is the store's name.

    The driver's own text is left out: it may quote a value or a connection string.
    """
    try:
        yield
    except S2sError:
        raise
    except sqlite3.Error as error:
        raise _of_sqlite(place, error) from error
    except SQLAlchemyError as error:
        raise _of_sqlalchemy(place, error) from error
    except OSError as error:
        raise unreachable_file(place, error) from error
    except UnicodeError as error:
        raise StateUnusable(f"A text cannot be kept in {place}.", code="S2S743") from error


def unreachable_file(place: str, error: OSError) -> S2sError:
    """A file or folder of the state that the system refuses; ``place`` names it."""
    kind: type[S2sError] = StateUnusable
    code, help = "S2S744", "Check that this user may read and write it and its folder."
    if error.errno in (28, 122):
        kind, code, help = Temporary, "S2S745", _FULL
    return kind(
        f"{place} cannot be used: {error.strerror or type(error).__name__}.", code=code, help=help
    )


def _of_sqlalchemy(place: str, error: SQLAlchemyError) -> S2sError:
    driver = error.orig if isinstance(error, StatementError) else None
    if isinstance(driver, sqlite3.Error):
        return _of_sqlite(place, driver)
    if not isinstance(error, DBAPIError):
        return StateUnusable(
            f"{place} cannot be used ({type(error).__name__}).",
            code="S2S744",
            help="Check the URL of the state.",
        )
    state = str(getattr(driver, "sqlstate", None) or _state_by_words(str(driver)))
    for prefix, kind, code, why, help in _POSTGRES:
        if state.startswith(prefix):
            return kind(f"{place} cannot be used: {why}.", code=code, help=help)
    if state[:2] in ("08", "57", "53") or not state:
        return Temporary(
            f"{place} does not answer, or ended the connection.",
            code="S2S747",
            help="Check that the database runs and can be reached, then run the same command "
            "again; what was remembered is kept.",
        )
    return StateUnusable(
        f"{place} refused what it was asked (SQLSTATE {state}).", code="S2S743", help=_RESTORE
    )


def _state_by_words(said: str) -> str:
    return next((state for words, state in _REFUSED if words.search(said)), "")


def _of_sqlite(place: str, error: sqlite3.Error) -> S2sError:
    # The low byte is the primary code; the rest says more than a person can use.
    number = getattr(error, "sqlite_errorcode", None)
    known = _SQLITE.get(number & 0xFF) if number is not None else None
    if known is not None:
        kind, code, why, help = known
        return kind(f"{place} cannot be used: {why}.", code=code, help=help)
    return StateUnusable(
        f"{place} cannot be used: its tables are not those this version knows.",
        code="S2S743",
        help=_RESTORE,
    )
