"""``local up``, ``load``, ``fault`` and ``log``, as a person runs them."""

import json
from pathlib import Path

import pytest

from s2sctl.cli.main import run
from s2sctl.localorg import lifecycle
from s2sctl.localorg.control import Control
from s2sctl.wiring.project import local_folder
from tests.support.free_ports import free_ports

WIDGET = {
    "name": "Widget__c",
    "label": "Widget",
    "labelPlural": "Widgets",
    "keyPrefix": "a0W",
    "custom": True,
    "fields": [
        {"name": "Id", "type": "id", "nillable": False, "createable": False, "permissionable": 0},
        {"name": "IsDeleted", "type": "boolean", "createable": False, "permissionable": False},
        {"name": "Name", "type": "string", "length": 80, "nameField": True, "permissionable": 0},
        {"name": "OwnerId", "type": "reference", "referenceTo": ["User"], "permissionable": False},
        {"name": "Code__c", "type": "string", "length": 8, "custom": True, "externalId": True},
        {
            "name": "Color__c",
            "type": "picklist",
            "length": 255,
            "custom": True,
            "restrictedPicklist": True,
            "picklistValues": [{"value": "Red", "label": "Red", "active": True}],
        },
        {
            "name": "Account__c",
            "type": "reference",
            "referenceTo": ["Account"],
            "relationshipName": "Account__r",
            "custom": True,
        },
        {"name": "SystemModstamp", "type": "datetime", "createable": False, "permissionable": 0},
    ],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("project")
    (made / "configs").mkdir()
    (made / "configs" / "orgs.yaml").write_text("orgs:\n  a: {local: acme}\n  b: {local: globex}\n")
    yield made
    for alias in lifecycle.aliases(local_folder(made)):
        lifecycle.down(local_folder(made), alias)


@pytest.fixture
def home(folder, monkeypatch) -> Path:
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def acme(home, capsys) -> Control:
    assert run(["local", "up", "--orgs", "acme"]) == 0
    control = Control(lifecycle.running(local_folder(), "acme"))
    control.reset()
    capsys.readouterr()
    return control


def test_up_without_names_starts_what_the_project_logs_in_to(home, capsys):
    assert run(["local", "up", "-o", "json"]) == 0
    orgs = json.loads(capsys.readouterr().out)["result"]["orgs"]
    assert [(one["alias"], one["running"]) for one in orgs] == [("acme", True), ("globex", True)]


def test_port_base_gives_orgs_ports_in_a_row(tmp_path, capsys):
    first = free_ports(2)
    arguments = ["--orgs", "one,two", "--port-base", str(first), "--project", str(tmp_path)]
    try:
        assert run(["local", "up", *arguments, "-o", "json"]) == 0
        urls = [one["url"] for one in json.loads(capsys.readouterr().out)["result"]["orgs"]]
        assert urls == [f"https://127.0.0.1:{first}", f"https://127.0.0.1:{first + 1}"]
    finally:
        run(["local", "down", "--project", str(tmp_path)])


def test_a_seed_is_what_a_new_org_begins_with_and_returns_to(tmp_path, capsys):
    seed = tmp_path / "Lead.csv"
    seed.write_text("LastName,Company\nAda,Engines\nEve,Apples\n")
    project = ["--project", str(tmp_path)]
    try:
        assert run(["local", "up", "--orgs", "sown", "--seed", str(seed), *project]) == 0
        assert _count(tmp_path, "sown") == 2
        # Again: it is there already, so nothing is sown twice.
        assert run(["local", "up", "--orgs", "sown", "--seed", str(seed), *project]) == 0
        assert run(["local", "reset", *project]) == 0
        assert _count(tmp_path, "sown") == 2
    finally:
        run(["local", "down", *project])
    assert run(["local", "up", "--orgs", "new", "--seed", "nowhere.csv", *project]) == 2
    assert "S2S817" in capsys.readouterr().err


def _count(folder: Path, alias: str, sobject: str = "Lead") -> int:
    org = lifecycle.running(local_folder(folder), alias)
    control = Control(org)
    return _query(org, control.token(), f"SELECT Id FROM {sobject}")["totalSize"]


def _query(org, token, soql):
    import urllib.parse
    import urllib.request

    address = f"{org.url}/services/data/v62.0/query?q={urllib.parse.quote(soql)}"
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})
    return json.loads(Control(org).send(request))


def test_rows_are_loaded_and_refusals_counted_by_code(acme, home, capsys):
    (home / "Lead.csv").write_text("LastName,Company\nAda,Engines\nEve,\nJoy,Toys\n")
    assert run(["local", "load", "acme", "Lead.csv"]) == 6
    said = capsys.readouterr().out
    assert "2 rows loaded, 1 refused" in said
    assert "REQUIRED_FIELD_MISSING" in said
    assert "Eve" not in said
    assert _count(home, "acme") == 2
    (home / "people.csv").write_text("LastName,Email\nAda,ada@x.example\n")
    for _ in range(2):
        arguments = ["--object", "Contact", "--key", "Email"]
        assert run(["local", "load", "acme", "people.csv", *arguments]) == 0
    assert _count(home, "acme", "Contact") == 1


def test_a_describe_makes_its_object(acme, home, capsys):
    (home / "widget.json").write_text(json.dumps(WIDGET))
    assert run(["local", "load", "acme", "widget.json"]) == 0
    assert capsys.readouterr().out.strip() == "Widget__c is there"
    (home / "Widget__c.csv").write_text("Name,Code__c,Color__c\nW,1,Red\nX,2,Blue\n")
    assert run(["local", "load", "acme", "Widget__c.csv"]) == 6
    assert "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST" in capsys.readouterr().out
    org = lifecycle.running(local_folder(), "acme")
    row = _query(org, acme.token(), "SELECT Id, Code__c, Account__r.Name FROM Widget__c")
    assert row["records"][0]["Id"].startswith("a0W")
    assert (row["records"][0]["Code__c"], row["records"][0]["Account__r"]) == ("1", None)


def test_a_describe_widens_a_standard_object(acme, home, capsys):
    described = {
        "name": "Lead",
        "fields": [
            {"name": "Id", "type": "id"},
            {"name": "Extra__c", "type": "double", "precision": 5, "scale": 2, "custom": True},
        ],
    }
    (home / "lead.json").write_text(json.dumps([described]))
    assert run(["local", "load", "acme", "lead.json"]) == 0
    (home / "Lead.csv").write_text("LastName,Company,Extra__c\nAda,Engines,1.25\n")
    assert run(["local", "load", "acme", "Lead.csv"]) == 0
    org = lifecycle.running(local_folder(), "acme")
    row = _query(org, acme.token(), "SELECT Extra__c, LastName FROM Lead")["records"][0]
    assert (row["Extra__c"], row["LastName"]) == (1.25, "Ada")


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("Lead.csv", "LastName,Nope\nAda,x\n", "Field name not found : Nope"),
        ("Nothing__c.csv", "Name\nx\n", "--object"),
        ("empty.csv", "", "it is empty"),
        ("list.json", "[1]", "not a describe"),
        ("broken.json", "{", "cannot be loaded"),
        ("rows.xlsx", "", "neither .json nor .csv"),
    ],
)
def test_a_file_that_cannot_be_loaded_is_told(acme, home, capsys, name, content, word):
    (home / name).write_text(content)
    assert run(["local", "load", "acme", name]) == 2
    assert word in capsys.readouterr().err


def test_faults_are_ordered_shown_and_cleared(acme, home, capsys):
    org = lifecycle.running(local_folder(), "acme")
    arguments = ["answer-status", "--status", "500", "--code", "ODD", "--nth", "1"]
    assert run(["local", "fault", "acme", *arguments]) == 0
    assert "answer_status    matched 0, happened 0" in capsys.readouterr().out
    token = acme.token()
    with pytest.raises(OSError, match="500"):
        _query(org, token, "SELECT Id FROM Lead")
    assert run(["local", "fault", "acme"]) == 0
    assert "matched 1, happened 1" in capsys.readouterr().out
    assert run(["local", "fault", "acme", "limit", "--calls", "0"]) == 0
    with pytest.raises(OSError, match="403"):
        _query(org, token, "SELECT Id FROM Lead")
    assert run(["local", "fault", "acme", "limit", "--calls", "1000"]) == 0
    assert run(["local", "fault", "acme", "clock", "--seconds", "60"]) == 0
    assert run(["local", "fault", "acme", "hold-row", "--row", "00Q000000000001"]) == 0
    assert "held  00Q" in capsys.readouterr().out
    assert run(["local", "fault", "acme", "bulk-latency", "--seconds", "30"]) == 0
    assert "ordered: bulk-latency" in capsys.readouterr().out
    assert run(["local", "fault", "acme", "clear"]) == 0
    assert capsys.readouterr().out.startswith("no fault is ordered")
    assert acme.bulk() == {"queue_seconds": 0, "run_seconds": 0}
    trigger = ["--object", "Lead", "--field", "Company", "--value", "UPPER(Company)"]
    assert run(["local", "fault", "acme", "trigger", *trigger]) == 0
    assert acme.clear_rules() == 1
    assert run(["local", "fault", "acme", "trigger", "--object", "Lead"]) == 2
    assert "--field" in capsys.readouterr().err
    assert run(["local", "fault", "acme", "hold-row"]) == 2
    assert "--row" in capsys.readouterr().err


def test_the_log_tells_what_was_asked_and_charged(acme, home, capsys):
    org = lifecycle.running(local_folder(), "acme")
    _query(org, acme.token(), "SELECT Id FROM Lead")
    assert run(["local", "log", "acme"]) == 0
    text = capsys.readouterr().out
    assert "GET    /services/data/v62.0/query" in text
    assert text.splitlines()[-1] == "1 API calls charged"
    assert run(["local", "log", "acme", "-o", "json"]) == 0
    result = json.loads(capsys.readouterr().out)["result"]
    assert (result["calls"], len(result["requests"])) == (1, 1)
