"""Every class of refused request has its own path, and says what to do."""

import pytest

from s2sctl.errors import (
    AccessDenied,
    LimitReached,
    OrgUnreachable,
    RequestRefused,
    Temporary,
)
from s2sctl.salesforce.codes import CODES
from s2sctl.salesforce.faults import Course, Failure, problem_of
from tests.support.refusal_tables import PAGE, printed

FINAL, AGAIN, UNSURE = Course.FINAL, Course.AGAIN, Course.UNSURE
TABLE = [
    (300, "", FINAL, RequestRefused, "S2S617"),
    (400, "MALFORMED_QUERY", FINAL, RequestRefused, "S2S608"),
    (400, "INVALID_FIELD", FINAL, RequestRefused, "S2S608"),
    (400, "INVALID_TYPE", FINAL, RequestRefused, "S2S608"),
    (400, "JSON_PARSER_ERROR", FINAL, RequestRefused, "S2S601"),
    (400, "QUERY_TIMEOUT", FINAL, Temporary, "S2S616"),
    (400, "QUERY_TOO_COMPLICATED", FINAL, RequestRefused, "S2S617"),
    (400, "OPERATION_TOO_LARGE", FINAL, RequestRefused, "S2S617"),
    (400, "INVALID_QUERY_LOCATOR", FINAL, Temporary, "S2S607"),
    (401, "INVALID_SESSION_ID", FINAL, AccessDenied, "S2S603"),
    (403, "REQUEST_LIMIT_EXCEEDED", FINAL, LimitReached, "S2S605"),
    (403, "API_DISABLED_FOR_ORG", FINAL, AccessDenied, "S2S604"),
    (403, "API_CURRENTLY_DISABLED", AGAIN, OrgUnreachable, "S2S610"),
    (403, "INSUFFICIENT_ACCESS", FINAL, AccessDenied, "S2S604"),
    (403, "TXN_SECURITY_METERING_ERROR", FINAL, AccessDenied, "S2S604"),
    (403, "SOMETHING_NEW", FINAL, AccessDenied, "S2S604"),
    (404, "NOT_FOUND", FINAL, RequestRefused, "S2S601"),
    (405, "METHOD_NOT_ALLOWED", FINAL, RequestRefused, "S2S619"),
    (406, "", AGAIN, OrgUnreachable, "S2S610"),
    (409, "", AGAIN, RequestRefused, "S2S618"),
    (410, "UNSUPPORTED_API_VERSION", FINAL, RequestRefused, "S2S618"),
    (412, "", FINAL, RequestRefused, "S2S619"),
    (414, "URI_TOO_LONG", FINAL, RequestRefused, "S2S617"),
    (415, "", FINAL, RequestRefused, "S2S619"),
    (420, "", AGAIN, OrgUnreachable, "S2S610"),
    (428, "", FINAL, RequestRefused, "S2S619"),
    (429, "", AGAIN, LimitReached, "S2S606"),
    (431, "", FINAL, RequestRefused, "S2S617"),
    (500, "UNKNOWN_EXCEPTION", UNSURE, OrgUnreachable, "S2S610"),
    (502, "", UNSURE, OrgUnreachable, "S2S610"),
    (503, "SERVER_UNAVAILABLE", UNSURE, OrgUnreachable, "S2S610"),
    (504, "", UNSURE, OrgUnreachable, "S2S610"),
]


@pytest.mark.parametrize(("status", "code", "course", "error", "told"), TABLE)
def test_every_request_class_of_the_error_table_has_its_path(
    status, code, course, error, told
) -> None:
    # 300 lists the addresses of the records that hold the key (REST API guide, upsert).
    wordless = ["/services/data/v64.0/sobjects/Lead/00Q000000000001EAA"] if status == 300 else ""
    problem = problem_of(status, [{"errorCode": code, "message": "m"}] if code else wordless)
    assert (problem.rule.course, problem.rule.error, problem.rule.code) == (course, error, told)
    seen = Failure.told(problem).error("acme")
    assert seen.help
    assert seen.code in CODES


@pytest.mark.parametrize(
    "code",
    ["CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "FIELD_CUSTOM_VALIDATION_EXCEPTION", "APEX_FAILED"],
)
def test_a_lock_in_a_triggers_words_is_a_lock_and_its_words_stay_here(code) -> None:
    words = (
        "LeadTrigger: execution of AfterUpdate caused by: System.DmlException: Update failed. "
        "First exception on row 0 with id 001000000000001; first error: UNABLE_TO_LOCK_ROW, "
        "unable to obtain exclusive access to this record: Ann Smith"
    )
    told = problem_of(200, [{"statusCode": code, "message": words, "fields": []}]).refusal
    assert told.code == "UNABLE_TO_LOCK_ROW"
    assert "Ann" not in told.message


def test_the_page_of_failures_equals_the_code() -> None:
    """``python -m tests.support.refusal_tables`` prints it anew."""
    page = PAGE.read_text()
    assert printed(page) == page
