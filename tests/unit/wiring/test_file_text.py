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
