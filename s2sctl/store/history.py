"""Runs and events in tables: what happened to a connection, newest first."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select

from s2sctl.model.names import ConnectionName
from s2sctl.model.side import Side
from s2sctl.ports.store import Event, RunRecord
from s2sctl.store.codec import Columns, from_micros, maybe_micros, maybe_moment, plain, to_micros
from s2sctl.store.schema import EVENTS, RUNS
from s2sctl.store.statements import put

KEPT_RUNS = 10_000
"""Runs kept per connection: a week of a run every minute."""


def put_run(conn: Connection, name: ConnectionName, run: RunRecord) -> None:
    """Remember a run, or replace what was remembered of it."""
    row: Columns = {
        "connection": name,
        "run": run.run,
        "started": to_micros(run.started),
        "ended": maybe_micros(run.ended),
        "exit_code": run.exit_code,
        "report": plain(run.report),
    }
    put(conn, RUNS, [row])


def forget_old_runs(conn: Connection, name: ConnectionName, keep: int = KEPT_RUNS) -> None:
    """Drop runs older than the ``keep`` latest, so that a cron job's state stays small."""
    ours = RUNS.c.connection == name
    oldest = select(RUNS.c.started).where(ours).order_by(RUNS.c.started.desc())
    limit = conn.scalar(oldest.offset(keep - 1).limit(1))
    if limit is not None:
        conn.execute(delete(RUNS).where(ours, RUNS.c.started < limit))


def runs(conn: Connection, name: ConnectionName, limit: int) -> tuple[RunRecord, ...]:
    """The latest runs, newest first."""
    query = select(RUNS).where(RUNS.c.connection == name)
    order = (RUNS.c.started.desc(), RUNS.c.run.desc())
    return tuple(
        RunRecord(
            run=row["run"],
            started=from_micros(row["started"]),
            ended=maybe_moment(row["ended"]),
            exit_code=row["exit_code"],
            report=row["report"],
        )
        for row in conn.execute(query.order_by(*order).limit(limit)).mappings()
    )


def put_events(conn: Connection, name: ConnectionName, events: Sequence[Event]) -> None:
    """Add lines to the history."""
    if not events:
        return
    conn.execute(
        insert(EVENTS),
        [
            {
                "connection": name,
                "at": to_micros(event.at),
                "kind": event.kind,
                "side": None if event.side is None else event.side.value,
                "who": plain(event.who),
                "text": plain(event.text),
            }
            for event in events
        ],
    )


def events(conn: Connection, name: ConnectionName, limit: int) -> tuple[Event, ...]:
    """The connection's history, newest first; of one moment the one added last first."""
    query = select(EVENTS).where(EVENTS.c.connection == name)
    order = (EVENTS.c.at.desc(), EVENTS.c.id.desc())
    return tuple(
        Event(
            at=from_micros(row["at"]),
            kind=row["kind"],
            side=None if row["side"] is None else Side(row["side"]),
            who=row["who"],
            text=row["text"],
        )
        for row in conn.execute(query.order_by(*order).limit(limit)).mappings()
    )
