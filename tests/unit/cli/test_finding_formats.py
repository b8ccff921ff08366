"""Findings in the forms other programs read, held against what those formats require."""

import json
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from s2sctl.cli.every_code import every_code
from s2sctl.cli.views.formats.github import github_text
from s2sctl.cli.views.formats.gitlab import gitlab_text
from s2sctl.cli.views.formats.junit import junit_text
from s2sctl.cli.views.formats.sarif import sarif_text
from s2sctl.model.finding import Finding, Place, Severity

ONE = Finding(
    "S2S102",
    "publish.feilds",
    '100% of "a, b: c"\nis odd',
    "try\rthis",
    place=Place("configs/a b.yaml", 6, 5, 3),
)
WARNING = Finding(
    "S2S209", "", "says nothing", severity=Severity.WARNING, place=Place("configs/a b.yaml", 1, 1)
)
NOWHERE = Finding("S2S320", "a.subscribe.Lead", "not published")
words = st.text(st.characters(codec="utf-8"), max_size=20)
findings = st.lists(
    st.builds(
        Finding,
        st.sampled_from(["S2S102", "S2S312"]),
        words,
        words,
        words,
        st.sampled_from(Severity),
        st.none() | st.builds(Place, words, st.integers(1, 9), st.integers(1, 9)),
    ),
    max_size=6,
)


def test_github_escapes_what_would_end_a_command_or_a_property():
    assert github_text([ONE]) == (
        "::error title=s2sctl S2S102,file=configs/a b.yaml,line=6,endLine=6,col=5,endColumn=8::"
        '100%25 of "a, b: c"%0Ais odd (try%0Dthis)'
    )
    odd = Finding("S2S102", "", "x", place=Place("a:b,c.yaml", 1, 1))
    assert "file=a%3Ab%2Cc.yaml," in github_text([odd])


def test_github_says_errors_first_as_a_step_shows_only_ten():
    lines = github_text([WARNING, ONE, NOWHERE]).splitlines()
    assert [line.split(" ")[0] for line in lines] == ["::error", "::error", "::warning"]


@given(findings)
def test_github_is_one_command_a_finding_whatever_is_said(several):
    text = github_text(several)
    assert len(text.split("\n")) == max(1, len(several))
    assert "\r" not in text
    assert all(line.startswith(("::error ", "::warning ")) for line in text.split("\n") if several)


@given(findings)
def test_gitlab_has_what_its_schema_requires_and_no_fingerprint_twice(several):
    issues = json.loads(gitlab_text(several))
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert isinstance(issue["location"]["path"], str)
        assert isinstance(issue["location"]["lines"]["begin"], int)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == len(several)


def test_a_fingerprint_stays_when_lines_above_come_or_go():
    moved = ONE.at(Place("configs/a b.yaml", 60, 5, 3))
    (one,), (other,) = json.loads(gitlab_text([ONE])), json.loads(gitlab_text([moved]))
    assert one["fingerprint"] == other["fingerprint"]
    elsewhere = ONE.at(Place("configs/b.yaml", 6, 5, 3))
    assert json.loads(gitlab_text([elsewhere]))[0]["fingerprint"] != one["fingerprint"]


@given(findings)
def test_sarif_has_what_its_schema_requires(several):
    log = json.loads(sarif_text(several, every_code()))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"] == "s2sctl"
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert len(run["results"]) == len(several)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning")
        assert isinstance(result["message"]["text"], str)
        assert "helpUri" not in rules[result["ruleIndex"]]
        (location,) = result["locations"]
        uri = location["physicalLocation"]["artifactLocation"]["uri"]
        assert " " not in uri
        assert uri.isascii()
        region = location["physicalLocation"].get("region", {"startLine": 1})
        assert region["startLine"] >= 1


def test_a_sarif_region_is_the_place():
    (result,) = json.loads(sarif_text([ONE], every_code()))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "configs/a%20b.yaml"},
        "region": {"startLine": 6, "startColumn": 5, "endLine": 6, "endColumn": 8},
    }


@given(findings)
def test_junit_is_well_formed_and_counts_right_whatever_is_said(several):
    root = ElementTree.fromstring(junit_text(several, ["configs/a b.yaml"]))
    assert root.tag == "testsuites"
    for suite in root:
        cases = suite.findall("testcase")
        assert int(suite.attrib["tests"]) == len(cases) >= 1
        assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure"))
        assert all({"name", "classname"} <= set(case.attrib) for case in cases)
    failures = [found for found in several if found.severity is Severity.ERROR]
    assert len(root.findall("testsuite/testcase/failure")) == len(failures)


def test_junit_shows_a_file_without_findings_as_passed():
    root = ElementTree.fromstring(junit_text([WARNING], ["good.yaml", "configs/a b.yaml"]))
    assert [(suite.attrib["name"], suite.attrib["failures"]) for suite in root] == [
        ("good.yaml", "0"),
        ("configs/a b.yaml", "0"),
    ]
    assert "says nothing" in root.findall("testsuite/testcase/system-out")[0].text
