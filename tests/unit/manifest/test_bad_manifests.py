"""Every file of tests/manifests/bad gives exactly the findings that are expected of it, in place.

What is expected stands beside the file (NAME.expected) or in its last lines (``# expect``), one
``line:column CODE`` each. ``bad`` itself is judged file by file, ``bad/pairs`` two sides at a
time, ``bad/offline`` and ``bad/offline_pairs`` against the describes of ``pulled_orgs``.
"""

import json
import re
import subprocess
import sys
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from s2sctl.agreement.pairs import pair_findings
from s2sctl.cli.every_code import every_code
from s2sctl.manifest.codes import CODES
from s2sctl.metadata.offline import check_offline
from s2sctl.metadata.reach import settled
from s2sctl.wiring.describes import keep_describes, pulled_describes
from s2sctl.wiring.manifests import read_manifest
from tests.support.pulled_orgs import ACME, ACME_ID, GLOBEX, GLOBEX_ID

FOLDER = Path(__file__).parents[2] / "manifests" / "bad"
ALONE = sorted(FOLDER.glob("*.yaml"))
PAIRS = sorted((FOLDER / "pairs").glob("*_near.yaml"))
OFFLINE = sorted((FOLDER / "offline").glob("*.yaml"))
OFFLINE_PAIRS = sorted((FOLDER / "offline_pairs").glob("*_near.yaml"))
EXPECT = re.compile(r"^(?:# expect )?(\d+):(\d+) (S2S\d{3})$", re.MULTILINE)
KNOWN = every_code()
TODAY = date(2026, 11, 23)


def expected(path):
    beside = path.with_suffix(".expected")
    said = (beside if beside.exists() else path).read_text(encoding="utf-8")
    found = sorted((int(line), int(column), code) for line, column, code in EXPECT.findall(said))
    assert found or beside.exists(), "a bad manifest says what is bad in it"
    return found


def places(findings, path):
    return sorted(
        (one.place.line, one.place.column, one.code)
        for one in findings
        if Path(one.place.file).name == path.name
    )


def other_side(near):
    return near.with_name(near.name.replace("_near", "_far"))


def stem(path):
    return path.stem


@pytest.mark.parametrize("path", ALONE, ids=stem)
def test_a_bad_manifest_yields_exactly_its_findings_at_their_places(path):
    found = settled([read_manifest(path).parsed], (), KNOWN)
    assert places(found, path) == expected(path)
    assert expected(path)
    assert all(one.message for one in found)


@pytest.mark.parametrize("near", PAIRS, ids=stem)
def test_two_sides_that_do_not_fit_yield_exactly_their_findings(near):
    far = other_side(near)
    parsed = [read_manifest(path).parsed for path in (near, far)]
    found = settled(parsed, pair_findings(parsed), KNOWN)
    assert (places(found, near), places(found, far)) == (expected(near), expected(far))
    assert found


@pytest.fixture(scope="module")
def pulled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pulled") / "configs" / "metadata"
    keep_describes(folder, "acme", ACME_ID, ACME, TODAY)
    keep_describes(folder, "globex", GLOBEX_ID, GLOBEX, TODAY)
    return folder


@pytest.mark.parametrize("path", OFFLINE, ids=stem)
def test_a_manifest_that_does_not_fit_its_org_yields_exactly_its_findings(path, pulled):
    parsed = [read_manifest(path).parsed]
    report = check_offline(parsed, pulled_describes(pulled, ["acme"]), TODAY, max_age=30)
    found = settled(parsed, report.findings, KNOWN, report.checked)
    assert places(found, path) == expected(path)
    assert expected(path)


@pytest.mark.parametrize("near", OFFLINE_PAIRS, ids=stem)
def test_two_sides_that_do_not_fit_their_orgs_yield_exactly_their_findings(near, pulled):
    far = other_side(near)
    parsed = [read_manifest(path).parsed for path in (near, far)]
    describes = pulled_describes(pulled, ["acme", "globex"])
    report = check_offline(parsed, describes, TODAY, max_age=30)
    later = (*pair_findings(parsed), *report.findings)
    found = settled(parsed, later, KNOWN, report.checked)
    assert (places(found, near), places(found, far)) == (expected(near), expected(far))
    assert found


def asked(*arguments):
    """One real process over many files; its findings by file name."""
    done = subprocess.run(
        [sys.executable, "-m", "s2sctl", "validate", "-o", "json", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert done.stderr == ""
    by_file = defaultdict(list)
    for one in json.loads(done.stdout)["result"]["findings"]:
        by_file[Path(one["file"]).name].append((one["line"], one["column"], one["code"]))
    return by_file


def both_of(pairs):
    return [path for near in pairs for path in (near, other_side(near))]


def test_one_process_over_the_whole_folder_says_the_same(pulled):
    files = [*ALONE, *both_of(PAIRS)]
    found = asked(*files)
    assert {path.name: sorted(found[path.name]) for path in files} == {
        path.name: expected(path) for path in files
    }
    # The describes are as old as this test: their age is another test's.
    files = [*OFFLINE, *both_of(OFFLINE_PAIRS)]
    found = asked("--offline", "--max-age", 100_000, "--project", pulled.parents[1], *files)
    assert {path.name: sorted(found[path.name]) for path in files} == {
        path.name: expected(path) for path in files
    }


def test_there_are_at_least_150_and_one_for_every_code_a_file_alone_can_have():
    assert len([*ALONE, *PAIRS, *OFFLINE, *OFFLINE_PAIRS]) >= 150
    shown = {code for path in ALONE for *_, code in expected(path)}
    # S2S100 collects others, S2S112 to S2S114 and S2S454 to S2S457 are about the disk, the rest
    # about sizes and orgs.
    assert set(CODES) - shown <= {
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
    for path in ALONE:
        for found in read_manifest(path).parsed.findings:
            assert "hunter2" not in found.message + found.help
            assert "AQEAQ" not in found.message + found.help
            assert "eyJ" not in found.message + found.help
