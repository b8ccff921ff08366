"""Several connections of one org, and pauses by whoever holds one login or both."""

from tests.acceptance.people import NAME


def test_both_logins_pause_and_resume_both_ends_and_one_name_only_one(people) -> None:
    people.connect()
    runner = people.runner
    runner.say("connections")
    paused = runner.say("pause", NAME, "--reason", "weekend")
    assert [one["state"] for one in paused["orgs"]] == ["Paused", "Paused"]
    assert runner.say("pause", NAME, code=2)["code"] == "S2S405"
    one = runner.say("resume", NAME, "--org", "acme")
    assert [end["org"] for end in one["orgs"]] == ["acme"]
    rest = runner.say("resume", NAME)
    assert [(end["org"], end["state"]) for end in rest["orgs"]] == [("globex", "Accepted")]
    assert all(end["connected"] for end in runner.say("connections")["connections"])


def test_a_pause_outlasts_a_partners_reconnection(people) -> None:
    people.connect()
    people.ann.say("pause", NAME, "--reason", "audit")
    people.gil.say("deactivate", NAME, "--reason", "x", "--yes")
    token = people.gil.say("reconnect", people.gil.manifest)["token"]
    accepted = people.ann.say("accept", token, "--org", "acme")
    assert accepted["state"] == "Paused"
    people.gil.say("confirm", accepted["answer"], "--org", "globex")
    people.ann.say("resume", NAME)
    listed = people.runner.say("connections")["connections"]
    assert [end["connected"] for end in listed] == [True, True]


def test_every_connection_of_an_org_is_listed_under_its_own_name(people) -> None:
    people.connect()
    manifest = people.ann.folder / "acme.yaml"
    manifest.write_text(manifest.read_text().replace(NAME, "acme-globex-service"))
    token = people.ann.say("invite", people.ann.manifest)["token"]
    people.gil.say("accept", token, "--org", "globex")
    for one in (people.ann, people.gil, people.runner):
        listed = one.say("connections")["connections"]
        assert {end["connection"] for end in listed} == {NAME, "acme-globex-service"}
    shown = people.runner.shown("connections")
    assert shown.count("acme-globex-service") == 2
    people.ann.say("cancel", "acme-globex-service", "--reason", "wrong name")
    ends = {end["connection"]: end["state"] for end in people.ann.say("connections")["connections"]}
    assert ends == {NAME: "Accepted", "acme-globex-service": "Inactive"}
    assert people.ann.say("history", NAME)["events"][0]["to"] == "Accepted"
