"""Where jobs are kept: their state in the org's database, their data in files beside it."""

import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from s2sctl.localorg import settings
from s2sctl.localorg.bulk.job import BATCH, INGEST, QUERY, Job
from s2sctl.localorg.ids import base62, pod_of
from s2sctl.model.ids import checksum

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

_TABLE = "CREATE TABLE IF NOT EXISTS _bulk_job (id TEXT PRIMARY KEY, body TEXT)"
_COUNTER = "bulk_jobs"
DATA, SUCCEEDED, REFUSED, RESULTS = "data.csv", "succeeded.csv", "failed.csv", "results.csv"
REQUEST = "request"
"""What a batch of Bulk API 1.0 was sent as."""


class Shelf:
    """The jobs of one org. They outlive the server, not a reset."""

    def __init__(self, org: "LocalOrg") -> None:
        self._org = org
        self._folder = org.folder / "bulk"
        org.database.execute(_TABLE)
        self._sweep()

    def new_id(self, prefix: str = "750") -> str:
        """An id for a new job (``750…``) or batch (``751…``)."""
        number = int(settings.setting(self._org.database, _COUNTER, "1"))
        settings.set_setting(self._org.database, _COUNTER, str(number + 1))
        fifteen = f"{prefix}{pod_of(self._org.org_id)}0{base62(number, 9)}"
        return fifteen + checksum(fifteen)

    def save(self, job: Job) -> None:
        """Remember the job as it is now."""
        self._org.database.execute(
            "INSERT OR REPLACE INTO _bulk_job VALUES (?, ?)", (job.id, json.dumps(asdict(job)))
        )

    def touch(self, job: Job) -> None:
        """Remember the job with a new stamp."""
        job.modified = self._org.clock.stamp()
        self.save(job)

    def find(self, job_id: str) -> Job | None:
        """The job of that id, in 15 or 18 characters."""
        row = self._org.database.one(
            "SELECT body FROM _bulk_job WHERE substr(id, 1, 15) = ?", (job_id[:15],)
        )
        return None if row is None else Job(**json.loads(str(row[0])))

    def all(self) -> list[Job]:
        """Every job, oldest first."""
        found = self._org.database.all("SELECT body FROM _bulk_job ORDER BY id")
        return [Job(**json.loads(str(row[0]))) for row in found]

    def spent(self, since: int) -> tuple[int, int]:
        """Batches of ingest jobs and query jobs made after a moment, epoch milliseconds.

        A job of Bulk API 2.0 takes a batch for every 10,000 rows ("Limits and Allocations").
        """
        batches = queries = 0
        for job in self.all():
            if job.created < since:
                continue
            queries += job.kind == QUERY
            batches += job.kind == BATCH
            batches += max(1, -(-job.processed // 10_000)) if job.kind == INGEST else 0
        return batches, queries

    def batches(self, job: Job) -> list[Job]:
        """The batches of a job of Bulk API 1.0, oldest first."""
        return [one for one in self.all() if one.parent == job.id]

    def remove(self, job: Job) -> None:
        """Forget the job and its files."""
        self._org.database.execute("DELETE FROM _bulk_job WHERE id = ?", (job.id,))
        shutil.rmtree(self._folder / job.id, ignore_errors=True)

    def file(self, job: Job, name: str) -> Path:
        """The path of one of the job's files; its folder is there."""
        folder = self._folder / job.id
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name

    def _sweep(self) -> None:
        """Remove the files of jobs that a reset has undone."""
        known = {str(row[0]) for row in self._org.database.all("SELECT id FROM _bulk_job")}
        for found in self._folder.glob("*"):
            if found.is_file():
                found.unlink(missing_ok=True)
            elif found.name not in known:
                shutil.rmtree(found, ignore_errors=True)
