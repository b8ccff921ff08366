"""Updates on a condition (strict), as one call that writes."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from s2sctl.errors import AnswerLost
from tests.unit.salesforce.test_rule_messages import RULES, SAID
from tests.unit.salesforce.test_salesforce_transport import LEAD, UPDATE
from tests.unit.salesforce.tiny import Reply

NOT_THERE = {"errorCode": "NOT_FOUND", "message": "The requested resource does not exist"}
STRICT = replace(
    UPDATE,
    rows=tuple(
        replace(row, unmodified_since=datetime(2026, 11, 23, tzinfo=UTC)) for row in UPDATE.rows
    ),
)


def refused_alone(message):
    error = {"errorCode": "FIELD_CUSTOM_VALIDATION_EXCEPTION", "message": message}
    part = {"httpStatusCode": 400, "httpHeaders": {}, "referenceId": "row0", "body": [error]}
    return Reply(body={"compositeResponse": [part]})


def test_a_strict_row_is_told_with_the_rules_own_message_too(tiny, org):
    tiny.say(refused_alone(SAID), RULES)
    assert org.write(STRICT)[0].refusal.message.startswith("the validation rule Needs_Email")


def test_a_strict_write_is_answered_also_where_the_rules_cannot_be_asked_for(tiny, org):
    spent = [{"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}]
    tiny.say(refused_alone(SAID), Reply(403, spent))
    refusal = org.write(STRICT)[0].refusal
    assert refusal.code == "FIELD_CUSTOM_VALIDATION_EXCEPTION"
    assert refusal.message == "a validation rule or a trigger of the org refuses it"


def test_a_strict_row_without_an_answer_of_its_own_is_not_taken_for_written(tiny, org):
    tiny.say(Reply(body={"compositeResponse": [{"body": None}]}))
    with pytest.raises(AnswerLost):
        org.write(STRICT)


def test_a_strict_write_counts_as_a_write_and_has_a_writes_time(tiny, org):
    """Whoever gives up on one as early as on a read sends it again while it still runs."""
    tiny.say(Reply(body={"compositeResponse": [{"httpStatusCode": 204, "body": None}]}))
    assert org.write(STRICT)[0].refusal is None
    assert (org.usage().calls, org.usage().writes) == (1, 1)


def test_a_composite_call_that_reads_does_not(tiny, org):
    tiny.say(Reply(body={"compositeResponse": [{"httpStatusCode": 404, "body": [NOT_THERE]}]}))
    assert org.open({LEAD.name: None}).schemas == {}
    assert (org.usage().calls, org.usage().writes) == (1, 0)
