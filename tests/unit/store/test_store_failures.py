"""A driver's words become ours; its own are left out, as they may quote a value."""

import sqlite3

import pytest
from sqlalchemy.exc import DBAPIError, InvalidRequestError, OperationalError

from s2sctl.errors import Locked, S2sError, StateUnusable, Temporary
from s2sctl.store.codes import CODES
from s2sctl.store.failures import translated

CANARY = "canary@example.com"


class Told(Exception):
    """A PostgreSQL driver's error as far as we look at it."""

    def __init__(self, sqlstate: str | None, text: str = CANARY) -> None:
        super().__init__(text)
        self.sqlstate = sqlstate


def translate(error: Exception) -> S2sError:
    with pytest.raises(S2sError) as seen, translated("The state"):
        raise error
    return seen.value


@pytest.mark.parametrize(
    ("state", "kind", "code"),
    [
        ("28P01", StateUnusable, "S2S744"),
        ("3D000", StateUnusable, "S2S744"),
        ("42501", StateUnusable, "S2S744"),
        ("25006", StateUnusable, "S2S744"),
        ("42P01", StateUnusable, "S2S743"),
        ("XX001", StateUnusable, "S2S743"),
        ("22001", StateUnusable, "S2S743"),
        ("53100", Temporary, "S2S745"),
        ("40001", Temporary, "S2S746"),
        ("55P03", Temporary, "S2S746"),
        ("53300", Temporary, "S2S747"),
        ("57P01", Temporary, "S2S747"),
        ("08006", Temporary, "S2S747"),
        (None, Temporary, "S2S747"),
    ],
)
def test_every_sqlstate_has_a_sentence(state: str | None, kind: type[S2sError], code: str) -> None:
    seen = translate(DBAPIError("INSERT …", {"value": CANARY}, Told(state)))
    assert (type(seen), seen.code) == (kind, code)
    assert code in CODES
    assert seen.message.startswith("The state ")
    assert seen.help
    assert CANARY not in seen.message + seen.help


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ('FATAL:  password authentication failed for user "s2s"', "S2S744"),
        ("fe_sendauth: no password supplied", "S2S744"),
        ('FATAL:  no pg_hba.conf entry for host "::1"', "S2S744"),
        ('FATAL:  database "nowhere" does not exist', "S2S744"),
        ('FATAL:  permission denied for database "s2s"', "S2S744"),
        ("connection refused", "S2S747"),
        ("FATAL:  the database system is starting up", "S2S747"),
        ("timeout expired", "S2S747"),
    ],
)
def test_a_connection_never_made_is_told_by_its_words(said: str, code: str) -> None:
    assert translate(OperationalError(None, None, Told(None, said))).code == code


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (sqlite3.SQLITE_FULL, Temporary),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, Temporary),
        (sqlite3.SQLITE_IOERR_WRITE, Temporary),
        (sqlite3.SQLITE_CORRUPT_INDEX, StateUnusable),
        (sqlite3.SQLITE_READONLY_DIRECTORY, StateUnusable),
        (sqlite3.SQLITE_CANTOPEN, StateUnusable),
        (sqlite3.SQLITE_ERROR, StateUnusable),
        (None, StateUnusable),
    ],
)
def test_every_sqlite_code_has_a_sentence(number: int | None, kind: type[S2sError]) -> None:
    error = sqlite3.OperationalError(CANARY)
    if number is not None:
        error.sqlite_errorcode = number
    for seen in (translate(error), translate(OperationalError("INSERT", {}, error))):
        assert type(seen) is kind
        assert seen.help
        assert seen.code in CODES
        assert CANARY not in seen.message + seen.help


def test_a_full_disk_is_temporary_for_files_too() -> None:
    assert type(translate(OSError(28, "No space left on device"))) is Temporary
    assert type(translate(PermissionError(13, "Permission denied"))) is StateUnusable


def test_our_own_errors_pass() -> None:
    ours = Locked("acme-globex is held")
    assert translate(ours) is ours


def test_anything_else_of_the_library_is_a_sentence() -> None:
    assert type(translate(InvalidRequestError(CANARY))) is StateUnusable


def test_a_bug_stays_a_bug() -> None:
    with pytest.raises(ZeroDivisionError), translated("The state"):
        raise ZeroDivisionError
