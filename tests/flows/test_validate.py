"""``s2sctl validate``, ``schema`` and ``explain`` as they are typed; no org anywhere."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from s2sctl.cli.every_code import every_code
from s2sctl.cli.main import run
from s2sctl.manifest.jsonschema import manifest_schema

ACME = """\
connection: acme-globex
org: acme
partner: {org: globex}
publish:
  Lead:
    fields: [LastName, Company]
"""
GLOBEX = """\
connection: acme-globex
org: globex
partner: {org: acme}
subscribe:
  Lead:
    fields: {LastName: LastName, Compny: Company}
"""


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    (tmp_path / "configs" / "acme-globex").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "configs" / "acme-globex"


def answer(capsys):
    return json.loads(capsys.readouterr().out)


def test_a_sound_project_is_ok(project, capsys):
    (project / "acme.yaml").write_text(ACME)
    assert run(["validate"]) == 0
    shown = capsys.readouterr()
    assert shown.out == (
        "configs/acme-globex/acme.yaml: ok (acme-globex: publishes 1 object, 2 fields; "
        "subscribes to 0 objects, 0 fields)\n"
    )
    assert shown.err == "Next:  s2sctl diff configs/acme-globex/acme.yaml\n"


def test_a_finding_is_framed_with_carets_and_help(project, capsys):
    (project / "acme.yaml").write_text(ACME.replace("publish:", "publsh:"))
    assert run(["validate"]) == 1
    assert capsys.readouterr().out.startswith(
        """\
error[S2S102]: [*] unknown key "publsh"
 --> configs/acme-globex/acme.yaml:4:1
  |
4 | publsh:
  | ^^^^^^
  = help: did you mean "publish"?
"""
    )


def test_carets_stand_under_wide_characters_too(project, capsys):
    (project / "acme.yaml").write_text(
        ACME.replace("globex}", 'globex, account: "東京 社", mial: x}'), encoding="utf-8"
    )
    run(["validate"])
    line, carets = capsys.readouterr().out.splitlines()[3:5]
    # Each of the three ideographs takes two columns of a terminal.
    assert carets.index("^") == line.index("mial") + 3


def test_concise_is_one_line_a_finding(project, capsys):
    path = project / "acme.yaml"
    path.write_text(ACME + "guards: {deletes: 500%}\nfoo: 1\n")
    assert run(["validate", str(path), "--format", "concise"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        'configs/acme-globex/acme.yaml:7:19 S2S107 "500%" is not a percentage',
        'configs/acme-globex/acme.yaml:8:1 S2S102 unknown key "foo"',
        "2 errors in 1 manifest.",
    ]


def test_concise_tells_warnings_from_errors_and_counts(project, capsys):
    path = project / "acme.yaml"
    path.write_text("connection: a\norg: b\npartner: {org: c}\n")
    assert run(["validate", str(path), "--format", "concise"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{path.relative_to(Path.cwd())}:1:13 S2S209 warning: this side publishes nothing and "
        "subscribes to nothing",
        "1 warning in 1 manifest.",
    ]
    path.write_text(ACME)
    assert run(["validate", str(path), "--format", "concise"]) == 0
    assert capsys.readouterr().out == "No findings in 1 manifest.\n"


def test_two_sides_of_a_connection_are_checked_against_each_other(project, capsys):
    (project / "acme.yaml").write_text(ACME)
    (project / "globex.yaml").write_text(GLOBEX)
    assert run(["validate", "-o", "json"]) == 1
    read = answer(capsys)
    assert read["schema"] == "s2sctl/validate/v1"
    assert read["status"] == "findings"
    (found,) = read["result"]["findings"]
    assert found == {
        "code": "S2S321",
        "severity": "error",
        "path": "subscribe.Lead.fields.Compny",
        "file": "configs/acme-globex/globex.yaml",
        "line": 6,
        "column": 34,
        "message": "the partner does not publish Lead.Compny",
        "help": 'did you mean "Company"?',
        "fix": 'say "Company" instead of "Compny"',
    }


def test_a_secret_is_found_and_not_shown(project, capsys):
    (project / "acme.yaml").write_text(ACME + "client_secret: hunter2\n")
    assert run(["validate"]) == 1
    shown = capsys.readouterr()
    assert "S2S207" in shown.out
    assert "hunter2" not in shown.out + shown.err
    assert "client_secret: *******" in shown.out


def test_a_warning_alone_is_exit_0(project, capsys):
    (project / "acme.yaml").write_text("connection: a\norg: b\npartner: {org: c}\n")
    assert run(["validate"]) == 0
    assert "1 warning in 1 manifest." in capsys.readouterr().out


def test_an_alias_without_a_login_is_a_warning_with_the_likely_one(project, capsys):
    (project.parent / "orgs.yaml").write_text("orgs:\n  acme: {local: a}\n  globex: {local: g}\n")
    (project / "globex.yaml").write_text(GLOBEX.replace("org: globex", "org: globx"))
    assert run(["validate", "-o", "json"]) == 0
    (found,) = answer(capsys)["result"]["findings"]
    assert (found["code"], found["severity"], found["line"]) == ("S2S114", "warning", 2)
    assert found["message"] == 'there is no org "globx" in configs/orgs.yaml'
    assert found["help"] == 'did you mean "globex"?'


def test_a_partners_manifest_without_a_login_is_fine(project, capsys):
    (project.parent / "orgs.yaml").write_text("orgs:\n  acme: {local: a}\n")
    (project / "acme.yaml").write_text(ACME)
    (project / "globex.yaml").write_text(GLOBEX.replace("Compny", "Company"))
    assert run(["validate", "-o", "json"]) == 0
    assert answer(capsys)["result"]["findings"] == []


def test_a_connection_without_any_login_is_told(project, capsys):
    (project.parent / "orgs.yaml").write_text("orgs:\n  north: {local: a}\n")
    (project / "acme.yaml").write_text(ACME)
    assert run(["validate", "-o", "json"]) == 0
    (found,) = answer(capsys)["result"]["findings"]
    assert (found["code"], found["help"]) == ("S2S114", "known: north")


@pytest.mark.parametrize(
    ("content", "line"), [(b"connection: a\norg: \xff\n", 2), (b"\xff\xfeo\x00", 1)]
)
def test_text_that_is_not_utf_8_is_a_finding(project, capsys, content, line):
    (project / "acme.yaml").write_bytes(content)
    assert run(["validate", "-o", "json"]) == 1
    (found,) = answer(capsys)["result"]["findings"]
    assert (found["code"], found["line"]) == ("S2S101", line)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["validate", "nowhere.yaml"], "No such file"),
        (["validate", "configs"], "Is a directory"),
        (["validate"], "no manifest under configs"),
        (["validate", "--project", "nowhere"], "no configs folder"),
    ],
)
def test_a_file_that_is_not_there_is_one_sentence_and_exit_2(arguments, word, capsys):
    assert run(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert word in shown.err
    assert "= help:" in shown.err


@pytest.mark.parametrize(
    ("command", "file"),
    [
        ("invite", "configs/acme-globex/acm.yaml"),
        ("publish", "configs/acme.yaml"),
        ("validate", "acme.yml"),
    ],
)
def test_a_file_that_is_not_there_is_answered_with_the_one_that_is(project, capsys, command, file):
    (project / "acme.yaml").write_text(ACME)
    assert run([command, file]) == 2
    assert "did you mean configs/acme-globex/acme.yaml?" in capsys.readouterr().err


def test_outside_of_a_project_one_is_told_to_go_there(tmp_path, monkeypatch, capsys):
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    assert run(["validate", "--project", "."]) == 2
    assert "go to your project's folder" in capsys.readouterr().err


def test_schema_prints_what_editors_read(capsys):
    assert run(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == manifest_schema()


def test_every_code_is_explained(capsys):
    codes = every_code()
    for code in codes:
        assert run(["explain", code]) == 0
        assert capsys.readouterr().out.startswith(f"{code}  {codes[code].title}")
    assert run(["explain"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(codes)


def test_an_unknown_code_is_exit_2_with_a_near_one(capsys):
    assert run(["explain", "s2s31"]) == 2
    assert "did you mean S2S" in capsys.readouterr().err


def test_validate_loads_neither_client_nor_store(project):
    (project / "acme.yaml").write_text(ACME)
    program = (
        "import sys\n"
        "from s2sctl.cli.main import run\n"
        "code = run(['validate', '-o', 'json'])\n"
        "heavy = ['simple_salesforce', 'requests', 'sqlalchemy', 'starlette', 'lark', 'rich']\n"
        "print([name for name in heavy if name in sys.modules], code, file=sys.stderr)\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin"},
    )
    assert done.stderr.splitlines()[-1] == "[] 0"
