"""A URL leads to a store, or to one sentence that repeats no password."""

import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import make_url

from s2sctl.errors import ConfigInvalid
from s2sctl.store.postgres import printed
from s2sctl.wiring.stores import open_store


class StoppedClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 23, tzinfo=UTC)

    def ticks(self) -> float:
        return 0.0

    def sleep(self, seconds: float) -> None:
        pass


@pytest.mark.parametrize(
    ("url", "file"),
    [
        (None, ".s2sctl/state.db"),
        ("sqlite://", ".s2sctl/state.db"),
        ("sqlite:///kept/here.db", "kept/here.db"),
        ("kept/here.db", "kept/here.db"),
    ],
)
def test_a_file_is_found_from_the_project(tmp_path: Path, url: str | None, file: str) -> None:
    open_store(url, tmp_path, StoppedClock()).close()
    assert (tmp_path / file).is_file()
    assert (tmp_path / ".s2sctl" / "digest.key").is_file()


def test_a_file_may_lie_outside(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere" / "state.db"
    open_store(f"sqlite:///{elsewhere}", tmp_path / "project", StoppedClock()).close()
    assert elsewhere.is_file()


def test_the_projects_own_folder_is_private_and_stays_out_of_git(tmp_path: Path) -> None:
    own = tmp_path / ".s2sctl"
    own.mkdir(mode=0o755)
    open_store(None, tmp_path, StoppedClock()).close()
    assert stat.S_IMODE(own.stat().st_mode) == 0o700
    assert (own / ".gitignore").read_text() == "*\n"


@pytest.mark.parametrize(
    "url",
    [
        "mysql://s2s:hunter2@db/s2s",
        "postgresql://s2s:hunter2@db:port/s2s",
        "https://s2s:hunter2@db/",
        "://hunter2",
    ],
)
def test_a_url_that_is_none_is_a_sentence_without_its_password(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigInvalid) as refused:
        open_store(url, tmp_path, StoppedClock())
    assert refused.value.help
    assert "hunter2" not in refused.value.message + refused.value.help


def test_a_printed_url_holds_no_secret() -> None:
    url = make_url("postgresql://s2s:hunter2@db/s2s?sslpassword=hunter3&password=hunter4&port=1")
    assert printed(url) == "postgresql://s2s:***@db/s2s?port=1"


def test_nothing_heavy_is_imported_and_a_missing_driver_is_a_sentence(tmp_path: Path) -> None:
    program = f"""
import sys
from pathlib import Path
from s2sctl.errors import ConfigInvalid
from s2sctl.wiring.stores import open_store
assert not {{"sqlalchemy", "sqlite3", "psycopg"}} & sys.modules.keys()
sys.modules["psycopg"] = None
try:
    open_store("postgresql://db/s2s", Path({str(tmp_path)!r}), None)
except ConfigInvalid as refused:
    sys.stdout.write(refused.help)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert "pip install 's2sctl[postgres]'" in done.stdout


def test_a_digest_key_may_be_kept_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "secrets" / "key"
    kept.parent.mkdir()
    kept.write_bytes(b"k" * 32)
    monkeypatch.setenv("S2SCTL_DIGEST_KEY", f"${{file:{kept}}}")
    store = open_store(None, tmp_path, StoppedClock())
    assert store.digest_key == b"k" * 32
    store.close()
    assert not (tmp_path / ".s2sctl" / "digest.key").exists()
    monkeypatch.setenv("S2SCTL_DIGEST_KEY", "${file:secrets/key}")
    open_store(None, tmp_path, StoppedClock()).close()


@pytest.mark.parametrize("told", ["${file:nowhere}", "${env:KEY}", "${file:}", "hunter2hunter2"])
def test_a_place_of_a_key_that_is_none_is_a_sentence_and_makes_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: str
) -> None:
    monkeypatch.setenv("S2SCTL_DIGEST_KEY", told)
    with pytest.raises(ConfigInvalid) as refused:
        open_store(None, tmp_path, StoppedClock())
    assert (refused.value.code, bool(refused.value.help)) == ("S2S716", True)
    assert "hunter2" not in refused.value.message + refused.value.help
    assert not list(tmp_path.rglob("*key*"))
