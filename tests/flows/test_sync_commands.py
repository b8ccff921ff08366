"""``sync`` and ``health`` as they are typed, over the wire between two embedded orgs."""

import json

import pytest

from s2sctl.cli.main import run
from s2sctl.localorg import lifecycle
from s2sctl.localorg.control import Control
from tests.flows.plain_rows import create, read

ACME = """\
connection: acme-globex
org: acme
partner: {org: globex}
publish:
  Account:
    fields: [Name, Phone]
    share: {where: "Name != 'Private'", on_leave: end}
  Contact:
    fields: [LastName, AccountId]
    share: {where: "LastName != 'Private'", on_leave: end}
  Lead:
    fields: [LastName, Company, Email, Status]
    share: {where: "Company != 'Private'", on_leave: end}
subscribe:
  Lead:
    fields: {Status: Status, Email: Email}
"""
GLOBEX = """\
connection: acme-globex
org: globex
partner: {org: acme}
publish:
  Lead:
    fields: [Status, Email]
subscribe:
  Account:
    fields: {Name: Name, Phone: Phone}
  Contact:
    fields: {LastName: LastName, AccountId: AccountId}
  Lead:
    fields: {LastName: LastName, Company: Company, Email: Email, Status: Status}
    when_share_ends: remove
"""
LEADS = "SELECT Id, LastName, Company, Email, Status FROM Lead ORDER BY LastName"


@pytest.fixture(scope="module")
def project(started):
    """Two orgs, and the working folder in their project."""
    (started.folder / "acme.yaml").write_text(ACME)
    (started.folder / "globex.yaml").write_text(GLOBEX)
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(started.folder)
        yield started


@pytest.fixture
def connected(project, said, stages):
    def connect():
        for alias in ("acme", "globex"):
            said("org", "enable", alias, "--yes")
        said("accept", said("invite", "acme.yaml")["token"], "--org", "globex")
        for side in ("acme.yaml", "globex.yaml"):
            for command in ("publish", "subscribe"):
                said(command, side, "--yes")

    stages.reach("connected", connect, project.own / "state.db")
    return project


def later(project, seconds=120):
    for alias in ("acme", "globex"):
        Control(lifecycle.status(project.local, alias)).move_clock(seconds)


def counts(result, object_, to):
    (flow,) = [one for one in result["flows"] if (one["object"], one["to"]) == (object_, to)]
    return flow


def test_the_whole_way_there_and_back(connected, said):
    account = create(connected, "acme", "Account", Name="Ärzte & Söhne")
    create(connected, "acme", "Contact", LastName="Çelik", AccountId=account)
    lead = create(connected, "acme", "Lead", LastName="Ng 😀", Company="Acme")
    create(connected, "acme", "Lead", LastName="Secret", Company="Private")
    later(connected)

    dry = said("sync", "acme-globex", "--dry-run")
    assert [one["object"] for one in dry["planned"]].count("Lead") == 1
    assert read(connected, "globex", LEADS) == []

    result = said("sync", "acme-globex")
    assert set(result) >= {"connection", "run", "flows", "api_calls", "writes", "seconds"}
    assert counts(result, "Lead", "globex")["created"] == 1
    (copy,) = read(connected, "globex", LEADS)
    assert copy["LastName"] == "Ng 😀"
    (contact,) = read(connected, "globex", "SELECT Account.Name FROM Contact")
    assert contact["Account"]["Name"] == "Ärzte & Söhne"

    later(connected, 1300)
    said("sync", "acme-globex")
    idle = said("sync", "acme-globex")
    assert max(idle["api_calls"].values()) <= 2
    assert idle["writes"] == {"acme": 0, "globex": 0}

    healthy = said("health", "acme-globex")
    assert (healthy["state"], healthy["verdict"]) == ("Accepted", "ok")
    assert {check["status"] for check in healthy["checks"]} == {"ok"}
    assert lead


def test_a_kept_share_ends_and_a_paused_connection_rests(connected, said):
    lead = create(connected, "acme", "Lead", LastName="Ann", Company="Acme")
    later(connected)
    said("sync", "acme-globex")
    said("unshare", "acme-globex", "Lead", lead, "--org", "acme")
    later(connected)
    assert counts(said("sync", "acme-globex"), "Lead", "globex")["ended"] == 1
    assert read(connected, "globex", LEADS) == []
    said("pause", "acme-globex", "--org", "globex", "--reason", "weekend")
    rested = said("sync", "acme-globex")
    assert (rested["paused"], rested["flows"]) == ({"globex": "weekend"}, [])
    health = said("health", "acme-globex")
    assert health["verdict"] == "degraded"
    assert "paused by globex: weekend" in json.dumps(health["checks"])


def test_health_tells_of_an_org_that_does_not_run_and_keeps_what_it_knows(connected, said, capsys):
    create(connected, "acme", "Lead", LastName="Ann", Company="Acme")
    later(connected)
    said("sync", "acme-globex")
    lifecycle.down(connected.local, "globex")
    try:
        assert said("sync", "acme-globex", code=5)["code"] == "S2S813"
        capsys.readouterr()
        assert run(["health", "acme-globex"]) == 1
        told = capsys.readouterr().out
        assert "the local org globex is not running" in told
        assert "not known: no record of the connection from globex" in told
    finally:
        lifecycle.up(connected.local, "globex")


def test_a_lost_state_is_found_again_by_the_keys(connected, said, capsys):
    create(connected, "acme", "Lead", LastName="Ann", Company="Acme")
    later(connected)
    said("sync", "acme-globex")
    (connected.own / "state.db").unlink()
    assert said("sync", "acme-globex", code=2)["code"] == "S2S702"
    assert run(["health", "acme-globex"]) == 1
    told = capsys.readouterr()
    assert "acme and globex say that another state store runs it" in told.out
    assert "s2sctl state adopt acme-globex" in told.err
    result = said("sync", "acme-globex", "--take-over")
    assert (len(read(connected, "globex", LEADS)), result["writes"]["acme"]) == (1, 1)


def test_rows_refused_once_and_a_lost_answer_end_the_same(connected, said):
    control = Control(lifecycle.status(connected.local, "globex"))
    for number in range(9):
        create(connected, "acme", "Lead", LastName=f"L{number}", Company="Acme")
    later(connected)
    control.order_fault("row_refused", every=3, sobject="Lead")
    control.order_fault("answer_lost", nth=1, sobject="Lead", operation="write")
    result = said("sync", "acme-globex")
    assert counts(result, "Lead", "globex")["failed"] == 0
    assert len(read(connected, "globex", LEADS)) == 9


def test_an_unknown_connection_says_where_to_look(project, said):
    error = said("sync", "nobody", code=2)
    assert (error["code"], "s2sctl connections" in error["help"]) == ("S2S705", True)
