"""``/limits`` and ``/limits/recordCount`` (REST guide: Limits, Record Count)."""

from s2sctl.localorg.database import quoted
from s2sctl.localorg.http.exchange import Answer
from s2sctl.localorg.http.routes import Call

_DAY = 24 * 3600 * 1000
_UNUSED = {
    "AnalyticsExternalDataSizeMB": 40_960,
    "ConcurrentAsyncGetReportInstances": 200,
    "ConcurrentEinsteinDataInsightsStoryCreation": 5,
    "ConcurrentEinsteinDiscoveryStoryCreation": 2,
    "ConcurrentSyncReportRuns": 20,
    "DailyAnalyticsDataflowJobExecutions": 60,
    "DailyAnalyticsUploadedFilesSizeMB": 51_200,
    "DailyAsyncApexExecutions": 250_000,
    "DailyAsyncApexTests": 500,
    "DailyBulkApiBatches": 15_000,
    "DailyBulkV2QueryFileStorageMB": 976_562,
    "DailyBulkV2QueryJobs": 10_000,
    "DailyDeliveredPlatformEvents": 10_000,
    "DailyDurableGenericStreamingApiEvents": 10_000,
    "DailyDurableStreamingApiEvents": 10_000,
    "DailyEinsteinDataInsightsStoryCreation": 1_000,
    "DailyEinsteinDiscoveryOptimizationJobRuns": 0,
    "DailyEinsteinDiscoveryPredictAPICalls": 50_000,
    "DailyEinsteinDiscoveryPredictionsByCDC": 500_000,
    "DailyEinsteinDiscoveryStoryCreation": 100,
    "DailyFunctionsApiCallLimit": 50_000,
    "DailyGenericStreamingApiEvents": 10_000,
    "DailyStandardVolumePlatformEvents": 10_000,
    "DailyStreamingApiEvents": 10_000,
    "DailyWorkflowEmails": 100_000,
    "DataStorageMB": 10_240,
    "DurableStreamingApiConcurrentClients": 20,
    "FileStorageMB": 10_240,
    "HourlyAsyncReportRuns": 1_200,
    "HourlyDashboardRefreshes": 200,
    "HourlyDashboardResults": 5_000,
    "HourlyDashboardStatuses": 999_999_999,
    "HourlyLongTermIdMapping": 100_000,
    "HourlyManagedContentPublicRequests": 50_000,
    "HourlyODataCallout": 20_000,
    "HourlyPublishedPlatformEvents": 50_000,
    "HourlyPublishedStandardVolumePlatformEvents": 1_000,
    "HourlyShortTermIdMapping": 100_000,
    "HourlySyncReportRuns": 500,
    "HourlyTimeBasedWorkflow": 500,
    "MassEmail": 5_000,
    "MonthlyEinsteinDiscoveryStoryCreation": 500,
    "MonthlyPlatformEventsUsageEntitlement": 0,
    "Package2VersionCreates": 6,
    "Package2VersionCreatesWithoutValidation": 500,
    "PrivateConnectOutboundCalloutHourlyLimitMB": 0,
    "SingleEmail": 5_000,
    "StreamingApiConcurrentClients": 20,
}
"""Allocations by name, as recorded (wire/limits); sizes of an Enterprise Edition org."""
_CUSTOM_PERMISSION_SETS = 1_500


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
    batches, queries = call.site.bulk.shelf.spent(call.site.org.clock.stamp() - _DAY)
    for name, spent in (("DailyBulkApiBatches", batches), ("DailyBulkV2QueryJobs", queries)):
        body[name] = {"Max": _UNUSED[name], "Remaining": max(0, _UNUSED[name] - spent)}
    sets = {"Max": _CUSTOM_PERMISSION_SETS, "Remaining": _CUSTOM_PERMISSION_SETS}
    body["PermissionSets"] = {**sets, "CreateCustom": dict(sets)}
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
