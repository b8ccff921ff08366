"""Every labelled query of the shared collection is judged as Salesforce's parser judges it."""

import json
import sys
from collections import Counter
from pathlib import Path

import pytest

from s2sctl.soql import SoqlError, parse_query, render

WHERE = Path("shared", "wire", "soql_cases.json")
FOLDERS = Path(__file__).resolve().parents
SHARED = next((folder / WHERE for folder in FOLDERS if (folder / WHERE).exists()), WHERE)
ACCEPTED = {"valid": True, "semantic-invalid": True, "invalid": False, "apex-only": False}


def cases() -> list[dict[str, str]]:
    if not SHARED.exists():
        pytest.skip(f"no recorded queries at {SHARED}")
    return json.loads(SHARED.read_text())["cases"]


def parses(text: str) -> bool:
    try:
        parse_query(text)
    except SoqlError:
        return False
    return True


def test_every_label_is_judged_right(capsys: pytest.CaptureFixture[str]) -> None:
    tally: Counter[tuple[str, bool]] = Counter()
    wrong = []
    for case in cases():
        accepted = parses(case["soql"])
        tally[case["label"], accepted] += 1
        if ACCEPTED.get(case["label"], accepted) != accepted:
            wrong.append(case["soql"])
    with capsys.disabled():
        lines = (f"{n} {label}: {'taken' if ok else 'refused'}" for (label, ok), n in tally.items())
        sys.stdout.write(f"\nSOQL collection: {', '.join(sorted(lines))}\n")
    assert wrong == []
    assert sum(tally.values()) > 400


def test_a_disputed_query_is_judged_as_salesforces_own_parser_judges_it() -> None:
    # A negative LIMIT or OFFSET, an empty part of a path, an unknown function and a unit that is
    # no unit pass that parser and are refused later by the org; we refuse them at once.
    later = {"OFFSET -10", "LIMIT -10", "Contact..FirstName", "'m'", "LeadSourceCOUNT"}
    for case in cases():
        if case["label"] == "disputed" and not any(part in case["soql"] for part in later):
            assert parses(case["soql"]) == case["sf_parser"]["rest"], case["soql"]


def test_what_is_rendered_parses_to_the_same_tree() -> None:
    for case in cases():
        if parses(case["soql"]):
            tree = parse_query(case["soql"])
            assert parse_query(render(tree)) == tree, case["soql"]
