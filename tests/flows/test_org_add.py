"""``org add`` as it is typed: what it writes, what it refuses, what it says."""

import json

import pytest

from s2sctl.cli.main import run
from s2sctl.localorg import lifecycle
from tests.support.real_login import Elsewhere


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    folder = tmp_path_factory.mktemp("local")
    yield lifecycle.up(folder, "acme")
    lifecycle.down(folder, "acme")


@pytest.fixture
def home(running, tmp_path, monkeypatch):
    made = Elsewhere(tmp_path, running)
    (tmp_path / "configs").rmdir()
    made.control.reset()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(running.ca_file))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("ACME_CLIENT_ID", running.client_id)
    monkeypatch.setenv("ACME_CLIENT_SECRET", running.client_secret)
    return made


@pytest.fixture
def say(capsys):
    def said(*arguments, code=0):
        capsys.readouterr()
        ended = run([*arguments, "-o", "json"])
        document = json.loads(capsys.readouterr().out)
        assert ended == code, document
        return document["errors"][0] if document["errors"] else document

    return said


def _file(home):
    return home.folder / "configs" / "orgs.yaml"


def test_a_login_that_works_is_written_with_the_org_it_leads_to(home, say):
    told = say("org", "add", "acme", "--url", home.running.url, "--client-credentials")
    assert told["result"]["org_id"] == home.running.org_id
    assert _file(home).read_text() == (
        "orgs:\n"
        "  acme:\n"
        f"    url: {home.running.url}\n"
        "    client_id: ${env:ACME_CLIENT_ID}\n"
        "    client_secret: ${env:ACME_CLIENT_SECRET}\n"
        f"    org_id: {home.running.org_id}\n"
    )
    assert say("org", "test", "acme")["result"]["org_id"] == home.running.org_id


def test_a_login_that_fails_writes_nothing(home, say, monkeypatch):
    monkeypatch.setenv("ACME_CLIENT_SECRET", "s3cret")
    options = ("--url", home.running.url, "--client-credentials")
    told = say("org", "add", "acme", *options, code=4)
    assert told["code"] == "S2S602"
    assert not _file(home).exists()
    say("org", "add", "acme", *options, "--no-test")
    assert "org_id" not in _file(home).read_text()


def test_a_dry_run_shows_the_change_and_makes_nothing(home, say):
    told = say("org", "add", "acme", "--cli", "sync@acme.example", "--dry-run")
    assert "+    cli: sync@acme.example" in told["result"]["diff"]
    assert not _file(home).parent.exists()


def test_a_secret_typed_out_is_refused_and_not_repeated(home, capsys):
    asked = ["org", "add", "acme", "--url", home.running.url, "--client-credentials"]
    assert run([*asked, "--client-secret", "s3cret"]) == 2
    told = "".join(capsys.readouterr())
    assert "S2S261" in told
    assert "${env:ACME_CLIENT_SECRET}" in told
    assert "s3cret" not in told
    assert not _file(home).exists()


def test_a_known_alias_is_replaced_only_when_told_and_the_rest_stays(home, say):
    home.folder.joinpath("configs").mkdir()
    before = "# ours\norgs:\n  toy: {local: toy}  # a toy\n  # partner\n  acme: {local: acme}\n"
    _file(home).write_text(before)
    options = ("--url", home.running.url, "--client-credentials")
    assert say("org", "add", "acme", *options, code=2)["code"] == "S2S263"
    assert _file(home).read_text() == before
    told = say("org", "add", "acme", *options, "--replace")
    assert told["result"]["replaced"] is True
    after = _file(home).read_text()
    assert after.startswith(before.removesuffix("  acme: {local: acme}\n") + "  acme:\n    url:")


def test_a_login_that_leads_to_another_org_now_is_told(home, say):
    home.folder.joinpath("configs").mkdir()
    _file(home).write_text(
        "orgs:\n  acme: {cli: x, org_id: 00D000000000001}\n  other: {local: other}\n"
    )
    options = ("--url", home.running.url, "--client-credentials", "--replace")
    (warned,) = say("org", "add", "acme", *options)["warnings"]
    assert "00D000000000001EAA" in warned
    assert home.running.org_id in warned


def test_an_alias_whose_login_leads_to_a_copy_is_refused_before_anything_else(home, say):
    """A sandbox made of the org has the same users and another id."""
    say("org", "add", "acme", "--url", home.running.url, "--client-credentials")
    text = _file(home).read_text().replace(home.running.org_id, "00D000000000001EAA")
    _file(home).write_text(text)
    home.control.reset_log()
    for command in (("org", "test", "acme"), ("org", "enable", "acme", "--yes")):
        told = say(*command, code=2)
        assert told["code"] == "S2S620"
        assert home.running.org_id in told["message"]
    paths = [str(one["path"]) for one in home.control.log()]
    assert [one for one in paths if "/services/data/" in one] == []


def test_a_file_with_problems_is_not_added_to(home, say):
    home.folder.joinpath("configs").mkdir()
    _file(home).write_text("orgs:\n  acme: {token: s3cret}\n")
    told = say("org", "add", "new", "--cli", "x", "--no-test", code=2)
    assert told["code"] == "S2S165"
    assert _file(home).read_text() == "orgs:\n  acme: {token: s3cret}\n"
