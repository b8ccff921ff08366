"""A validation rule's message is told; what a trigger says under the same code is not."""

import pytest

from tests.unit.salesforce.test_salesforce_transport import ID, UPDATE
from tests.unit.salesforce.tiny import Reply

SAID = "A lead needs an e-mail address."
RULES = Reply(
    body={
        "done": True,
        "totalSize": 1,
        "records": [{"ValidationName": "Needs_Email", "ErrorMessage": SAID}],
    }
)


def refused(message):
    error = {
        "statusCode": "FIELD_CUSTOM_VALIDATION_EXCEPTION",
        "message": message,
        "fields": ["Email"],
    }
    return Reply(body=[{"id": ID, "success": False, "errors": [error]}])


def test_a_rules_own_message_is_told_and_rules_are_asked_for_once(tiny, org):
    tiny.say(refused(SAID), RULES, refused(SAID))
    for _ in range(2):
        refusal = org.write(UPDATE)[0].refusal
        assert refusal.message == f'the validation rule Needs_Email refuses it: "{SAID}"'
        assert refusal.fields == ("Email",)
    assert sum("tooling" in asked.path for asked in tiny.asked) == 1


@pytest.mark.parametrize("rules", [RULES, Reply(403, [{"errorCode": "INSUFFICIENT_ACCESS"}])])
def test_a_triggers_message_and_an_unknown_rules_are_redacted(tiny, org, rules):
    tiny.say(refused("Frau Geheimrat exists already"), rules)
    message = org.write(UPDATE)[0].refusal.message
    assert message == "a validation rule or a trigger of the org refuses it"


def test_rules_that_could_not_be_asked_for_are_asked_for_again(tiny, org):
    spent = [{"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}]
    tiny.say(refused(SAID), Reply(403, spent), refused(SAID), RULES)
    first, second = (org.write(UPDATE)[0].refusal.message for _ in range(2))
    assert first == "a validation rule or a trigger of the org refuses it"
    assert second.startswith("the validation rule Needs_Email refuses it")


def test_rules_that_the_user_may_not_see_are_asked_for_once(tiny, org):
    hidden = Reply(403, [{"errorCode": "INSUFFICIENT_ACCESS"}])
    tiny.say(refused(SAID), hidden, refused(SAID))
    for _ in range(2):
        assert "of the org refuses it" in org.write(UPDATE)[0].refusal.message
    assert sum("tooling" in asked.path for asked in tiny.asked) == 1
