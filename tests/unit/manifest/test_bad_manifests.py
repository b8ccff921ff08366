"""Every file of tests/manifests/bad says in its last lines what must be found, and where."""

import re
from pathlib import Path

import pytest

from s2sctl.manifest.codes import CODES
from s2sctl.manifest.parse import parse

BAD = sorted((Path(__file__).parents[2] / "manifests" / "bad").glob("*.yaml"))
EXPECT = re.compile(r"^# expect (\d+):(\d+) (S2S\d{3})$", re.MULTILINE)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_manifest_yields_exactly_its_findings_at_their_places(path):
    text = path.read_text(encoding="utf-8")
    expected = [(int(line), int(column), code) for line, column, code in EXPECT.findall(text)]
    assert expected
    parsed = parse(text, "bad.yaml")
    found = [(one.place.line, one.place.column, one.code) for one in parsed.findings]
    assert found == expected
    assert all(one.message and one.place.file == "bad.yaml" for one in parsed.findings)


def test_there_is_a_bad_manifest_for_every_code_a_file_alone_can_have():
    shown = {code for path in BAD for *_, code in EXPECT.findall(path.read_text(encoding="utf-8"))}
    # S2S100 collects others, S2S112 to S2S114 and S2S454 to S2S457 are about the disk, the rest
    # about sizes and orgs.
    assert set(CODES) - shown == {
        "S2S100",
        "S2S112",
        "S2S113",
        "S2S114",
        "S2S211",
        "S2S214",
        "S2S215",
        "S2S454",
        "S2S455",
        "S2S456",
        "S2S457",
    }


def test_no_finding_repeats_a_secret():
    for path in BAD:
        for found in parse(path.read_text(encoding="utf-8"), "bad.yaml").findings:
            assert "hunter2" not in found.message + found.help
            assert "AQEAQ" not in found.message + found.help
