"""Every way to log in of ``configs/orgs.yaml``, over the wire to an org known by its address."""

import json
import stat
import threading

import pytest
import requests

from s2sctl.cli.main import run
from s2sctl.errors import OrgUnreachable
from s2sctl.localorg import lifecycle
from s2sctl.salesforce.cli_login import CliLogin
from s2sctl.wiring.orgs import open_org
from s2sctl.wiring.project import Project
from tests.support.real_login import USER, Elsewhere

_SHOW, _DISPLAY = "org auth show-access-token", "org display"


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    folder = tmp_path_factory.mktemp("local")
    yield lifecycle.up(folder, "acme")
    lifecycle.down(folder, "acme")


@pytest.fixture
def home(running, tmp_path, monkeypatch):
    made = Elsewhere(tmp_path, running)
    made.control.reset()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(running.ca_file))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("ACME_ID", running.client_id)
    monkeypatch.setenv("ACME_SECRET", running.client_secret)
    monkeypatch.setenv("PATH", made.path)
    return made


@pytest.fixture
def ask(capsys):
    """``org test acme`` as scripts ask it: exit code, result or error, and all that was said."""

    def asked():
        capsys.readouterr()
        code = run(["org", "test", "acme", "-o", "json"])
        shown = capsys.readouterr()
        document = json.loads(shown.out)
        told = document["errors"][0] if document["errors"] else document["result"]
        return code, told, shown.out + shown.err

    return asked


def _jwt(home, **changed):
    key, certificate = home.key_pair()
    home.control.app(certificate=certificate, users=[USER])
    home.secret("acme.key", key)
    said = {"client_id": "${env:ACME_ID}", "username": USER, "key": "${file:acme.key}"} | changed
    home.write(json.dumps({"url": home.running.url, "jwt": said}))
    return key


def test_a_signed_assertion_logs_in_as_the_user_it_names(home, ask):
    _jwt(home)
    code, told, _ = ask()
    assert (code, told["username"]) == (0, USER)
    home.control.end_sessions()
    assert ask()[0] == 0


@pytest.mark.parametrize(
    ("changed", "code", "word"),
    [
        ({"username": "nobody@acme.example"}, "S2S602", "invalid_grant"),
        ({"audience": "https://evil.example"}, "S2S602", "invalid_grant"),
        ({"client_id": "${env:HOME}"}, "S2S602", "invalid_client_id"),
    ],
)
def test_a_refused_assertion_is_told_with_the_orgs_word(home, ask, changed, code, word):
    key = _jwt(home, **changed)
    exit_code, told, said = ask()
    assert (exit_code, told["code"]) == (4, code)
    assert word in told["message"]
    assert "jwt." in told["help"]
    assert key.splitlines()[1] not in said


def test_a_key_that_cannot_sign_is_told_and_never_shown(home, ask):
    _jwt(home)
    for text in ("-----BEGIN PRIVATE KEY-----\ns3cret\n-----END PRIVATE KEY-----", "s3cret"):
        home.secret("acme.key", text)
        exit_code, told, said = ask()
        assert (exit_code, told["code"]) == (4, "S2S640")
        assert "s3cret" not in said


def _refresh(home, reference="${file:acme.refresh}", **settings):
    token = home.refresh_token(**settings)
    home.secret("acme.refresh", token + "\n")
    ways = {"client_id": "${env:ACME_ID}", "client_secret": "${env:ACME_SECRET}"}
    home.write(json.dumps({"url": home.running.url, **ways, "refresh_token": reference}))
    return token


def test_a_refresh_token_logs_in_and_stays_where_the_app_keeps_it(home, ask):
    token = _refresh(home)
    for _ in range(2):
        code, told, said = ask()
        assert (code, told["username"]) == (0, USER)
        assert token not in said
    assert (home.folder / "acme.refresh").read_text() == token + "\n"


def test_an_app_that_asks_for_no_secret_is_given_none(home, ask):
    _refresh(home, require_secret=False)
    ways = {"client_id": "${env:ACME_ID}", "refresh_token": "${file:acme.refresh}"}
    home.write(json.dumps({"url": home.running.url, **ways}))
    assert ask()[0] == 0


def test_a_rotated_refresh_token_is_kept_whole_and_closed_to_others(home, ask):
    path = home.folder / "acme.refresh"
    kept = _refresh(home, rotate_refresh_tokens=True)
    for _ in range(3):
        code, _, said = ask()
        fresh = path.read_text().strip()
        assert code == 0
        assert fresh != kept
        assert fresh not in said
        kept = fresh
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_logins_at_once_take_turns_with_a_token_that_is_good_once(home, ask):
    _refresh(home, rotate_refresh_tokens=True)
    who, failed = [], []

    def log_in():
        try:
            who.append(open_org(Project(home.folder), "acme").identity().username)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=log_in) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == []
    assert who == [USER] * 6
    assert ask()[0] == 0


def test_a_rotated_token_that_a_variable_held_is_told_at_once(home, ask, monkeypatch):
    token = _refresh(home, "${env:ACME_REFRESH}", rotate_refresh_tokens=True)
    monkeypatch.setenv("ACME_REFRESH", token)
    code, told, said = ask()
    assert (code, told["code"]) == (2, "S2S260")
    assert "ACME_REFRESH" in told["message"]
    assert "${file:" in told["help"]
    assert token not in said


def test_a_used_up_refresh_token_says_to_log_in_anew(home, ask):
    token = _refresh(home, rotate_refresh_tokens=True)
    assert ask()[0] == 0
    home.secret("acme.refresh", token)
    code, told, said = ask()
    assert (code, told["code"]) == (4, "S2S602")
    assert "log in anew" in told["help"]
    assert token not in said


def _cli(home, show=None, display=None, hidden=False, **more):
    token = home.control.token(USER)
    about = {"id": home.running.org_id, "username": USER, "instanceUrl": home.running.url}
    about |= {"connectedStatus": "Connected", "alias": "acme-sf"}
    shown = "[REDACTED] Use 'sf org auth show-access-token' to view" if hidden else token
    answers = {
        _DISPLAY: display or {"json": {"status": 0, "result": {**about, "accessToken": shown}}}
    }
    if show != "unknown":
        good = {"json": {"status": 0, "result": {"accessToken": token}, "warnings": ["secret"]}}
        answers[_SHOW] = show or good
    home.put_cli(answers)
    home.write("{cli: acme-sf}")
    return token


def test_a_login_of_the_salesforce_cli_is_asked_for_its_token(home, ask):
    token = _cli(home, hidden=True)
    code, told, said = ask()
    assert (code, told["username"]) == (0, USER)
    assert token not in said
    assert home.cli_calls() == [
        "org auth show-access-token --json --target-org acme-sf",
        "org display --json --target-org acme-sf",
    ]


def test_an_older_salesforce_cli_shows_the_token_with_the_org(home, ask):
    _cli(home, show="unknown")
    assert ask()[0] == 0


def test_a_warning_before_the_json_does_no_harm(home, ask):
    _cli(home)
    token = home.control.token(USER)
    printed = json.dumps({"status": 0, "result": {"accessToken": token}})
    _cli(home, show={"text": f" ›   Warning: update available\n{printed}"})
    assert ask()[0] == 0


_EXPIRED = {
    "json": {
        "name": "RefreshTokenAuthError",
        "message": "Error authenticating with the refresh token due to: s3cret expired",
        "exitCode": 1,
        "status": 1,
    },
    "exit": 1,
}
_NONE = {
    "json": {"name": "NamedOrgNotFoundError", "message": "No authorization information found for"},
    "exit": 1,
}


@pytest.mark.parametrize(
    ("answers", "exit_code", "code", "word"),
    [
        ({"show": _EXPIRED}, 4, "S2S643", "RefreshTokenAuthError"),
        ({"show": _NONE, "display": _NONE}, 4, "S2S643", "NamedOrgNotFoundError"),
        ({"show": "unknown", "hidden": True}, 4, "S2S644", "hides the access token"),
        ({"show": {"text": "Segmentation fault s3cret", "exit": 1}}, 5, "S2S642", "exit code 1"),
        ({"show": {"text": "", "exit": 0}}, 5, "S2S642", "failed"),
    ],
)
def test_what_the_salesforce_cli_cannot_do_is_told_by_name(
    home, ask, answers, exit_code, code, word
):
    _cli(home, **answers)
    ended, told, said = ask()
    assert (ended, told["code"]) == (exit_code, code)
    assert word in told["message"]
    assert "sf " in told["help"]
    assert "s3cret" not in said


def test_a_missing_salesforce_cli_is_no_traceback(home, ask, monkeypatch):
    home.write("{cli: acme-sf}")
    monkeypatch.setenv("PATH", str(home.folder))
    code, told, _ = ask()
    assert (code, told["code"]) == (2, "S2S641")
    assert told["message"].endswith("cannot be run: No such file or directory")


def test_a_session_that_ends_in_the_middle_is_renewed_once(home):
    for make in (_jwt, _refresh, _cli):
        make(home)
        org = open_org(Project(home.folder), "acme")
        org.identity()
        ends = home.control.end_sessions()
        assert ends >= 1
        if make is _cli:
            _cli(home)
        assert org.open({"Organization": None}).schemas
        home.control.reset()


def test_an_access_token_that_ended_is_final(home, ask, monkeypatch):
    monkeypatch.setenv("ACME_TOKEN", home.control.token(USER))
    home.write(json.dumps({"url": home.running.url, "token": "${env:ACME_TOKEN}"}))
    assert ask()[0] == 0
    home.control.end_sessions()
    code, told, _ = ask()
    assert (code, told["code"]) == (4, "S2S603")


def test_a_salesforce_cli_that_hangs_is_given_up_with_its_children(home):
    _cli(home, show={"sleep": 60, "json": {}})
    with pytest.raises(OrgUnreachable, match="1 seconds") as told:
        CliLogin("acme-sf", seconds=1).obtain(requests.Session())
    assert told.value.code == "S2S642"
