"""``org list`` and ``org test``, as a person runs them."""

import json

import pytest

from s2sctl.cli.main import run
from s2sctl.localorg import lifecycle
from s2sctl.wiring.project import local_folder


@pytest.fixture
def home(tmp_path, monkeypatch):
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "orgs.yaml").write_text(
        "orgs:\n"
        "  acme: {local: acme}\n"
        "  globex:\n"
        "    url: https://globex.my.salesforce.com\n"
        "    token: ${env:GLOBEX_TOKEN}\n"
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_org_list_shows_every_login_and_no_secret(home, monkeypatch, capsys):
    monkeypatch.setenv("GLOBEX_TOKEN", "s3cret")
    assert run(["org", "list"]) == 0
    shown = capsys.readouterr().out
    assert shown.splitlines() == [
        "acme    local org     acme",
        "globex  access token  https://globex.my.salesforce.com",
    ]
    assert run(["org", "list", "-o", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [one["alias"] for one in document["result"]["orgs"]] == ["acme", "globex"]


def test_org_test_says_who_we_are_in_a_running_local_org(home, capsys):
    lifecycle.up(local_folder(), "acme")
    try:
        assert run(["org", "test", "acme"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert [line.split()[:2] for line in lines] == [
            ["ok", name] for name in ("login", "org", "api", "limit", "clock")
        ]
        assert run(["org", "test", "acme", "-o", "json"]) == 0
        result = json.loads(capsys.readouterr().out)["result"]
        assert result["org_id"].startswith("00D")
        assert result["api_calls"]["ours"] == 2
    finally:
        lifecycle.down(local_folder(), "acme")


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["org", "test", "nobody"], 2, "S2S166"),
        (["org", "test", "acme"], 2, "S2S812"),
        (["org", "test", "globex"], 2, "GLOBEX_TOKEN"),
    ],
)
def test_a_login_that_cannot_be_had_is_told_without_a_traceback(
    home, monkeypatch, capsys, arguments, code, word
):
    monkeypatch.delenv("GLOBEX_TOKEN", raising=False)
    assert run(arguments) == code
    assert word in capsys.readouterr().err


def test_a_secret_in_the_file_stops_every_command(home, capsys):
    path = home / "configs" / "orgs.yaml"
    path.write_text(path.read_text().replace("${env:GLOBEX_TOKEN}", "00D000000000001!s3cret"))
    assert run(["org", "list"]) == 2
    told = capsys.readouterr().err
    assert "configs/orgs.yaml:5:12 S2S161" in told
    assert "s3cret" not in told
