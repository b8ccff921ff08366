"""Refusals as the REST API writes them."""

from collections.abc import Mapping

from s2sctl.localorg.faults import RequestError, RowError
from s2sctl.localorg.http.exchange import Answer

_CODE_FIRST = (
    "NOT_FOUND",
    "METHOD_NOT_ALLOWED",
    "PROCESSING_HALTED",
    "CLIENTINPUTERROR",
    "FEATURENOTENABLED",
    "INVALIDENTITY",
    "INVALIDJOB",
    "INVALIDJOBSTATE",
    "JOB_NOT_COMPLETE",
)
_FIELDLESS = ("JSON_PARSER_ERROR", "NOT_FOUND")
"""Recorded without ``fields``: refusals from before a row was looked at."""
_STATUS_OF_ROW = {
    "ENTITY_IS_DELETED": 404,
    "INSUFFICIENT_ACCESS_OR_READONLY": 403,
    "NOT_FOUND": 404,
}


def of_request(error: RequestError) -> Answer:
    """A list of one error. Recorded bodies put ``errorCode`` first where no row was touched."""
    body: dict[str, object] = {"message": error.message, "errorCode": error.error_code}
    if error.error_code in _CODE_FIRST and error.fields is None:
        body = {"errorCode": error.error_code, "message": error.message}
    if error.fields is not None:
        body["fields"] = list(error.fields)
    return Answer(error.http_status, [body])


def of_row(error: RowError) -> Answer:
    """A single-row resource's refusal: ``message``, ``errorCode``, ``fields`` (wire/INDEX.md)."""
    body: dict[str, object] = {"message": error.message, "errorCode": error.status_code}
    if error.details:
        body |= error.details
    elif error.status_code not in _FIELDLESS:
        body["fields"] = list(error.fields)
    return Answer(_STATUS_OF_ROW.get(error.status_code, 400), [body])


def in_collection(error: RowError) -> Mapping[str, object]:
    """One entry of a Collections answer's ``errors``: ``statusCode``, not ``errorCode``."""
    return {
        "statusCode": error.status_code,
        "message": error.message,
        "fields": list(error.fields),
    }
