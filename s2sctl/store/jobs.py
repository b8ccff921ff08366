"""Jobs in tables: what the orgs may still be working on."""

from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, select

from s2sctl.model.names import ConnectionName, ObjectName
from s2sctl.model.side import Side
from s2sctl.ports.job import Job, JobId
from s2sctl.store.codec import Columns, from_micros, to_micros
from s2sctl.store.schema import JOBS
from s2sctl.store.statements import drop, put


def put_jobs(conn: Connection, name: ConnectionName, jobs: Sequence[Job]) -> None:
    """Remember jobs, each replaced by id."""
    rows: list[Columns] = [
        {
            "connection": name,
            "id": job.id,
            "side": job.side.value,
            "object": job.object,
            "rows": job.rows,
            "since": to_micros(job.since),
        }
        for job in jobs
    ]
    put(conn, JOBS, rows)


def forget_jobs(conn: Connection, name: ConnectionName, ids: Sequence[JobId]) -> None:
    """Jobs that have ended; does nothing for one that is not remembered."""
    drop(conn, JOBS, [{"connection": name, "id": id} for id in ids])


def jobs(conn: Connection, name: ConnectionName) -> tuple[Job, ...]:
    """A connection's jobs, oldest first."""
    query = select(JOBS).where(JOBS.c.connection == name).order_by(JOBS.c.since, JOBS.c.id)
    return tuple(map(job_from_row, conn.execute(query).mappings()))


def job_from_row(row: RowMapping) -> Job:
    """The job a row holds."""
    return Job(
        JobId(row["id"]),
        Side(row["side"]),
        ObjectName(row["object"]),
        row["rows"],
        from_micros(row["since"]),
    )
