"""Whether a state is whole, private, ours, and makes sense. Looks only; changes nothing."""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from errno import EISDIR

from sqlalchemy import Connection, Engine, RowMapping, Table, func, select

from s2sctl.errors import StateUnusable
from s2sctl.store.address import Address
from s2sctl.store.backup import refuse_damaged
from s2sctl.store.codec import cursor_from_row, entry_from_row, link_from_row
from s2sctl.store.describes import schema_from_json
from s2sctl.store.failures import translated, unreachable_file
from s2sctl.store.jobs import job_from_row
from s2sctl.store.opening import check_shape, meta_of, own_key
from s2sctl.store.schema import CONNECTIONS, CURSORS, DESCRIBES, JOBS, LEDGER, LINKS, SETTLED
from s2sctl.store.settled import contest_from_row
from s2sctl.store.sqlite import files_of, read_only_engine
from s2sctl.sync.health import Check, Verdict

SLACK = timedelta(hours=1)
"""How far an org's clock may be before ours."""

_PAGE = 1000
_DECODED: tuple[tuple[Table, str, Callable[[RowMapping], object]], ...] = (
    (LINKS, "links", link_from_row),
    (LEDGER, "ledger entries", entry_from_row),
    (SETTLED, "settled conflicts", contest_from_row),
    (CURSORS, "cursors", cursor_from_row),
    (JOBS, "jobs", job_from_row),
)
_WHOLE = {"S2S741": "schema", "S2S742": "project", "S2S749": "project"}
"""Which check fails, by the code of what refuses a state that is whole."""


def check(address: Address) -> tuple[Check, ...]:
    """Everything that was looked at, in order; what cannot be looked at any more is left out.

    Raises UsageError S2S713 where there is no state, StateUnusable S2S744 where a folder is in its
    place, Temporary where it cannot be reached.
    """
    if not address.exists():
        raise address.nothing()
    if address.file is not None and address.file.is_dir():
        # SQLite would call that an error of the disk, which time might cure.
        raise unreachable_file(address.said, IsADirectoryError(EISDIR, os.strerror(EISDIR)))
    found = list(_files(address))
    try:
        found.append(_integrity(address))
        with _looking(address) as engine, engine.connect() as conn:
            found += _of_meta(address, conn)
            if all(one.status is not Verdict.FAILING for one in found):
                found += _of_rows(conn, address.now(conn))
    except StateUnusable as error:
        found.append(_unusable(error))
    return tuple(found)


def _unusable(error: StateUnusable) -> Check:
    """Why it cannot be used. No backup cures a state that is whole: what does is told with it."""
    id = _WHOLE.get(error.code)
    if id is None:
        return Check("readable", Verdict.FAILING, error.message)
    return Check(id, Verdict.FAILING, f"{error.message} {error.help}".rstrip())


@contextmanager
def _looking(address: Address) -> Iterator[Engine]:
    """An engine that cannot change a file; a database's own is only asked."""
    if address.file is None:
        with address.engine() as engine:
            yield engine
        return
    with translated(address.said):
        engine = read_only_engine(address.file)
        try:
            yield engine
        finally:
            engine.dispose()


def _files(address: Address) -> Iterator[Check]:
    if address.file is None:
        return
    folder = address.file.parent
    every = (folder, *files_of(address.file), address.key_file)
    open_ = [
        f"{one.name} ({stat.S_IMODE(one.stat().st_mode):o})"
        for one in every
        if one.exists() and one.stat().st_mode & 0o077
    ]
    if open_:
        text = f"others on this machine may use: {', '.join(open_)}; chmod go-rwx them"
        yield Check("private", Verdict.DEGRADED, text)
    else:
        yield Check("private", Verdict.OK, "only this user can read and write its files")


def _integrity(address: Address) -> Check:
    if address.file is None:
        return Check("integrity", Verdict.OK, "the server answers for it")
    with translated(address.said):
        refuse_damaged(address.file, address.said)
    return Check("integrity", Verdict.OK, "the file's own structure is whole")


def _of_meta(address: Address, conn: Connection) -> Iterator[Check]:
    meta = meta_of(conn)
    if meta is None:
        raise address.nothing()
    number = check_shape(meta, address.said, address.shape)
    own_key(meta, address.said, address.key_file)
    yield Check("project", Verdict.OK, f"it is this project's; its id is {meta['id']}")
    if number < address.shape.number:
        text = f"schema {number}; this version needs {address.shape.number}: s2sctl state upgrade"
        yield Check("schema", Verdict.FAILING, text)
    else:
        yield Check("schema", Verdict.OK, f"schema {number}, as this version needs it")


def _of_rows(conn: Connection, now: datetime) -> Iterator[Check]:
    for table, words, decode in _DECODED:
        yield _decodable(conn, table, words, decode)
    yield _describes(conn)
    yield _orphans(conn)
    yield _cursors(conn, now)


def _decodable(
    conn: Connection, table: Table, words: str, decode: Callable[[RowMapping], object]
) -> Check:
    rows = conn.execution_options(yield_per=_PAGE).execute(select(table)).mappings()
    count, broken = 0, dict[str, int]()
    for row in rows:
        count += 1
        try:
            decode(row)
        except (ValueError, TypeError, LookupError, StateUnusable):
            broken[row["connection"]] = broken.get(row["connection"], 0) + 1
    if broken:
        where = ", ".join(f"{number:,} of {name}" for name, number in broken.items())
        return Check(table.name.removeprefix("s2sctl_"), Verdict.FAILING, f"unreadable: {where}")
    return Check(table.name.removeprefix("s2sctl_"), Verdict.OK, f"{count:,} {words} can be read")


def _describes(conn: Connection) -> Check:
    bodies = conn.scalars(select(DESCRIBES.c.body)).all()
    broken = sum(schema_from_json(body) is None for body in bodies)
    if broken:
        text = f"{broken:,} of {len(bodies):,} cannot be read; the next run asks the orgs again"
        return Check("describes", Verdict.DEGRADED, text)
    return Check("describes", Verdict.OK, f"{len(bodies):,} describes can be read")


def _orphans(conn: Connection) -> Check:
    """Rows of a connection that the state does not know: a run may make them its own again."""
    known = set(conn.scalars(select(CONNECTIONS.c.name)))
    lone: dict[str, int] = {}
    for table, *_ in _DECODED:
        counted = select(table.c.connection, func.count()).group_by(table.c.connection)
        for name, count in conn.execute(counted):
            if name not in known:
                lone[name] = lone.get(name, 0) + count
    if lone:
        told = ", ".join(f"{count:,} of {name}" for name, count in sorted(lone.items()))
        text = f"rows of connections that the state does not know: {told}; s2sctl connections"
        return Check("orphans", Verdict.DEGRADED, text)
    return Check("orphans", Verdict.OK, "every row belongs to a known connection")


def _cursors(conn: Connection, now: datetime) -> Check:
    ahead = []
    for row in conn.execute(select(CURSORS).order_by(CURSORS.c.connection)).mappings():
        try:
            looks = [look for look in cursor_from_row(row).looks if look is not None]
        except (ValueError, TypeError, LookupError):
            continue
        if looks and max(looks) > now + SLACK:
            ahead.append(f"{row['connection']} {row['object']} to {max(looks):%Y-%m-%d %H:%M} UTC")
    if ahead:
        # No org is asked here: it may be this machine's clock that is wrong.
        text = (
            "by this machine's clock these were read into the future; changes until then would "
            f"be missed: {', '.join(ahead)}"
        )
        return Check("reading", Verdict.DEGRADED, text)
    return Check("reading", Verdict.OK, "no cursor is in the future")
