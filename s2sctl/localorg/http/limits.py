"""``/limits`` and ``/limits/recordCount`` (REST guide: Limits, Record Count)."""

from s2sctl.localorg.database import quoted
from s2sctl.localorg.http.exchange import Answer
from s2sctl.localorg.http.routes import Call

_UNUSED = {
    "ConcurrentAsyncGetReportInstances": 200,
    "ConcurrentSyncReportRuns": 20,
    "DailyAsyncApexExecutions": 250_000,
    "DailyBulkApiBatches": 15_000,
    "DailyBulkV2QueryFileStorageMB": 976_562,
    "DailyBulkV2QueryJobs": 10_000,
    "DailyWorkflowEmails": 100_000,
    "DataStorageMB": 10_240,
    "FileStorageMB": 10_240,
    "HourlyTimeBasedWorkflow": 500,
    "MassEmail": 5_000,
    "SingleEmail": 5_000,
}


def limits(call: Call) -> Answer:
    """Maximum and remaining number of each allocation. Reading it is charged as a call."""
    usage = call.site.usage
    body: dict[str, object] = {
        name: {"Max": number, "Remaining": number} for name, number in _UNUSED.items()
    }
    remaining = max(0, usage.maximum - usage.used)
    body["DailyApiRequests"] = {"Max": usage.maximum, "Remaining": remaining}
    sent = min(len(call.site.outbox), _UNUSED["SingleEmail"])
    body["SingleEmail"] = {
        "Max": _UNUSED["SingleEmail"],
        "Remaining": _UNUSED["SingleEmail"] - sent,
    }
    call.ask.tally.note("read")
    return Answer(200, dict(sorted(body.items())))


def record_count(call: Call) -> Answer:
    """Rows of each object asked for (``?sObjects=Lead,Case``); objects unknown are left out."""
    wanted = call.ask.parameters.get("sObjects", "")
    counts: list[dict[str, object]] = []
    for name in filter(None, (part.strip() for part in wanted.split(","))):
        definition = call.site.org.definitions.find(name)
        if definition is None or not call.viewer.access(definition).read:
            continue
        sql = f'SELECT count(*) FROM {quoted(definition.name)} WHERE "IsDeleted" = 0'
        row = call.site.org.database.one(sql)
        # Recorded (wire/bulk1/upsert-lifecycle.json): an object without rows is left out.
        if row and row[0]:
            counts.append({"count": row[0], "name": definition.name})
    call.ask.tally.note("read")
    return Answer(200, {"sObjects": counts})
