"""Where the project is, and what its logins are."""

import pytest

from s2sctl.errors import ConfigInvalid, UsageError
from s2sctl.wiring.project import local_folder, open_project


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "partners"
    (folder / "configs").mkdir(parents=True)
    (folder / "configs" / "orgs.yaml").write_text("orgs:\n  acme: {local: acme}\n")
    return folder


def test_the_nearest_folder_upwards_is_the_project(home, monkeypatch):
    below = home / "configs" / "acme-globex"
    below.mkdir()
    monkeypatch.chdir(below)
    assert open_project().folder == home.resolve()
    assert local_folder() == home.resolve() / ".s2sctl" / "local"


def test_a_named_folder_is_taken_as_it_is(home, tmp_path, monkeypatch):
    monkeypatch.chdir(home)
    with pytest.raises(ConfigInvalid) as caught:
        open_project(tmp_path)
    assert caught.value.code == "S2S167"
    assert open_project(home).login("acme").alias == "acme"


def test_outside_of_a_project_there_is_a_place_for_local_orgs_only(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigInvalid):
        open_project()
    assert local_folder() == tmp_path.resolve() / ".s2sctl" / "local"


def test_an_unknown_alias_suggests_a_known_one(home):
    with pytest.raises(UsageError) as caught:
        open_project(home).login("acmee")
    assert "acme" in caught.value.help


def test_a_broken_file_carries_its_findings(home):
    (home / "configs" / "orgs.yaml").write_text("orgs:\n  acme: {lokal: acme}\n")
    with pytest.raises(ConfigInvalid) as caught:
        open_project(home).logins()
    assert [one.code for one in caught.value.findings] == ["S2S102"]


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00", b"\x00"])
def test_a_file_that_is_no_text_is_told(home, raw):
    (home / "configs" / "orgs.yaml").write_bytes(raw)
    with pytest.raises(ConfigInvalid):
        open_project(home).logins()
