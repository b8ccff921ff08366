"""One project, one key, never half a key."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from s2sctl.errors import StateUnusable
from s2sctl.model.digest import DigestKey
from s2sctl.store import digest_key


def test_a_key_is_made_once_and_read_ever_after(tmp_path: Path) -> None:
    path = tmp_path / "digest.key"
    assert digest_key.read(path) is None
    key = digest_key.read_or_make(path)
    assert len(key) == 32
    assert digest_key.read_or_make(path) == digest_key.read(path) == key
    assert digest_key.read_or_make(tmp_path / "other.key") != key


def test_a_key_is_private_and_leaves_no_draft(tmp_path: Path) -> None:
    digest_key.read_or_make(tmp_path / "digest.key")
    assert [path.name for path in tmp_path.iterdir()] == ["digest.key"]
    assert stat.S_IMODE((tmp_path / "digest.key").stat().st_mode) == 0o600


def test_of_many_makers_one_wins(tmp_path: Path) -> None:
    path = tmp_path / "digest.key"
    with ThreadPoolExecutor(8) as makers:
        keys = set(makers.map(lambda _: digest_key.read_or_make(path), range(32)))
    assert keys == {digest_key.read(path)}


@pytest.mark.parametrize("content", [b"", b"k" * 31, b"k" * 33])
def test_anything_but_32_bytes_is_no_key(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "digest.key"
    path.write_bytes(content)
    with pytest.raises(StateUnusable) as refused:
        digest_key.read_or_make(path)
    assert (refused.value.code, bool(refused.value.help)) == ("S2S749", True)
    assert path.read_bytes() == content, "left alone"


def test_a_fingerprint_tells_keys_apart_and_not_what_they_are() -> None:
    one, other = DigestKey(b"1" * 32), DigestKey(b"2" * 32)
    assert digest_key.fingerprint(one) == digest_key.fingerprint(one)
    assert digest_key.fingerprint(one) != digest_key.fingerprint(other)
    assert one.hex() not in digest_key.fingerprint(one)
