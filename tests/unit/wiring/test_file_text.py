"""A text file is written whole or not at all."""

import os

import pytest

from s2sctl.errors import UsageError
from s2sctl.wiring.file_text import replace_text


def test_the_text_is_written_as_it_is_and_folders_are_made(tmp_path):
    path = tmp_path / "new" / "a.yaml"
    replace_text(path, "a: é\r\n")
    assert path.read_bytes() == "a: é\r\n".encode()
    assert os.listdir(path.parent) == ["a.yaml"]


def test_a_failure_leaves_the_old_text_and_nothing_beside(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        replace_text(path, "\ud800")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.yaml"]


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match=r"Cannot write .*a\.yaml: ") as refused:
        replace_text(tmp_path / "file" / "a.yaml", "x")
    assert refused.value.code == "S2S245"


def test_what_is_private_is_open_to_nobody_else(tmp_path):
    path = tmp_path / "token"
    path.write_text("old")
    path.chmod(0o644)
    replace_text(path, "new", private=True)
    assert path.stat().st_mode & 0o777 == 0o600
    replace_text(tmp_path / "first", "new", private=True)
    assert (tmp_path / "first").stat().st_mode & 0o777 == 0o600


def test_a_device_is_written_to_and_stays_one(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        replace_text(path, "plan")
        assert os.read(reader, 100) == b"plan"
    finally:
        os.close(reader)
    assert path.is_fifo()
