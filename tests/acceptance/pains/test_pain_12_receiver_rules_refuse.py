"""Pain 12: the receiver's validation rules reject inbound records, and nobody is told which."""

import json

from tests.acceptance.people import NAME

_NS = 'xmlns="http://soap.sforce.com/2006/04/metadata"'
RULE = {
    "package.xml": f"""<?xml version="1.0" encoding="UTF-8"?><Package {_NS}>
<types><members>Lead</members><name>CustomObject</name></types><version>64.0</version>
</Package>""".encode(),
    "objects/Lead.object": f"""<?xml version="1.0" encoding="UTF-8"?><CustomObject {_NS}>
<validationRules><fullName>Needs_Email</fullName><active>true</active>
<errorConditionFormula>ISBLANK(Email)</errorConditionFormula>
<errorDisplayField>Email</errorDisplayField>
<errorMessage>A lead needs an e-mail address.</errorMessage>
</validationRules></CustomObject>""".encode(),
}
NO_RULE = {
    "package.xml": f"<Package {_NS}><version>64.0</version></Package>".encode(),
    "destructiveChanges.xml": f"""<Package {_NS}>
<types><members>Lead.Needs_Email</members><name>ValidationRule</name></types>
</Package>""".encode(),
}


def ruled(people):
    people.connect()
    people.agree()
    assert people.gil.org().deploy(RULE).success
    for number in range(3):
        people.ann.create("Lead", LastName=f"L{number}", Company="Shared", Email="a@example.com")
    return people.ann.create("Lead", LastName="Geheimrat", Company="Shared")


def copies(people):
    return {row["LastName"] for row in people.gil.rows("SELECT LastName FROM Lead")} - {""}


def test_the_refused_row_is_parked_by_name_and_the_others_go_on(people) -> None:
    lead = ruled(people)
    people.sync(code=6)
    assert copies(people) >= {"L0", "L1", "L2"}
    assert "Geheimrat" not in copies(people)
    (entry,) = people.runner.say("failures", "list", NAME)["failures"]
    assert entry["code"] == "FIELD_CUSTOM_VALIDATION_EXCEPTION"
    assert (entry["into"], entry["tries"]) == ("globex", 1)
    assert entry["message"] == (
        'the validation rule Needs_Email refuses it: "A lead needs an e-mail address."'
        " (Email → Email)"
    )
    assert [(one["org"], one["object"]) for one in entry["sides"]] == [
        ("acme", "Lead"),
        ("globex", "Lead"),
    ]
    assert entry["sides"][0]["id"] == lead
    assert "Geheimrat" not in json.dumps(entry)
    health = people.runner.say("health", NAME)
    assert "1 failure is in the ledger" in json.dumps(health)


def test_it_heals_by_itself_when_the_origin_is_cured(people) -> None:
    lead = ruled(people)
    people.sync(code=6)
    people.ann.edit("Lead", lead, Email="g@example.com")
    people.sync()
    assert "Geheimrat" in copies(people)
    assert people.runner.say("failures", "list", NAME)["failures"] == []


def test_it_heals_by_itself_when_the_rule_is_gone(people) -> None:
    ruled(people)
    people.sync(code=6)
    assert people.gil.org().deploy(NO_RULE).success
    for one in (people.ann, people.gil):
        one.control.move_clock(2 * 86_400)
    people.sync()
    assert "Geheimrat" in copies(people)
