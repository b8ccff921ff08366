"""References become secrets, or a sentence that does not hold one."""

import pytest

from s2sctl.errors import ConfigInvalid
from s2sctl.manifest.logins import reference
from s2sctl.wiring.secrets import resolve


def test_a_variable_is_looked_up(monkeypatch, tmp_path):
    monkeypatch.setenv("ACME_SECRET", "s3cret\n")
    assert resolve(reference("${env:ACME_SECRET}"), tmp_path) == "s3cret"


@pytest.mark.parametrize("value", [None, "", "  \n"])
def test_a_variable_that_is_not_there_is_named(monkeypatch, tmp_path, value):
    monkeypatch.delenv("ACME_SECRET", raising=False)
    if value is not None:
        monkeypatch.setenv("ACME_SECRET", value)
    with pytest.raises(ConfigInvalid, match="ACME_SECRET"):
        resolve(reference("${env:ACME_SECRET}"), tmp_path)


def test_a_file_of_ours_is_read_when_it_is_ours_alone(tmp_path):
    path = tmp_path / "secret"
    path.write_text("s3cret\n")
    path.chmod(0o600)
    assert resolve(reference("${file:secret}"), tmp_path) == "s3cret"
    for mode in (0o640, 0o604, 0o602, 0o620):
        path.chmod(mode)
        with pytest.raises(ConfigInvalid) as caught:
            resolve(reference("${file:secret}"), tmp_path)
        assert "chmod 600" in caught.value.help
        assert "s3cret" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ConfigInvalid, match="nothing-here"):
        resolve(reference("${file:nothing-here}"), tmp_path)


def test_a_command_prints_the_secret_and_no_shell_takes_part(tmp_path):
    assert resolve(reference('${cmd:["printf", "a$HOME;b"]}'), tmp_path) == "a$HOME;b"


@pytest.mark.parametrize("words", ['["false"]', '["/no/such/program", "s3cret"]', '["true"]'])
def test_a_command_that_prints_none_is_named_without_its_arguments(tmp_path, words):
    with pytest.raises(ConfigInvalid) as caught:
        resolve(reference(f"${{cmd:{words}}}"), tmp_path)
    assert "s3cret" not in str(caught.value)


def test_why_a_reference_gives_no_secret_is_said_in_words(tmp_path):
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    (tmp_path / "binary").chmod(0o600)
    told = {}
    for said in ("${file:nothing-here}", "${file:binary}", '${cmd:["./nothing-here"]}'):
        with pytest.raises(ConfigInvalid) as caught:
            resolve(reference(said), tmp_path)
        told[said] = caught.value.message
    assert told["${file:nothing-here}"].endswith(": No such file or directory")
    assert told["${file:binary}"].endswith(": it is not UTF-8 text")
    assert told['${cmd:["./nothing-here"]}'].endswith(": No such file or directory")
