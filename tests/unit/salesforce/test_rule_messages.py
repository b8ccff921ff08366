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
