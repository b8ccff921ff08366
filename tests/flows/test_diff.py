"""``s2sctl diff`` and ``s2sctl validate --live`` against two local orgs."""

import json

import pytest

from s2sctl.cli.main import run
from s2sctl.localorg import lifecycle
from s2sctl.wiring.project import Project

ORGS = "orgs:\n  acme: {local: acme}\n  globex: {local: globex}\n"
ACME = """\
connection: acme-globex
org: acme
partner: {org: globex, email: partners@globex.example}
publish:
  Lead:
    fields: [LastName, Company, Rating]
"""
GLOBEX = """\
connection: acme-globex
org: globex
partner: {org: acme}
subscribe:
  Lead:
    fields: {LastName: LastName, Company: Company}
"""


def ran(capsys, *arguments):
    capsys.readouterr()
    code = run([*arguments, "-o", "json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    folder = tmp_path_factory.mktemp("diff")
    (folder / "configs" / "ag").mkdir(parents=True)
    (folder / "configs" / "orgs.yaml").write_text(ORGS)
    for alias in ("acme", "globex"):
        lifecycle.up(Project(folder).local, alias)
    yield folder
    for alias in ("acme", "globex"):
        lifecycle.down(Project(folder).local, alias)


@pytest.fixture
def project(running, monkeypatch):
    for name, text in (("acme", ACME), ("globex", GLOBEX)):
        (running / "configs" / "ag" / f"{name}.yaml").write_text(text)
    (running / "configs" / "orgs.yaml").write_text(ORGS)
    monkeypatch.chdir(running)
    return running / "configs" / "ag"


@pytest.fixture
def invited(project, capsys):
    for arguments in (
        ("org", "enable", "acme", "--yes"),
        ("org", "enable", "globex", "--yes"),
        ("invite", "configs/ag/acme.yaml"),
    ):
        code, said = ran(capsys, *arguments)
        assert code == 0, said["errors"]
    return project


def changes(side):
    return [(one["kind"], one["path"]) for one in side["differences"]]


def test_a_live_check_finds_what_only_the_org_knows(project, capsys):
    (project / "acme.yaml").write_text(ACME.replace("Rating]", "Ratin]"))
    code, said = ran(capsys, "validate", "--live")
    assert code == 1, said
    assert said["result"]["checked_orgs"] == ["acme", "globex"]
    told = {(one["code"], one["file"], one["line"]) for one in said["result"]["findings"]}
    assert ("S2S301", "configs/ag/acme.yaml", 6) in told
    # Globex was not enabled yet: its Leads have no key field, which subscribe will deploy.
    assert len(told) == 1


def test_a_live_check_tells_of_the_sound_parts_of_a_file_with_errors(project, capsys):
    text = GLOBEX.replace("  Lead:\n", "  Lead:\n    acept: auto\n")
    text = text.replace("LastName: LastName", "LastName: {too: LastName}, Email: Emial")
    (project / "globex.yaml").write_text(text)
    code, said = ran(capsys, "validate", "configs/ag/globex.yaml", "--live")
    told = [(one["code"], one["path"]) for one in said["result"]["findings"]]
    # LastName is not told again as a required field that nothing fills.
    assert (code, told) == (
        1,
        [
            ("S2S102", "subscribe.Lead.acept"),
            ("S2S102", "subscribe.Lead.fields.LastName.too"),
            ("S2S301", "subscribe.Lead.fields.Email.to"),
        ],
    )


def test_a_live_check_looks_for_the_partners_account(project, capsys):
    (project / "acme.yaml").write_text(ACME.replace("globex,", "globex, account: South Trading,"))
    code, said = ran(capsys, "validate", "configs/ag/acme.yaml", "--live")
    (found,) = said["result"]["findings"]
    assert (code, found["code"], found["path"], found["line"]) == (
        1,
        "S2S420",
        "partner.account",
        3,
    )
    assert found["help"] == "create the Account in acme, or correct partner.account in the manifest"


def test_a_side_without_login_is_named_as_unchecked(project, capsys):
    (project.parent / "orgs.yaml").write_text("orgs:\n  acme: {local: acme}\n")
    code, said = ran(capsys, "validate", "--live")
    assert code == 0
    assert said["result"]["unchecked_orgs"] == ["globex"]
    assert "globex was not checked" in said["warnings"][0]


def test_diff_tells_the_distance_until_it_is_in_force(invited, capsys):
    text = ACME.replace("LastName, Company", "Email")
    (invited / "acme.yaml").write_text(text)
    code, said = ran(capsys, "diff", "configs/ag/acme.yaml", "--exit-code")
    assert (code, said["status"]) == (3, "differences")
    assert changes(said["result"]["sides"][0]) == [("added", "publish.Lead")]
    assert run(["diff", "configs/ag/acme.yaml"]) == 0
    shown = capsys.readouterr()
    assert "+ publish.Lead: Email, Rating" in shown.out
    assert "s2sctl publish configs/ag/acme.yaml" in shown.err

    code, said = ran(capsys, "publish", "configs/ag/acme.yaml", "--yes")
    assert code == 0, said["errors"]
    code, said = ran(capsys, "diff", "configs/ag/acme.yaml", "--exit-code")
    assert (code, said["result"]["sides"][0]["differences"]) == (0, [])
    (invited / "acme.yaml").write_text(text.replace(", Rating", ""))
    code, said = ran(capsys, "diff", "configs/ag/acme.yaml", "--exit-code")
    assert changes(said["result"]["sides"][0]) == [("removed", "publish.Lead.fields.Rating")]


def test_diff_of_a_connection_takes_every_side_that_has_a_login(invited, capsys):
    (invited.parent / "orgs.yaml").write_text("orgs:\n  acme: {local: acme}\n")
    code, said = ran(capsys, "diff", "acme-globex")
    assert code == 0
    assert [side["org"] for side in said["result"]["sides"]] == ["acme"]
    assert said["result"]["unchecked_orgs"] == ["globex"]


def test_diff_says_what_is_missing(invited, capsys):
    code, said = ran(capsys, "diff", "configs/ag/globex.yaml")
    assert (code, said["errors"][0]["code"]) == (2, "S2S402")
    code, said = ran(capsys, "diff", "acme-globx")
    assert (code, said["errors"][0]["code"]) == (2, "S2S113")
    assert said["errors"][0]["help"] == 'did you mean "acme-globex"?'
    (invited / "acme.yaml").write_text(ACME.replace("fields", "feilds"))
    code, said = ran(capsys, "diff", "acme-globex")
    assert (code, said["errors"][0]["findings"][0]["code"]) == (1, "S2S102")
