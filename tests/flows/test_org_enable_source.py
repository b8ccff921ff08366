"""``org enable --write``: another pipeline deploys, and ``org enable`` finds it in place."""

import io
import json
import time
import zipfile

import pytest
import requests

from s2sctl.localorg import lifecycle
from tests.support.local_project import LocalProject

_GLOBEX = """\
connection: acme-globex
org: globex
partner: {org: acme, account: Acme Manufacturing, email: channel@acme.example}
publish:
  Contact: {fields: [Email]}
subscribe:
  Lead: {fields: {LastName: LastName, Company: Company}}
"""


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    made = LocalProject(tmp_path_factory.mktemp("project"), "globex")
    yield made
    made.stop()


@pytest.fixture
def project(started, monkeypatch, capsys):
    started.capture = capsys
    lifecycle.reset(started.project.local, "globex")
    monkeypatch.chdir(started.project.folder)
    started.write("configs/globex.yaml", _GLOBEX)
    return started


def _deploy(project, folder):
    """What any client of the Metadata API does: a zip, a deploy, a look whether it is done."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
    org = lifecycle.status(project.project.local, "globex")
    token = lifecycle.token(project.project.local, "globex")
    asked = {"deployOptions": {"rollbackOnError": True, "singlePackage": True}}
    parts = {
        "json": (None, json.dumps(asked), "application/json"),
        "file": ("deploy.zip", packed.getvalue(), "application/zip"),
    }
    url = f"{org.url}/services/data/v64.0/metadata/deployRequest"
    said = {"headers": {"Authorization": f"Bearer {token}"}, "verify": str(org.ca_file)}
    id = requests.post(url, files=parts, timeout=60, **said).json()["id"]
    for _ in range(100):
        result = requests.get(f"{url}/{id}", timeout=60, **said).json()["deployResult"]
        if result["done"]:
            return result
        time.sleep(0.05)
    raise AssertionError("the deploy is never done")


def _bytes(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_what_a_pipeline_deployed_is_found_in_place(project):
    folder = project.project.folder / "deploy"
    told = project.say("org", "enable", "globex", "--write", "deploy")
    assert told["in_place"] is False
    assert set(_bytes(folder)) == {
        "README.md",
        "package/package.xml",
        "package/objects/S2S_Connection__c.object",
        "package/objects/S2S_Share__c.object",
        "package/objects/Lead.object",
        "package/permissionsets/S2S_Runner.permissionset",
        "package/permissionsets/S2S_Sharer.permissionset",
    }
    runner = _bytes(folder)["package/permissionsets/S2S_Runner.permissionset"].decode()
    assert "<object>Contact</object>" in runner
    assert "Lead.S2S_Key__c" in runner
    assert _deploy(project, folder / "package")["success"] is True
    project.control("globex").reset_log()
    plan = project.say("org", "enable", "globex", "--dry-run")
    assert plan["in_place"] is True
    done = project.say("org", "enable", "globex", "--yes")
    assert (done["deployed"], done["assigned"]) == (0, True)
    paths = [str(one["path"]) for one in project.control("globex").log()]
    assert [one for one in paths if "deployRequest" in one] == []
    assert project.say("connections") is not None


def test_what_a_pipeline_forgot_is_deployed_after_all(project):
    project.say("org", "enable", "globex", "--write", "deploy")
    assert _deploy(project, project.project.folder / "deploy" / "package")["success"]
    (granted,) = project.rows(
        "globex",
        "SELECT Id FROM FieldPermissions WHERE Parent.Name = 'S2S_Runner' "
        "AND Field = 'S2S_Connection__c.Nonce__c'",
    )
    project.plain("globex").delete("FieldPermissions", granted["Id"])
    assert project.say("org", "enable", "globex", "--dry-run")["in_place"] is False
    assert project.say("org", "enable", "globex", "--yes")["deployed"] > 0


def test_the_same_folder_is_written_the_same_and_shrinks_with_the_manifests(project):
    folder = project.project.folder / "again"
    project.say("org", "enable", "globex", "--write", "again")
    first = _bytes(folder)
    project.say("org", "enable", "globex", "--write", "again")
    assert _bytes(folder) == first
    project.write("configs/globex.yaml", _GLOBEX.partition("subscribe")[0])
    project.say("org", "enable", "globex", "--write", "again")
    assert "package/objects/Lead.object" not in _bytes(folder)


def test_a_folder_with_something_else_is_left_alone(project):
    folder = project.project.folder / "force-app"
    folder.mkdir(exist_ok=True)
    (folder / "README.md").write_text("# Ours\n")
    told = project.say("org", "enable", "globex", "--write", "force-app", code=2)
    assert told["code"] == "S2S265"
    assert _bytes(folder) == {"README.md": b"# Ours\n"}


def test_a_dry_run_writes_no_folder(project):
    project.say("org", "enable", "globex", "--write", "dry", "--dry-run")
    assert not (project.project.folder / "dry").exists()
