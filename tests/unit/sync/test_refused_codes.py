"""Every code that an org may refuse a row with is met in its own way."""

import xml.etree.ElementTree as ElementTree
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import simple_salesforce
from hypothesis import given
from hypothesis import strategies as st

from s2sctl.sync.cures import cure
from s2sctl.sync.ledger import next_try
from s2sctl.sync.refusals import MET, Again, Stops, met, stopping

NOW = datetime(2026, 11, 24, tzinfo=UTC)
TRIGGER, FULL = "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "STORAGE_LIMIT_EXCEEDED"
SHUT = "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE"

PARTED = """REQUEST_RUNNING_TOO_LONG TOO_MANY_APEX_REQUESTS UNKNOWN_EXCEPTION
    ALL_OR_NONE_OPERATION_ROLLED_BACK PROCESSING_HALTED CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY
    APEX_FAILED CANNOT_EXECUTE_FLOW_TRIGGER FLOW_EXCEPTION CUSTOM_APEX_ERROR"""
SOON = """UNABLE_TO_LOCK_ROW REQUEST_RUNNING_TOO_LONG TOO_MANY_APEX_REQUESTS UNKNOWN_EXCEPTION
    ALL_OR_NONE_OPERATION_ROLLED_BACK PROCESSING_HALTED INACTIVE_OWNER_OR_USER
    INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE"""
DAILY = """ENTITY_IS_LOCKED RECORD_IN_USE_BY_WORKFLOW STORAGE_LIMIT_EXCEEDED DUPLICATE_VALUE
    DUPLICATE_EXTERNAL_ID DUPLICATES_DETECTED REQUIRED_FIELD_MISSING MIXED_DML_OPERATION
    INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST FIELD_CUSTOM_VALIDATION_EXCEPTION
    FIELD_FILTER_VALIDATION_EXCEPTION INVALID_CROSS_REFERENCE_KEY
    CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY APEX_FAILED CANNOT_EXECUTE_FLOW_TRIGGER FLOW_EXCEPTION
    CUSTOM_APEX_ERROR INSUFFICIENT_ACCESS_OR_READONLY"""
CHANGED = """STRING_TOO_LONG INVALID_EMAIL_ADDRESS NUMBER_OUTSIDE_VALID_RANGE
    FIELD_INTEGRITY_EXCEPTION INVALID_TYPE_ON_FIELD_IN_RECORD MALFORMED_ID ENTITY_IS_DELETED
    INVALID_FIELD_FOR_INSERT_UPDATE FIELD_NOT_UPDATABLE CANNOT_UPDATE_CONVERTED_LEAD DELETE_FAILED
    """
FLOW = """CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY APEX_FAILED CANNOT_EXECUTE_FLOW_TRIGGER
    FLOW_EXCEPTION CUSTOM_APEX_ERROR INVALID_FIELD_FOR_INSERT_UPDATE FIELD_NOT_UPDATABLE
    MIXED_DML_OPERATION"""
ELSEWHERE = {"JSON_PARSER_ERROR", "SERVER_UNAVAILABLE", "NOT_VISIBLE", "QUEUE_NOT_SUPPORTED"}
"""Not a row's StatusCode: the first two are errors of requests, the others are ours."""


@pytest.mark.parametrize(
    ("again", "codes"), [(Again.SOON, SOON), (Again.DAILY, DAILY), (Again.CHANGED, CHANGED)]
)
def test_each_row_code_of_the_error_table_is_tried_again_when_that_may_help(again, codes) -> None:
    assert {code: MET[code].again for code in codes.split()} == dict.fromkeys(codes.split(), again)


def test_each_row_code_of_the_error_table_stops_what_it_must() -> None:
    stopped = {code: one.stops for code, one in MET.items() if one.stops is not Stops.NOTHING}
    flows = dict.fromkeys(FLOW.split(), Stops.FLOW)
    assert stopped == flows | {FULL: Stops.CREATES, SHUT: Stops.RUN}


def test_codes_that_rows_are_refused_with_for_their_neighbours_are_sent_apart() -> None:
    assert set(PARTED.split()) <= {code for code, one in MET.items() if one.parted}


@pytest.mark.parametrize("code", sorted(MET))
def test_every_code_has_a_cure_of_its_own_or_time(code) -> None:
    assert cure(code)


def test_every_code_of_the_table_is_one_that_salesforce_has() -> None:
    wsdl = Path(simple_salesforce.__file__).with_name("metadata.wsdl")
    kind = "{http://www.w3.org/2001/XMLSchema}"
    known = {
        value.get("value")
        for one in ElementTree.parse(wsdl).iter(f"{kind}simpleType")
        if one.get("name") == "StatusCode"
        for value in one.iter(f"{kind}enumeration")
    }
    assert len(known) > 500
    assert set(MET) - known <= ELSEWHERE


@given(st.integers(1, 40), st.sampled_from(sorted(MET)))
def test_a_next_try_is_never_in_the_past_and_never_far_away(tries, code) -> None:
    when = next_try(code, tries, NOW)
    assert (when is None) == (met(code).again is Again.CHANGED)
    assert when is None or NOW <= when <= NOW + timedelta(days=1)


def test_an_unknown_code_waits_for_a_change() -> None:
    assert next_try("SOMETHING_NEW", 1, NOW) is None
    assert stopping(["SOMETHING_NEW"] * 200, 200) is None


@pytest.mark.parametrize(
    ("codes", "sent", "stops"),
    [
        ([TRIGGER] * 40, 200, None),
        ([TRIGGER] * 41, 200, TRIGGER),
        ([TRIGGER] * 4, 4, None),
        ([TRIGGER] * 5, 5, TRIGGER),
        (["FIELD_CUSTOM_VALIDATION_EXCEPTION"] * 200, 200, None),
        ([FULL], 200, FULL),
        ([TRIGGER] * 100 + [FULL], 200, FULL),
        ([FULL, SHUT], 200, SHUT),
        ([], 200, None),
    ],
)
def test_what_stops_after_a_call(codes, sent, stops) -> None:
    assert stopping(codes, sent) == stops


@given(st.lists(st.sampled_from([*sorted(MET), "NEW"]), max_size=60), st.integers(0, 200))
def test_stopping_is_total_and_only_for_what_was_refused(codes, more) -> None:
    stops = stopping(codes, len(codes) + more)
    assert stops is None or (stops in codes and met(stops).stops is not Stops.NOTHING)
