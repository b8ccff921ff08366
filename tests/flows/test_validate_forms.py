"""``s2sctl validate`` in the forms for programs, and ``--fix`` and ``--diff``, as typed."""

import json
import os
import subprocess
from xml.etree import ElementTree

import pytest

from s2sctl.cli.main import run

BAD = (
    "connection: acme-globex\r\norg: acme\r\npartner: {org: globex, acount: x}  # ours\r\n"
    "publish:\r\n  Lead:\r\n    feilds: [LastName, LastName]\r\n"
)
GOOD = BAD.replace("acount", "account").replace("feilds: [LastName, ", "fields: [")


@pytest.fixture
def manifest(tmp_path, monkeypatch):
    (tmp_path / "configs").mkdir()
    path = tmp_path / "configs" / "acme.yaml"
    path.write_bytes(BAD.encode())
    monkeypatch.chdir(tmp_path)
    return path


def said(capsys, *arguments):
    capsys.readouterr()
    return run(["validate", *arguments]), capsys.readouterr()


def test_the_json_form_is_the_json_answer(manifest, capsys):
    code, shown = said(capsys, "--format", "json")
    assert (code, shown.err) == (1, "")
    assert said(capsys, "-o", "json") == (code, shown)
    assert [one["line"] for one in json.loads(shown.out)["result"]["findings"]] == [3, 6]


@pytest.mark.parametrize(
    ("form", "count"),
    [
        ("gitlab", lambda text: len(json.loads(text))),
        ("sarif", lambda text: len(json.loads(text)["runs"][0]["results"])),
        ("junit", lambda text: len(ElementTree.fromstring(text).findall("*/testcase/failure"))),
        ("github", lambda text: text.count("::error ")),
    ],
)
def test_a_form_for_programs_stands_alone_and_keeps_the_exit_code(manifest, capsys, form, count):
    code, shown = said(capsys, "--format", form)
    assert (code, count(shown.out), shown.err) == (1, 2, "")
    manifest.write_bytes(GOOD.encode())
    code, shown = said(capsys, "--format", form)
    assert (code, count(shown.out), shown.err) == (0, 0, "")


def test_diff_shows_a_change_that_git_applies_and_writes_nothing(manifest, capsys):
    code, shown = said(capsys, "--diff")
    assert code == 1
    assert manifest.read_bytes() == BAD.encode()
    folder = manifest.parents[1]
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    apply = ["git", "-C", str(folder), "-c", "core.autocrlf=false", "apply", "-"]
    subprocess.run(apply, input=shown.out.encode(), check=True)
    assert manifest.read_bytes() == GOOD.encode()
    assert said(capsys, "--diff")[1].out == ""


def test_the_next_command_checks_what_this_one_checked(manifest, capsys):
    assert "s2sctl validate --fix\n" in said(capsys, "--diff")[1].err
    assert "s2sctl validate --offline --fix\n" in said(capsys, "--diff", "--offline")[1].err
    assert "s2sctl validate --offline --fix can mend" in said(capsys, "--offline")[1].out


def test_diff_shows_no_secret_of_a_line_beside(manifest, capsys):
    manifest.write_text(BAD + "client_secret: hunter2\n")
    code, shown = said(capsys, "--diff")
    assert code == 1
    assert "hunter2" not in shown.out
    assert "hunter2" not in said(capsys, "--diff", "-o", "json")[1].out


def test_fix_mends_tells_what_it_did_and_what_is_left(manifest, capsys):
    manifest.chmod(0o640)
    manifest.write_bytes((BAD + "guards: {deletes: 500%}\r\n").encode())
    code, shown = said(capsys, "--fix", "--format", "concise")
    assert code == 1
    assert shown.out.splitlines() == [
        'mended: say "account" instead of "acount" (configs/acme.yaml:3, S2S102)',
        'mended: say "fields" instead of "feilds" (configs/acme.yaml:6, S2S102)',
        'mended: remove the second "LastName" (configs/acme.yaml:6, S2S204)',
        "",
        'configs/acme.yaml:7:19 S2S107 "500%" is not a percentage',
        "1 error in 1 manifest.",
    ]
    assert manifest.read_bytes() == (GOOD + "guards: {deletes: 500%}\r\n").encode()
    assert manifest.stat().st_mode & 0o777 == 0o640
    assert os.listdir(manifest.parent) == ["acme.yaml"]


def test_fix_leaves_a_link_a_link(manifest, capsys):
    elsewhere = manifest.parents[1] / "kept.yaml"
    manifest.rename(elsewhere)
    manifest.symlink_to(elsewhere)
    assert said(capsys, "--fix")[0] == 0
    assert manifest.is_symlink()
    assert elsewhere.read_bytes() == GOOD.encode()


def test_fix_touches_no_file_that_needs_nothing(manifest, capsys):
    manifest.write_bytes(GOOD.encode())
    before = manifest.stat()
    assert said(capsys, "--fix")[0] == 0
    assert (manifest.stat().st_ino, manifest.stat().st_mtime_ns) == (
        before.st_ino,
        before.st_mtime_ns,
    )


@pytest.mark.parametrize("pair", [("--live", "--offline"), ("--fix", "--diff")])
def test_options_that_contradict_each_other_are_refused(manifest, capsys, pair):
    code, shown = said(capsys, *pair)
    assert code == 2
    assert f"{pair[0]} and {pair[1]} exclude each other" in shown.err


def test_a_file_too_large_for_a_manifest_is_one_sentence(manifest, capsys):
    manifest.write_bytes(b"# " + b"x" * 4_000_000)
    code, shown = said(capsys)
    assert (code, shown.out) == (2, "")
    assert "larger than 4 MB" in shown.err


def test_a_file_of_very_many_values_is_a_finding_at_the_place(manifest, capsys):
    manifest.write_text("connection: a\norg: b\npartner: {org: c}\nx: [" + "y," * 200_000 + "]\n")
    code, shown = said(capsys, "-o", "json")
    (found,) = json.loads(shown.out)["result"]["findings"]
    # Eleven nodes stand before the first y: the root, four keys, two texts, the partner with its
    # key and value, the list. So the 199,990th y is node 200,001, one too many.
    assert (code, found["code"], found["line"]) == (1, "S2S109", 4)
    assert found["column"] == 5 + 2 * (200_000 - 11)
