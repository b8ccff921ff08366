"""Updates that are made only where nobody edited the row since it was read.

``If-Unmodified-Since`` compares with LastModifiedDate, a whole second, and is a header of sObject
Rows (REST API guide, Conditional Request Headers); 25 such requests fit one composite call, each
with headers of its own (REST API guide, Composite).
"""

from datetime import UTC, datetime
from email.utils import format_datetime

from s2sctl.errors import Bug
from s2sctl.ports.org import CONDITIONAL_ROWS, MOVED, Outcome, Refusal, RowWrite, WriteBatch
from s2sctl.salesforce.client import Client
from s2sctl.salesforce.collections import WRITE_HEADERS, first_message
from s2sctl.salesforce.faults import problem_of
from s2sctl.salesforce.rows import wire_values
from s2sctl.salesforce.rules import RuleMessages
from s2sctl.salesforce.shapes import Json, Malformed, mapping, mappings, whole

_FAILED = 412


def write_conditional(
    client: Client, batch: WriteBatch, rules: RuleMessages
) -> tuple[Outcome, ...]:
    """One attempt at one call, an outcome per row; a row that was edited since is refused with
    :data:`s2sctl.ports.org.MOVED`."""
    if len(batch.rows) > CONDITIONAL_ROWS or batch.upsert_on is not None:
        raise Bug(f"{len(batch.rows)} conditional rows in one call; {CONDITIONAL_ROWS} is the most")
    requests = [_request(client, batch, place, row) for place, row in enumerate(batch.rows)]
    body = {"allOrNone": False, "compositeRequest": requests}

    def once() -> list[tuple[int, Json]]:
        answer = mapping(client.send("POST", "composite", body))
        parts = mappings(answer.get("compositeResponse"))
        answers = [(whole(one.get("httpStatusCode")), one.get("body")) for one in parts]
        if len(answers) != len(batch.rows) or not all(status for status, _ in answers):
            raise Malformed("a composite answer lacks parts")
        return answers

    answers = client.try_once(once)
    outcomes = [
        Outcome(row.id, refusal=_refusal(status, told))
        for row, (status, told) in zip(batch.rows, answers, strict=True)
    ]
    messages = [first_message(told) for _, told in answers]
    return rules.told(batch.schema.name, outcomes, messages)


def _request(client: Client, batch: WriteBatch, place: int, row: RowWrite) -> dict[str, object]:
    if row.id is None or row.unmodified_since is None or row.bodies:
        raise Bug("a conditional update of a row without an id or a time, or with contents")
    return {
        "method": "PATCH",
        "url": f"{client.root}sobjects/{batch.schema.name}/{row.id}",
        "referenceId": f"row{place}",
        "httpHeaders": {**WRITE_HEADERS, "If-Unmodified-Since": _http_date(row.unmodified_since)},
        "body": wire_values(batch.schema, row.values),
    }


def _http_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _refusal(status: int, body: Json) -> Refusal | None:
    if status < 300:
        return None
    if status == _FAILED:
        return Refusal(MOVED, "the row was edited since it was read")
    return problem_of(status, body).refusal
