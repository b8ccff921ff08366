"""Plans and new manifests on disk: whole or not at all."""

import os
from pathlib import Path

import pytest

from s2sctl.errors import UsageError
from s2sctl.manifest.manifest import Terms
from s2sctl.metadata.terms_plan import TermsPlan
from s2sctl.wiring.manifests import read_manifest, write_manifest
from s2sctl.wiring.plan_files import read_plan, write_plan

PLAN = TermsPlan("publish", "acme-globex", "acme", "00D000000000001", "globex", "", Terms(), {})


def test_a_plan_that_cannot_be_written_whole_leaves_the_older_one(tmp_path):
    path = tmp_path / "plan.json"
    write_plan(path, PLAN)
    before = path.stat().st_ino
    write_plan(path, PLAN)
    assert path.stat().st_ino != before
    assert read_plan(path) == PLAN
    assert os.listdir(tmp_path) == ["plan.json"]


def test_a_manifest_that_cannot_be_written_whole_leaves_the_older_one(tmp_path):
    path = tmp_path / "acme.yaml"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_manifest(path, "org: \ud800", force=True)
    assert path.read_text() == "old"


@pytest.mark.parametrize("text", ["[" * 100_000, "{}", '{"kind": "s2sctl-plan", "v": 1}', "\0"])
def test_what_is_no_plan_is_a_sentence(tmp_path, text):
    path = tmp_path / "plan.json"
    path.write_text(text)
    with pytest.raises(UsageError) as refused:
        read_plan(path)
    assert refused.value.code == "S2S447"


@pytest.mark.parametrize(
    "write",
    [lambda path: write_plan(path, PLAN), lambda path: write_manifest(path, "org: a", force=False)],
)
def test_a_place_that_cannot_be_written_is_a_sentence_about_the_file(tmp_path, write):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match=r"Cannot write .*one: ") as refused:
        write(tmp_path / "file" / "one")
    assert refused.value.code == "S2S451"


@pytest.mark.parametrize(("read", "code"), [(read_plan, "S2S447"), (read_manifest, "S2S112")])
def test_a_file_without_an_end_is_refused_as_too_large(read, code):
    with pytest.raises(UsageError, match=r"larg") as refused:
        read(Path("/dev/zero"))
    assert refused.value.code == code
