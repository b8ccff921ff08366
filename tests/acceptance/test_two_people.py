"""Two people in two folders connect their orgs, sharing nothing but a token."""

import json

from tests.acceptance.people import NAME, forget


def test_two_people_with_one_login_each_connect_and_a_third_machine_syncs(people) -> None:
    ann, gil = people.ann, people.gil
    invited = ann.say("invite", ann.manifest, "--note", "as agreed, Ann", "--expires", "30d")
    assert (invited["state"], invited["mailed_to"]) == ("Sent", "gina@globex.example")
    mail = json.dumps(ann.control.outbox()[0])
    assert "as agreed, Ann" in mail
    answer = gil.say("accept", invited["token"], "--org", "globex")["answer"]
    assert ann.say("confirm", answer, "--org", "acme")["state"] == "Accepted"
    people.agree()
    lead = ann.create("Lead", LastName="Ölmann", Company="Shared", Email="o@example.com")
    people.sync()
    (copy,) = gil.rows("SELECT Id, LastName, S2S_Key__c FROM Lead WHERE Company = 'Shared'")
    assert (copy["LastName"], lead in copy["S2S_Key__c"]) == ("Ölmann", True)
    folders = {one.folder: {path.name for path in one.folder.iterdir()} for one in (ann, gil)}
    assert folders[ann.folder] == {"configs", ".s2sctl", "acme.yaml"}
    assert folders[gil.folder] == {"configs", ".s2sctl", "globex.yaml"}
    for one in (ann, gil):
        assert len(one.say("connections")["connections"]) == 1


def test_each_sees_what_changed_elsewhere_and_who_did_it(people) -> None:
    ann, gil, runner = people.ann, people.gil, people.runner
    people.connect()
    people.agree()
    people.sync()
    gil.say("pause", NAME, "--reason", "release weekend")
    gil.control.move_clock(3 * 3600)
    ann.control.move_clock(3 * 3600)
    (paused,) = gil.say("connections")["connections"]
    assert (paused["state"], paused["age_seconds"] >= 3 * 3600) == ("Paused", True)
    document = runner.say("health", NAME)
    (check,) = [one for one in document["checks"] if one["id"] == "connection"]
    assert "globex: release weekend, for 3 h" in check["text"]
    assert runner.say("sync", NAME)["paused"]
    seen = runner.say("history", NAME)["events"][0]
    assert {key: seen[key] for key in ("org", "kind", "from", "to", "text")} == {
        "org": "globex",
        "kind": "seen",
        "from": "Accepted",
        "to": "Paused",
        "text": "release weekend",
    }
    assert seen["who"] == paused["by"]
    gil.say("resume", NAME)
    people.sync()
    own = gil.say("history", NAME)["events"]
    assert [one["kind"] for one in own if one["to"]] == ["resume", "pause", "accept"]
    assert all(one["who"] for one in own)
    assert len(gil.say("history", NAME, "--limit", "2")["events"]) == 2
    assert gil.say("history", NAME, "--since", "1h")["events"][0]["kind"] == "resume"
    lines = gil.shown("history", NAME, "--csv").splitlines()
    assert lines[0] == "at,org,side,kind,from,to,who,text"
    assert len(lines) == len(own) + 1
    assert ann.say("history", NAME)["events"][-1]["to"] == "Sent"


def test_a_state_an_admin_set_in_the_org_by_hand_is_seen_without_a_name(people) -> None:
    people.connect()
    people.agree()
    people.sync()
    (row,) = people.gil.rows("SELECT Id FROM S2S_Connection__c")
    people.gil.edit("S2S_Connection__c", row["Id"], Status__c="Inactive")
    people.sync(code=2)
    seen = people.runner.say("history", NAME)["events"][0]
    assert (seen["kind"], seen["to"], seen["who"]) == ("seen", "Inactive", None)


def test_an_invitation_is_resent_prolonged_and_cancelled(people) -> None:
    ann, gil = people.ann, people.gil
    token = ann.say("invite", ann.manifest, "--expires", "1d")["token"]
    for one in (ann, gil):
        one.control.move_clock(2 * 86_400)
    assert gil.say("accept", token, "--org", "globex", code=2)["code"] == "S2S412"
    again = ann.say("resend", ann.manifest)["token"]
    assert len(ann.control.outbox()) == 2
    assert gil.say("accept", again, "--org", "globex")["state"] == "Accepted"
    assert ann.say("reject", NAME, "--org", "acme", "--reason", "x", code=2)["code"] == "S2S409"
    end = ("deactivate", NAME, "--reason", "x", "--yes")
    assert ann.say(*end, code=2)["code"] == "S2S409"
    assert ann.say("cancel", NAME, "--reason", "too early")["state"] == "Inactive"
    assert ann.say("cancel", NAME, code=2)["code"] == "S2S419"
    assert ann.say("resend", ann.manifest, code=2)["code"] == "S2S419"
    people.sync(code=2)


def linked(people):
    """The copies in Globex: key and id."""
    found = people.gil.rows("SELECT Id, S2S_Key__c, Email FROM Lead WHERE S2S_Key__c != null")
    return {row["S2S_Key__c"]: row["Id"] for row in found}


def shared_twice(people):
    for number in range(3):
        people.ann.create("Lead", LastName=f"L{number}", Company="Shared", Email="old@example.com")
    people.connect()
    people.agree()
    people.sync()
    before = linked(people)
    assert len(before) == 3
    return before


def edit_in_acme(people):
    for row in people.ann.rows("SELECT Id FROM Lead WHERE Company = 'Shared'"):
        people.ann.edit("Lead", row["Id"], Email="new@example.com")


def arrived(people):
    found = people.gil.rows("SELECT Email FROM Lead WHERE Company = 'Shared'")
    return [row["Email"] for row in found] == ["new@example.com"] * 3


def test_a_reconnection_revives_the_old_links(people) -> None:
    before = shared_twice(people)
    people.gil.say("deactivate", NAME, "--reason", "contract ended", "--yes")
    edit_in_acme(people)
    assert "contract ended" in people.sync(code=2)["message"]
    error = people.gil.say("invite", people.gil.manifest, code=2)
    assert (error["code"], "reconnect" in error["help"]) == ("S2S406", True)
    token = people.gil.say("reconnect", people.gil.manifest)["token"]
    accepted = people.ann.say("accept", token, "--org", "acme")
    assert (accepted["role"], accepted["publishes"]) == ("Inviter", ["Lead"])
    people.gil.say("confirm", accepted["answer"], "--org", "globex")
    people.sync()
    assert linked(people) == before
    assert arrived(people)


def test_a_reconnection_after_the_state_was_lost_links_by_the_keys_on_the_copies(people) -> None:
    before = shared_twice(people)
    people.ann.say("deactivate", NAME, "--reason", "over", "--yes")
    people.gil.say("deactivate", NAME, "--reason", "over", "--yes")
    edit_in_acme(people)
    for one in (people.ann, people.gil, people.runner):
        forget(one)
    token = people.ann.say("reconnect", people.ann.manifest)["token"]
    people.gil.say("accept", token, "--org", "globex")
    people.runner.say("sync", NAME, "--take-over")
    # What the orgs last agreed on is lost too: what differs is for a person to settle.
    people.sync(code=6)
    assert linked(people) == before
    people.runner.say("conflicts", "resolve", NAME, "--all", "--take", "acme", "--yes")
    people.sync()
    assert linked(people) == before
    assert arrived(people)
