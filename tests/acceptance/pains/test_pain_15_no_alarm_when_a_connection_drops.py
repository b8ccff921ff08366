"""Pain 15: no alarm when a connection drops, thin monitoring, runs that never come."""

import json

from s2sctl.localorg import lifecycle
from tests.acceptance.people import NAME


def connected(people):
    people.connect()
    people.agree()
    people.sync()
    return people.runner


def checks(document):
    return {one["id"]: (one["status"], one["text"]) for one in document["result"]["checks"]}


def test_a_partner_who_deactivates_sets_the_alarm_off_with_since_who_and_why(people) -> None:
    runner = connected(people)
    ended, document = runner.hear("health", NAME)
    assert ended == 0
    people.gil.say("deactivate", NAME, "--reason", "contract ended", "--yes")
    ended, document = runner.hear("health", NAME)
    assert ended == 1
    status, text = checks(document)["connection"]
    assert status == "failing"
    assert "globex says Inactive since 20" in text
    assert ", by " in text
    assert "contract ended" in text
    people.sync(code=2)
    assert runner.say("history", NAME)["events"][0]["to"] == "Inactive"
    people.ann.say("deactivate", NAME, "--reason", "seen", "--yes")
    ended, document = runner.hear("health", NAME)
    assert checks(document)["connection"][0] == "degraded"


def test_a_run_that_never_came_is_noticed_by_whoever_expects_it(people) -> None:
    runner = connected(people)
    assert runner.hear("health", NAME, "--max-lag", "1h")[0] == 0
    for one in (people.ann, people.gil):
        one.control.move_clock(3 * 3600)
    assert runner.hear("health", NAME)[0] == 0
    ended, document = runner.hear("health", NAME, "--max-lag", "1h")
    assert ended == 1
    status, text = checks(document)["age"]
    assert (status, "3 h ago; expected every 1 h" in text) == ("failing", True)
    assert runner.say("health", NAME, "--max-lag", "soon", code=2)["code"] == "S2S418"


def test_one_connection_that_cannot_be_asked_does_not_silence_the_others(people) -> None:
    runner = connected(people)
    second = people.ann.folder / "acme.yaml"
    second.write_text(second.read_text().replace("acme-globex", "acme-globex-two"))
    token = people.ann.say("invite", people.ann.manifest)["token"]
    people.gil.say("accept", token, "--org", "globex")
    runner.say("connections")
    ended, document = runner.hear("health")
    found = {one["connection"]: one for one in document["result"]["connections"]}
    assert set(found) == {NAME, "acme-globex-two"}
    verdicts = (found[NAME]["verdict"], found["acme-globex-two"]["verdict"])
    assert (ended, verdicts) == (0, ("ok", "degraded"))
    lifecycle.down(people.gil.project.local, "globex")
    try:
        ended, document = runner.hear("health")
    finally:
        lifecycle.up(people.gil.project.local, "globex")
    assert ended == 1
    verdicts = [one["verdict"] for one in document["result"]["connections"]]
    assert verdicts == ["failing", "failing"]
    assert "globex" in json.dumps(document)


def test_an_admin_with_one_login_is_told_by_their_own_record(people) -> None:
    people.ann.say("invite", people.ann.manifest)
    ended, document = people.ann.hear("health")
    assert (ended, document["result"]["verdict"]) == (0, "degraded")
    people.ann.say("cancel", NAME)
    connected(people)
    ended, document = people.ann.hear("health", "--max-lag", "1h")
    assert ended == 0
    assert checks(document)["connection"][1].startswith("Accepted here; the partner was not asked")
    for one in (people.ann, people.gil):
        one.control.move_clock(3 * 3600)
    ended, document = people.ann.hear("health", NAME, "--max-lag", "1h")
    assert (ended, checks(document)["age"][0]) == (1, "failing")
