"""The JSON that scripts rely on: one document on stdout, these members, these types."""

import pytest

from tests.acceptance.world import NAME

ENVELOPE = {"schema": str, "status": str, "result": dict, "warnings": list, "errors": list}
SYNC = {
    "connection": str,
    "run": str,
    "flows": list,
    "api_calls": dict,
    "writes": dict,
    "seconds": float,
}
SYNC_FLOW = {
    "object": str,
    "from": str,
    "to": str,
    "created": int,
    "updated": int,
    "ended": int,
    "offered": int,
    "conflicts": int,
    "failed": int,
    "waiting": int,
}
HEALTH = {"connection": str, "state": str, "verdict": str, "flows": list, "checks": list}
HEALTH_FLOW = {
    "object": str,
    "from": str,
    "to": str,
    "lag_seconds": int,
    "pending": int,
    "failed": int,
    "conflicts": int,
}
CHECK = {"id": str, "status": str, "text": str}
LOCAL_ORG = {
    "alias": str,
    "org_id": str,
    "url": str,
    "ca_file": str,
    "http_url": (str, type(None)),
    "pid": int,
    "running": bool,
}


def holds(document, shape):
    """Every member of the shape is there, with its type."""
    for name, kind in shape.items():
        assert isinstance(document[name], kind), (name, document.get(name))


def asked(world, *arguments, schema, code=0):
    ended = world.play(*arguments, "-o", "json")
    assert ended.code == code, ended
    document = ended.document
    holds(document, ENVELOPE)
    assert set(document) == set(ENVELOPE)
    assert document["schema"] == schema
    assert document["status"] == {0: "ok", 1: "findings"}[code]
    return document["result"]


def test_sync_and_health(world):
    told = asked(world, "sync", NAME, schema="s2sctl/sync/v1")
    holds(told, SYNC)
    assert (told["connection"], set(told["api_calls"]), set(told["writes"])) == (
        NAME,
        {"acme", "globex"},
        {"acme", "globex"},
    )
    for flow in told["flows"]:
        holds(flow, SYNC_FLOW)
    created = {(one["object"], one["from"], one["to"]): one["created"] for one in told["flows"]}
    assert created["Lead", "acme", "globex"] == 1_000
    assert created["Case", "globex", "acme"] == 20
    well = asked(world, "health", NAME, schema="s2sctl/health/v1")
    holds(well, HEALTH)
    assert (well["connection"], well["state"], well["verdict"]) == (NAME, "Accepted", "ok")
    for flow in well["flows"]:
        holds(flow, HEALTH_FLOW)
    for check in well["checks"]:
        holds(check, CHECK)
    assert {(one["object"], one["from"]) for one in well["flows"]} == {
        (one["object"], one["from"]) for one in told["flows"]
    }


def test_health_knows_what_a_conflict_is(synced):
    synced.move_clocks(3600)
    acme, globex = synced.scenes()
    copy = next(
        globex.plain.query("SELECT Id, S2S_Key__c FROM Lead WHERE S2S_Key__c != null LIMIT 1")
    )
    acme.plain.update("Lead", copy["S2S_Key__c"].partition("/")[2], {"Phone": "+46 40 111"})
    globex.plain.update("Lead", copy["Id"], {"Phone": "+46 40 222"})
    synced.move_clocks(10)
    told = synced.sync(codes=(6,))
    assert told.document["status"] == "parked"
    assert sum(flow["conflicts"] for flow in told.result["flows"]) >= 1
    well = synced.play("health", NAME, "-o", "json")
    assert sum(flow["conflicts"] for flow in well.result["flows"]) >= 1
    assert well.result["verdict"] != "ok"
    assert synced.judge().agreed


def test_local_status_and_token(world):
    told = asked(world, "local", "status", schema="s2sctl/local-status/v1")
    assert [one["alias"] for one in told["orgs"]] == ["acme", "globex"]
    for one in told["orgs"]:
        holds(one, LOCAL_ORG)
        assert one["running"]
    token = world.must("local", "token", "acme").out
    assert token.endswith("\n")
    assert token.startswith(told["orgs"][0]["org_id"][:15] + "!")


def test_validate_without_findings(world):
    told = asked(world, "validate", schema="s2sctl/validate/v1")
    assert told["findings"] == []


@pytest.mark.parametrize("command", [("sync",), ("health",)])
def test_what_is_said_for_people_goes_nowhere_near_stdout_in_json(synced, command):
    ended = synced.must(*command, NAME, "-o", "json")
    assert ended.err == ""
