"""One Bulk API 2.0 job: what was asked, how far it is, and how the API tells it.

Source: Bulk API 2.0 guide, "Create a Job", "Get Information About a Job", "Job States".
"""

from dataclasses import dataclass

from s2sctl.localorg.query.wire import moment_text

INGEST, QUERY = "V2Ingest", "V2Query"
CLASSIC, BATCH = "Classic", "Batch"
"""A job of Bulk API 1.0, and one of its batches: each is worked off like a job of its own."""
CLOSED = "Closed"
OPEN, UPLOADED, RUNNING = "Open", "UploadComplete", "InProgress"
COMPLETE, FAILED, ABORTED = "JobComplete", "Failed", "Aborted"
ENDED = (COMPLETE, FAILED, ABORTED)
DELIMITERS = {
    "BACKQUOTE": "`",
    "CARET": "^",
    "COMMA": ",",
    "PIPE": "|",
    "SEMICOLON": ";",
    "TAB": "\t",
}
LINE_ENDINGS = {"LF": b"\n", "CRLF": b"\r\n"}


@dataclass(slots=True)
class Job:
    """A job as it is remembered. Moments are epoch milliseconds, offsets bytes of its files."""

    id: str
    kind: str
    operation: str
    sobject: str
    created_by: str
    created: int
    version: int
    state: str
    modified: int
    key_field: str = ""
    delimiter: str = "COMMA"
    line_ending: str = "LF"
    assignment_rule: str = ""
    query: str = ""
    uploads: int = 0
    """How often data was sent: the API takes it once."""
    processed: int = 0
    failed: int = 0
    position: int = 0
    """Where the next row to be processed begins in the job's data; 0 before the header is read."""
    succeeded_bytes: int = 0
    failed_bytes: int = 0
    error: str = ""
    busy: int = 0
    """Milliseconds spent processing."""
    parent: str = ""
    """The job of a batch."""
    content_type: str = "CSV"
    concurrency: str = "Parallel"

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in ENDED

    @property
    def separator(self) -> str:
        """The character between cells."""
        return DELIMITERS[self.delimiter]

    @property
    def newline(self) -> bytes:
        """What ends a row."""
        return LINE_ENDINGS[self.line_ending]

    def told(self) -> dict[str, object]:
        """As the answers to create, close and abort tell it."""
        body: dict[str, object] = {
            "id": self.id,
            "operation": self.operation,
            "object": self.sobject,
            "createdById": self.created_by,
            "createdDate": moment_text(self.created),
            "systemModstamp": moment_text(self.modified),
            "state": self.state,
        }
        if self.key_field:
            body["externalIdFieldName"] = self.key_field
        if self.assignment_rule:
            body["assignmentRuleId"] = self.assignment_rule
        body |= {
            "concurrencyMode": self.concurrency,
            "contentType": self.content_type,
            "apiVersion": float(self.version),
        }
        return body

    def created_body(self) -> dict[str, object]:
        """As the answer to create tells it."""
        body = self.told()
        if self.kind == INGEST:
            body["contentUrl"] = self._content_url
        return body | self._format

    def listed(self) -> dict[str, object]:
        """As one entry of the list of jobs tells it."""
        body = self.told() | {"jobType": self.kind}
        if self.kind == INGEST:
            body["contentUrl"] = self._content_url
        return body | self._format

    def detailed(self) -> dict[str, object]:
        """As the job's own resource tells it."""
        body = self.listed()
        if self.kind == QUERY:
            return body | {
                "numberRecordsProcessed": self.processed,
                "retries": 0,
                "totalProcessingTime": self.busy,
                **({"errorMessage": self.error} if self.error else {}),
            }
        body |= {
            "numberRecordsProcessed": self.processed,
            "numberRecordsFailed": self.failed,
            "retries": 0,
            "totalProcessingTime": self.busy,
            "apiActiveProcessingTime": self.busy,
            "apexProcessingTime": 0,
        }
        if self.error:
            body["errorMessage"] = self.error
        return body

    @property
    def _content_url(self) -> str:
        return f"services/data/v{self.version}.0/jobs/ingest/{self.id}/batches"

    @property
    def _format(self) -> dict[str, object]:
        return {"lineEnding": self.line_ending, "columnDelimiter": self.delimiter}
