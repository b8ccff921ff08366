"""``s2sctl diff``, ``validate --live``, and ``metadata pull``, against two local orgs."""

import json
import re
import shutil

import pytest

from s2sctl.cli.main import run
from s2sctl.localorg import lifecycle
from s2sctl.metadata.pulled import pulled_text, read_pulled
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


@pytest.fixture
def pulled(project, capsys):
    folder = project.parent / "metadata"
    shutil.rmtree(folder, ignore_errors=True)
    code, said = ran(capsys, "metadata", "pull")
    assert code == 0, said["errors"]
    yield folder
    shutil.rmtree(folder)


def unreachable(project):
    """Logins that no call can use: whatever asks an org fails."""
    (project.parent / "orgs.yaml").write_text(
        "orgs:\n  acme: {url: 'https://127.0.0.1:9', token: '${env:NO_SUCH_TOKEN}'}\n"
        "  globex: {url: 'https://127.0.0.1:9', token: '${env:NO_SUCH_TOKEN}'}\n"
    )


def codes(said):
    return sorted({one["code"] for one in said["result"]["findings"]})


def test_what_was_pulled_is_what_manifests_use_and_nothing_of_a_person(pulled, capsys):
    files = sorted(path.relative_to(pulled).as_posix() for path in pulled.rglob("*.json"))
    assert files == ["acme/Lead.json", "globex/Lead.json"]
    text = (pulled / "acme" / "Lead.json").read_text()
    kept = json.loads(text)
    assert kept["org_id"].startswith("00D")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", kept["pulled"])
    assert kept["fields"]["Company"]["length"] == 255
    assert "label" not in text
    assert re.search(r"\b005\w{12,15}\b|\b012\w{12,15}\b|@", text) is None
    # The same day, the same describe: git sees nothing.
    assert ran(capsys, "metadata", "pull", "acme")[0] == 0
    assert (pulled / "acme" / "Lead.json").read_text() == text


def test_offline_finds_what_a_live_check_finds_and_asks_no_org(project, pulled, capsys):
    (project / "acme.yaml").write_text(ACME.replace("Rating]", "Ratin]"))
    long = GLOBEX.replace("Company: Company", "Company: Company, Rating: AnnualRevenue")
    (project / "globex.yaml").write_text(long)
    live = ran(capsys, "validate", "--live")[1]["result"]["findings"]
    unreachable(project)
    code, said = ran(capsys, "validate", "--offline")
    assert (code, said["result"]["checked_orgs"]) == (1, ["acme", "globex"])
    assert said["result"]["findings"] == live
    (project / "acme.yaml").write_text(ACME)
    code, said = ran(capsys, "validate", "--offline")
    assert codes(said) == ["S2S312"]


def test_offline_mends_a_misspelt_field(project, pulled, capsys):
    (project / "acme.yaml").write_text(ACME.replace("Rating]", "ratin]  # warm or cold"))
    code, said = ran(capsys, "validate", "--offline", "--diff")
    assert (code, said["result"]["would_mend"][0]["code"]) == (1, "S2S301")
    assert "+    fields: [LastName, Company, Rating]  # warm or cold\n" in said["result"]["diff"]
    assert "ratin]" in (project / "acme.yaml").read_text()
    code, said = ran(capsys, "validate", "--offline", "--fix")
    assert (code, said["result"]["findings"]) == (0, [])
    assert (project / "acme.yaml").read_text() == ACME.replace("Rating]", "Rating]  # warm or cold")


def test_old_describes_and_those_never_pulled_are_warnings(project, pulled, capsys, monkeypatch):
    (project / "acme.yaml").write_text(ACME + "  Case: {fields: [Subject]}\n")
    code, said = ran(capsys, "validate", "--offline", "configs/ag/acme.yaml")
    assert (code, codes(said)) == (0, ["S2S252"])
    assert "Case of acme was not pulled" in said["result"]["findings"][0]["message"]
    path = pulled / "acme" / "Lead.json"
    kept = read_pulled(path.read_text(), "x")
    old = kept.day.replace(year=kept.day.year - 1)
    path.write_text(pulled_text(type(kept)(kept.org, kept.org_id, old, kept.schema)))
    code, said = ran(capsys, "validate", "--offline", "configs/ag/acme.yaml")
    assert (code, codes(said)) == (0, ["S2S252", "S2S253"])
    assert ran(capsys, "validate", "--offline", "--max-age", "400")[1]["result"]["findings"] != []
    assert "S2S253" not in codes(ran(capsys, "validate", "--offline", "--max-age", "400")[1])
    shutil.rmtree(pulled / "globex")
    code, said = ran(capsys, "validate", "--offline")
    assert said["result"]["unchecked_orgs"] == ["globex"]
    assert "none of its describes was pulled" in said["warnings"][0]


def test_a_describe_that_was_edited_or_is_of_another_version_is_refused(project, pulled, capsys):
    path = pulled / "acme" / "Lead.json"
    text = path.read_text()
    for changed, code in (
        (text.replace('"length": 255', '"length": 300', 1), "S2S250"),
        (text[: len(text) // 2], "S2S250"),
        ("[]", "S2S250"),
        (text.replace("describe/v1", "describe/v9"), "S2S251"),
    ):
        path.write_text(changed)
        exit_code, said = ran(capsys, "validate", "--offline")
        assert (exit_code, said["errors"][0]["code"]) == (2, code)
        assert "configs/metadata/acme/Lead.json" in said["errors"][0]["message"]
        assert "s2sctl metadata pull" in said["errors"][0]["help"]


def test_a_pull_from_another_org_under_the_same_alias_writes_nothing(project, pulled, capsys):
    before = (pulled / "acme" / "Lead.json").read_text()
    (project.parent / "orgs.yaml").write_text("orgs:\n  acme: {local: globex}\n")
    code, said = ran(capsys, "metadata", "pull", "acme")
    assert (code, said["errors"][0]["code"]) == (2, "S2S254")
    assert (pulled / "acme" / "Lead.json").read_text() == before


def test_a_dry_run_names_the_files_and_writes_none(project, capsys):
    code, said = ran(capsys, "metadata", "pull", "--dry-run")
    assert (code, said["result"]["files"]) == (
        0,
        ["configs/metadata/acme/Lead.json", "configs/metadata/globex/Lead.json"],
    )
    assert not (project.parent / "metadata").exists()


def test_a_live_finding_is_ignored_with_a_reason(project, capsys):
    line = "    fields: [LastName, Company, IsConverted]"
    rule = ACME.replace("    fields: [LastName, Company, Rating]", line)
    share = "    share: {where: CreatedDate > LAST_WEEK}"
    (project / "acme.yaml").write_text(f"{rule}{share} # s2s: ignore[S2S202] weekly sweep\n")
    code, said = ran(capsys, "validate", "configs/ag/acme.yaml", "--live")
    assert (code, codes(said)) == (0, [])
    (project / "acme.yaml").write_text(
        ACME.replace("Rating]", "Ratin] # s2s: ignore[S2S301] it comes next week")
    )
    code, said = ran(capsys, "validate", "configs/ag/acme.yaml", "--live")
    assert (code, codes(said)) == (1, ["S2S243", "S2S301"])
