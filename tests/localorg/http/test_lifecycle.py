import contextlib
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from s2sctl.errors import UsageError
from s2sctl.localorg import lifecycle, process
from s2sctl.localorg.control import Control
from s2sctl.localorg.home import Home, Notice
from tests.localorg.http.wire import Org, Wire
from tests.support.free_ports import free_ports


def test_up_is_idempotent_and_down_keeps_the_data(tmp_path: Path) -> None:
    # Of the ports that the system gives away, somebody else may be given it meanwhile.
    first = lifecycle.up(tmp_path, "acme", http=True, port=free_ports(1))
    try:
        assert lifecycle.up(tmp_path, "acme") == first
        assert first.http_url is not None
        wire = Wire(first)
        wire.login()
        lead = wire.create("Lead", LastName="Ada", Company="Engines")
        wire.close()
        stopped = lifecycle.down(tmp_path, "acme")
        assert (stopped.running, stopped.pid, stopped.org_id) == (False, None, first.org_id)
        assert lifecycle.down(tmp_path, "acme") == stopped
        again = lifecycle.up(tmp_path, "acme")
        assert (again.url, again.org_id) == (first.url, first.org_id)
        wire = Wire(again)
        wire.login()
        assert wire.get(f"/sobjects/Lead/{lead}").json["LastName"] == "Ada"
        wire.close()
    finally:
        lifecycle.down(tmp_path, "acme")
    assert lifecycle.aliases(tmp_path) == ["acme"]


def test_a_fresh_token_needs_a_running_org(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no local org"):
        lifecycle.token(tmp_path, "acme")
    lifecycle.up(tmp_path, "acme")
    assert "!" in lifecycle.token(tmp_path, "acme")
    with pytest.raises(UsageError, match="no such active user"):
        lifecycle.token(tmp_path, "acme", "nobody@acme.example")
    lifecycle.down(tmp_path, "acme")
    with pytest.raises(UsageError, match="not running") as caught:
        lifecycle.token(tmp_path, "acme")
    assert caught.value.help == "s2sctl local up --orgs acme"


def test_a_process_that_only_has_our_old_id_is_never_ended(tmp_path: Path) -> None:
    stranger = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        home = Home.of(tmp_path, "acme")
        home.path.mkdir()
        home.write_notice(Notice("00D000000000001EAA", 1, 0, stranger.pid, "0123456789abcdef"))
        assert process.end(stranger.pid, "0123456789abcdef") is False
        assert stranger.poll() is None
    finally:
        stranger.communicate(b"\n")


def test_secrets_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    running = lifecycle.up(tmp_path, "acme")
    lifecycle.down(tmp_path, "acme")
    home = Home.of(tmp_path, "acme")
    assert (home.path.stat().st_mode & 0o777) == 0o700
    for secret in (home.credentials, home.certificate):
        assert (secret.stat().st_mode & 0o777) == 0o600
    assert running.client_secret not in repr(running)
    assert running.control_token not in repr(running)


def test_a_port_in_use_is_said_so(tmp_path: Path) -> None:
    first = lifecycle.up(tmp_path, "acme")
    try:
        port = int(first.url.rpartition(":")[2])
        with pytest.raises(UsageError) as caught:
            lifecycle.up(tmp_path, "globex", port=port)
        assert caught.value.code == "S2S815"
    finally:
        lifecycle.down(tmp_path, "acme")


def test_an_alias_is_a_plain_name(tmp_path: Path) -> None:
    for alias in ("../acme", "a/b", "", "Acme"):
        with pytest.raises(UsageError):
            lifecycle.up(tmp_path, alias)


def test_the_server_ends_when_its_folder_goes(tmp_path: Path) -> None:
    running = lifecycle.up(tmp_path, "acme")
    notice = Home.of(tmp_path, "acme").read_notice()
    assert notice is not None
    Home.of(tmp_path, "acme").notice.unlink()
    assert process._gone(notice.pid, notice.instance, 10.0)
    assert not Control(running).answers()


def test_a_client_that_rests_on_its_line_does_not_hold_up_the_end(tmp_path: Path) -> None:
    client = Wire(lifecycle.up(tmp_path, "acme"))
    client.login()
    stopped = lifecycle.down(tmp_path, "acme")
    assert "graceful shutdown exceeded" not in stopped.log_file.read_text()
    client.close()


def test_keep_alive_reads_do_not_wait_for_delayed_acknowledgements(org: Org) -> None:
    lead = org.wire.create("Lead", LastName="Ada", Company="Engines")
    waited = []
    for _ in range(50):
        asked = time.monotonic()
        assert org.wire.get(f"/sobjects/Lead/{lead}").status == 200
        waited.append(time.monotonic() - asked)
    # Without TCP_NODELAY every answer waits about 40 ms. With it about one, where nobody disturbs.
    assert min(waited) < 0.03


@pytest.mark.parametrize(
    "older",
    [
        "UPDATE _setting SET value = 'of old' WHERE name = 'layout'",
        "DELETE FROM _setting WHERE name = 'layout'",
        "DROP TABLE _setting",
    ],
)
def test_an_org_made_by_another_version_is_refused_and_left_alone(
    tmp_path: Path, older: str
) -> None:
    lifecycle.up(tmp_path, "acme")
    lifecycle.down(tmp_path, "acme")
    file = tmp_path / "acme" / "org.db"
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.execute(older)
        database.commit()
    before = file.read_bytes()
    with pytest.raises(UsageError, match="made by another version of s2sctl") as caught:
        lifecycle.up(tmp_path, "acme")
    assert caught.value.code == "S2S818"
    assert str(tmp_path / "acme") in str(caught.value.help)
    assert file.read_bytes() == before
    assert not lifecycle.status(tmp_path, "acme").running
