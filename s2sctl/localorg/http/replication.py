"""Ids of rows changed or deleted in a span of time (REST guide: Get Updated, Get Deleted)."""

from datetime import UTC, datetime, timedelta

from s2sctl.localorg.database import Stored, quoted
from s2sctl.localorg.definitions import ObjectDefinition
from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.http.exchange import Answer
from s2sctl.localorg.http.routes import Call
from s2sctl.localorg.http.subjects import object_of

_REACH = {"updated": timedelta(days=30), "deleted": timedelta(days=15)}
_MINUTE = timedelta(minutes=1)


def updated(call: Call) -> Answer:
    """Ids of rows made or changed in the span, and how far it is covered."""
    definition = object_of(call)
    start, end = _span(call, "updated")
    ids = [row[0] for row in _rows(call, definition, start, end, deleted=False)]
    call.ask.tally.note("read", definition.name, len(ids))
    return Answer(200, {"ids": ids, "latestDateCovered": _text(min(end, _now(call)))})


def deleted(call: Call) -> Answer:
    """Ids of rows deleted in the span, each with its time."""
    definition = object_of(call)
    start, end = _span(call, "deleted")
    rows = _rows(call, definition, start, end, deleted=True)
    call.ask.tally.note("read", definition.name, len(rows))
    listed = [{"deletedDate": _text(_moment(stamp)), "id": one} for one, stamp in rows]
    earliest = _now(call) - _REACH["deleted"]
    return Answer(
        200,
        {
            "deletedRecords": listed,
            "earliestDateAvailable": _text(earliest),
            "latestDateCovered": _text(min(end, _now(call))),
        },
    )


def _rows(
    call: Call, definition: ObjectDefinition, start: datetime, end: datetime, *, deleted: bool
) -> list[tuple[Stored, Stored]]:
    if not definition.soft_delete or definition.find("SystemModstamp") is None:
        text = f"sObject type '{definition.name}' is not replicateable"
        raise RequestError(400, "INVALID_TYPE", text)
    condition, hidden = call.viewer.visible(definition) or ("1", ())
    sql = (
        f'SELECT "Id", "SystemModstamp" FROM {quoted(definition.name)} '
        f'WHERE "SystemModstamp" >= ? AND "SystemModstamp" < ? AND "IsDeleted" = ? '
        f'AND {condition} ORDER BY "SystemModstamp", "Id"'
    )
    bounds = (int(start.timestamp()) * 1000, int(end.timestamp()) * 1000, int(deleted))
    rows = call.site.org.database.all(sql, (*bounds, *hidden))
    return [(row[0], row[1]) for row in rows]


def _span(call: Call, kind: str) -> tuple[datetime, datetime]:
    """Start and end, their seconds dropped as Salesforce drops them (facts §1.2)."""
    start, end = _parameter(call, "start"), _parameter(call, "end")
    if end - start <= _MINUTE:
        text = "startDate must be at least one minute greater than endDate"
        raise RequestError(400, "INVALID_REPLICATION_DATE", text)
    if start < _now(call) - _REACH[kind] - _MINUTE:
        text = f"startDate before org replication enabled date or {_REACH[kind].days} days ago"
        raise RequestError(400, "INVALID_REPLICATION_DATE", text)
    return start, end


def _parameter(call: Call, name: str) -> datetime:
    # A plus sign that the client did not encode arrives as a blank.
    text = call.ask.parameters.get(name, "").replace(" ", "+")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise RequestError(400, "INVALID_FIELD", f"{name} must be an ISO 8601 dateTime") from None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(second=0, microsecond=0)


def _now(call: Call) -> datetime:
    return call.site.org.clock.now().replace(microsecond=0)


def _moment(stamp: Stored) -> datetime:
    return datetime.fromtimestamp(int(stamp or 0) / 1000, UTC)


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000+0000")
