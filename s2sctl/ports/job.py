"""Many rows written by one job that the org works off by itself (Bulk API 2.0 ingest)."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NewType

from s2sctl.model.names import ObjectName
from s2sctl.model.side import Side

JobId = NewType("JobId", str)
"""What the org calls a job."""


class JobState(Enum):
    """How far a job is, as far as it matters to who made it (Bulk API 2.0 guide, "Job States")."""

    OPEN = "it waits for its rows; nothing of it was written"
    GOING = "the org works on it, or will"
    ENDED = "done, failed, aborted or deleted: nothing more will be written"


@dataclass(frozen=True, slots=True)
class JobStatus:
    """One look at a job. ``processed`` are rows; ``failure`` is the org's word where it failed."""

    state: JobState
    processed: int = 0
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """A job of ours that may not have ended, as it is remembered before it gets its rows."""

    id: JobId
    side: Side
    object: ObjectName
    rows: int
    since: datetime
