"""A deploy is remembered from the org's answer to its end, and settled by who comes next."""

import pytest

from s2sctl.errors import Temporary
from s2sctl.ports.deploys import EarlierDeploy
from s2sctl.salesforce.org import SalesforceOrg
from s2sctl.wiring.deploys import DeployFiles
from tests.support.world import Quiet
from tests.unit.salesforce.tiny import Reply

FILES = {"package.xml": b"<Package/>"}
ID = "0Af000000000001AAA"


def result(status, **said):
    done = status not in ("Pending", "InProgress")
    success = status == "Succeeded"
    return Reply(
        body={"deployResult": {"done": done, "status": status, "success": success, **said}}
    )


class Watching(Quiet):
    """Keeps the progress it hears of."""

    def __init__(self):
        self.heard = []

    def progress(self, progress):
        self.heard.append(progress)


class Killed(BaseException):
    """What a kill looks like from inside."""


@pytest.fixture
def memory(tmp_path):
    return DeployFiles(tmp_path / "deploys")


@pytest.fixture
def org(client, memory):
    return SalesforceOrg(client, deploys=memory)


def kill_while_pending(tiny, org, clock, monkeypatch):
    """Deploy, and die in the first wait for its end."""

    def die(seconds):
        raise Killed

    tiny.say(Reply(201, {"id": ID}), result("Pending"))
    with monkeypatch.context() as patched:
        patched.setattr(clock, "sleep", die)
        with pytest.raises(Killed):
            org.deploy(FILES)


def test_a_deploy_is_remembered_before_its_end_is_asked_for(tiny, org, memory, clock, monkeypatch):
    kill_while_pending(tiny, org, clock, monkeypatch)
    assert memory.remembered(org.identity().org_id) == (ID,)


def test_a_deploy_that_ended_is_forgotten_however_it_ended(tiny, org, memory):
    for status in ("Succeeded", "Failed"):
        tiny.say(Reply(201, {"id": ID}), result(status, numberComponentsDeployed=1))
        org.deploy(FILES)
        assert memory.remembered(org.identity().org_id) == ()


def test_a_check_changes_nothing_and_is_not_remembered(tiny, org, memory, clock, monkeypatch):
    def die(seconds):
        raise Killed

    monkeypatch.setattr(clock, "sleep", die)
    tiny.say(Reply(201, {"id": ID}), result("Pending"))
    with pytest.raises(Killed):
        org.deploy(FILES, check_only=True)
    assert memory.remembered(org.identity().org_id) == ()


@pytest.mark.parametrize(("status", "succeeded"), [("Succeeded", True), ("Canceled", False)])
def test_what_was_left_behind_is_waited_for_and_forgotten(
    tiny, org, memory, clock, monkeypatch, status, succeeded
):
    kill_while_pending(tiny, org, clock, monkeypatch)
    going = {"numberComponentsDeployed": 2, "numberComponentsTotal": 7}
    tiny.say(result("InProgress", **going), result(status, numberComponentsDeployed=0))
    hearing = Watching()
    assert org.settle_deploys(hearing) == (EarlierDeploy(ID, succeeded),)
    assert [(one.done, one.total) for one in hearing.heard] == [(2, 7)]
    assert org.settle_deploys(hearing) == ()


@pytest.mark.parametrize("status", [403, 404])
def test_an_org_that_tells_nothing_of_it_is_not_asked_twice(
    tiny, org, memory, clock, monkeypatch, status
):
    kill_while_pending(tiny, org, clock, monkeypatch)
    tiny.say(Reply(status, [{"errorCode": "NOT_FOUND", "message": "no such resource"}]))
    assert org.settle_deploys(Quiet()) == (EarlierDeploy(ID, None),)
    assert org.settle_deploys(Quiet()) == ()


def test_one_that_goes_on_for_half_an_hour_stays_remembered(tiny, org, memory, clock, monkeypatch):
    kill_while_pending(tiny, org, clock, monkeypatch)
    tiny.say(*[result("InProgress")] * 250)
    with pytest.raises(Temporary) as caught:
        org.settle_deploys(Quiet())
    assert caught.value.code == "S2S613"
    assert memory.remembered(org.identity().org_id) == (ID,)


def test_deploys_of_another_org_are_none_of_ours(org, memory):
    memory.remember("00D000000000002AAA", ID)
    assert org.settle_deploys(Quiet()) == ()
    assert memory.remembered("00D000000000002AAA") == (ID,)


def test_the_folder_is_private_and_what_is_no_id_in_it_is_passed_over(tmp_path):
    memory = DeployFiles(tmp_path / "deploys")
    memory.remember("00D000000000002AAA", ID)
    folder = tmp_path / "deploys" / "00D000000000002AAA"
    (folder / ".swp").touch()
    assert memory.remembered("00D000000000002AAA") == (ID,)
    assert folder.stat().st_mode & 0o077 == 0
    assert (tmp_path / ".gitignore").read_text() == "*\n"
    memory.forget("00D000000000002AAA", ID)
    memory.forget("00D000000000002AAA", ID)
    assert memory.remembered("00D000000000002AAA") == ()
