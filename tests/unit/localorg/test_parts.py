"""A local org says which packages it lacks before anything is made."""

import tomllib
from pathlib import Path

import pytest

from s2sctl.cli.main import run
from s2sctl.errors import ConfigInvalid
from s2sctl.localorg.parts import PARTS, require_parts


def test_what_is_not_installed_is_named_with_the_extra_that_brings_it():
    with pytest.raises(ConfigInvalid, match="needs uvicorn, not installed") as refused:
        require_parts(lambda name: None if name == "uvicorn" else name)
    assert (refused.value.code, refused.value.exit_code) == ("S2S819", 2)
    assert "s2sctl[local]" in refused.value.help
    require_parts()


def test_the_parts_are_those_of_the_extra():
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text())["project"]
    extra = project["optional-dependencies"]["local"]
    assert [one.split(">")[0] for one in extra] == list(PARTS)


def test_a_demo_in_a_place_that_is_no_folder_is_a_usage_error(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert run(["demo", "--folder", str(tmp_path / "file")]) == 2
    assert "Cannot make the folder" in capsys.readouterr().err
