"""``org test --for``: what a bare user lacks, and a permission set that is exactly enough."""

import io
import json
import re
import time
import zipfile

import pytest
import requests

from s2sctl.cli.main import run
from s2sctl.localorg import lifecycle
from tests.support.local_project import local_project

_ACME = """\
connection: acme-globex
org: acme
partner: {org: globex, account: Globex, email: partner@globex.example}
publish:
  Lead:
    fields: [LastName, Company, Email]
    share: {where: "LeadSource = 'Partner Referral'"}
"""
_GLOBEX = """\
connection: acme-globex
org: globex
partner: {org: acme, account: Acme, email: channel@acme.example}
publish:
  Lead: {fields: [Rating]}
subscribe:
  Lead:
    fields: {LastName: LastName, Company: Company, Email: Email}
"""
_BARE = "integration@globex.example"


@pytest.fixture(scope="module")
def agreed(tmp_path_factory):
    with local_project(tmp_path_factory.mktemp("project"), "acme", "globex") as made:
        yield made


@pytest.fixture
def project(agreed, capsys):
    agreed.reach(capsys, _agree)
    agreed.control("globex").run_as(_BARE)
    return agreed


def _agree(agreed):
    agreed.write("acme.yaml", _ACME)
    agreed.write("globex.yaml", _GLOBEX)
    for alias, partner in (("acme", "Globex"), ("globex", "Acme")):
        agreed.say("org", "enable", alias, "--yes")
        agreed.create(alias, "Account", Name=partner)
    agreed.connect("acme.yaml", "globex")
    agreed.put_in_force("acme.yaml", "globex.yaml")


class _Admin:
    """What an admin does by hand: deploy a permission set, assign it."""

    def __init__(self, project, alias):
        self.org = lifecycle.status(project.project.local, alias)
        token = project.control(alias).token(f"admin@{alias}.example")
        self.said = {
            "headers": {"Authorization": f"Bearer {token}"},
            "verify": str(self.org.ca_file),
            "timeout": 60,
        }
        self.root = f"{self.org.url}/services/data/v64.0"

    def rows(self, soql):
        asked = requests.get(f"{self.root}/query", params={"q": soql}, **self.said)
        return asked.json()["records"]

    def deploy(self, name, source):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(f"permissionsets/{name}.permissionset", source)
            archive.writestr(
                "package.xml",
                '<Package xmlns="http://soap.sforce.com/2006/04/metadata"><types>'
                f"<members>{name}</members><name>PermissionSet</name></types>"
                "<version>64.0</version></Package>",
            )
        asked = {"deployOptions": {"rollbackOnError": True, "singlePackage": True}}
        parts = {
            "json": (None, json.dumps(asked), "application/json"),
            "file": ("deploy.zip", packed.getvalue(), "application/zip"),
        }
        url = f"{self.root}/metadata/deployRequest"
        id = requests.post(url, files=parts, **self.said).json()["id"]
        for _ in range(100):
            result = requests.get(f"{url}/{id}?includeDetails=true", **self.said).json()
            if result["deployResult"]["done"]:
                return result["deployResult"]
            time.sleep(0.05)
        raise AssertionError("the deploy is never done")

    def assign(self, name, username):
        (found,) = self.rows(f"SELECT Id FROM PermissionSet WHERE Name = '{name}'")
        (user,) = self.rows(f"SELECT Id FROM User WHERE Username = '{username}'")
        body = {"PermissionSetId": found["Id"], "AssigneeId": user["Id"]}
        made = requests.post(
            f"{self.root}/sobjects/PermissionSetAssignment", json=body, **self.said
        )
        assert made.status_code == 201, made.text


def _for(project, code):
    project.capture.readouterr()
    ended = run(["org", "test", "globex", "--for", "globex.yaml", "-o", "json"])
    document = json.loads(project.capture.readouterr().out)
    assert ended == code, document
    return document["result"]


def test_a_bare_user_is_told_every_permission_it_lacks(project):
    told = _for(project, 1)
    missing = {(one["kind"], one["name"]): one["permissions"] for one in told["missing"]}
    assert told["username"] == _BARE
    everything = ["Read", "Create", "Edit", "Delete", "View All", "Modify All"]
    assert missing["object", "Lead"] == everything
    assert missing["field", "Lead.Rating"] == ["Read"]
    assert missing["field", "Lead.Email"] == ["Read", "Edit"]
    assert missing["field", "Lead.S2S_Key__c"] == ["Read", "Edit"]
    assert "Lead.LastName" not in {name for _, name in missing}


def test_the_printed_set_is_enough_and_every_grant_in_it_is_needed(project):
    told = _for(project, 1)
    name, source = told["permission_set"]["name"], told["permission_set"]["source"]
    admin = _Admin(project, "globex")
    result = admin.deploy(name, source)
    assert result["success"] is True, result["details"]
    admin.assign(name, _BARE)
    clean = _for(project, 0)
    assert clean["missing"] == []
    # The user can do the work, both ways.
    lead = project.create(
        "acme", "Lead", LastName="Ray", Company="Acme", Email="ray@x.example",
        LeadSource="Partner Referral",
    )  # fmt: skip
    project.later()
    project.say("sync", "acme-globex")
    (copy,) = project.rows("globex", "SELECT Id, Email, S2S_Key__c FROM Lead")
    assert copy["Email"] == "ray@x.example"
    assert lead in copy["S2S_Key__c"]
    # And whichever grant is taken out again is missed by name.
    for grant in re.findall(r"<fieldPermissions>.*?</fieldPermissions>", source, re.DOTALL)[::4]:
        (field,) = re.findall(r"<field>(.*)</field>", grant)
        assert admin.deploy(name, source.replace(grant, ""))["success"]
        lacking = {one["name"] for one in _for(project, 1)["missing"]}
        assert lacking == {field}


def test_one_right_too_few_is_named(project):
    told = _for(project, 1)
    name, source = told["permission_set"]["name"], told["permission_set"]["source"]
    admin = _Admin(project, "globex")
    narrow = _own_leads_only(source).replace(
        "<editable>true</editable>\n        <field>Lead.Email</field>",
        "<editable>false</editable>\n        <field>Lead.Email</field>",
    )
    assert admin.deploy(name, narrow)["success"]
    admin.assign(name, _BARE)
    lacking = [(one["name"], one["permissions"]) for one in _for(project, 1)["missing"]]
    assert lacking == [("Lead", ["View All", "Modify All"]), ("Lead.Email", ["Edit"])]


def test_the_set_is_written_to_a_file_and_a_wrong_manifest_refused(project):
    assert run(["org", "test", "globex", "--for", "globex.yaml", "--write", "set.xml"]) == 1
    source = (project.project.folder / "set.xml").read_text()
    assert "<label>S2S acme-globex</label>" in source
    assert "<name>ApiEnabled</name>" in source
    told = project.say("org", "test", "globex", "--for", "acme.yaml", code=2)
    assert told["code"] == "S2S266"
    assert project.say("org", "test", "globex", "--write", "x", code=2)["code"] == "S2S266"


def test_a_record_that_the_user_may_not_see_is_never_taken_for_gone(project):
    told = _for(project, 1)
    name, source = told["permission_set"]["name"], told["permission_set"]["source"]
    admin = _Admin(project, "globex")
    assert admin.deploy(name, source)["success"]
    admin.assign(name, _BARE)
    lead = project.create(
        "acme", "Lead", LastName="Ray", Company="Acme", Email="ray@x.example",
        LeadSource="Partner Referral",
    )  # fmt: skip
    project.later()
    project.say("sync", "acme-globex")
    (copy,) = admin.rows("SELECT Id FROM Lead")
    (owner,) = admin.rows("SELECT Id FROM User WHERE Username = 'admin@globex.example'")
    moved = requests.patch(
        f"{admin.root}/sobjects/Lead/{copy['Id']}", json={"OwnerId": owner["Id"]}, **admin.said
    )
    assert moved.status_code == 204
    project.control("globex").sharing("Lead", "Private")
    assert admin.deploy(name, _own_leads_only(source))["success"]
    assert _for(project, 1)["missing"][0]["permissions"] == ["View All", "Modify All"]
    project.later(1_200)
    project.say("sync", "acme-globex")
    project.plain("acme").update("Lead", lead, {"Email": "new@x.example"})
    project.later()
    project.say("sync", "acme-globex", code=6)
    # Nobody deleted anything, nobody made a second copy, and the edit waits.
    assert project.rows("acme", "SELECT IsDeleted FROM Lead") == [{"IsDeleted": False}]
    assert [one["Id"] for one in admin.rows("SELECT Id FROM Lead")] == [copy["Id"]]
    assert admin.deploy(name, source)["success"]
    project.later(7_200)
    project.say("sync", "acme-globex")
    (now,) = _Admin(project, "globex").rows("SELECT Email FROM Lead")
    assert now["Email"] == "new@x.example"


def _own_leads_only(source):
    return re.sub(
        r"<modifyAllRecords>true</modifyAllRecords>(\s*)<object>Lead</object>(\s*)"
        r"<viewAllRecords>true</viewAllRecords>",
        r"<modifyAllRecords>false</modifyAllRecords>\1<object>Lead</object>\2"
        r"<viewAllRecords>false</viewAllRecords>",
        source,
    )
