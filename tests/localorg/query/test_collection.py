"""No query of the shared collection breaks the org: it answers, or refuses with a code."""

import json
from collections import Counter
from pathlib import Path

import pytest

from s2sctl.localorg.faults import RequestError
from tests.localorg.query.library import Library

WHERE = Path("shared", "wire", "soql_cases.json")
FOLDERS = Path(__file__).resolve().parents
SHARED = next((folder / WHERE for folder in FOLDERS if (folder / WHERE).exists()), WHERE)


def test_every_query_of_the_collection_is_answered_or_refused_with_a_code(library: Library) -> None:
    if not SHARED.exists():
        pytest.skip(f"no recorded queries at {SHARED}")
    tally: Counter[str] = Counter()
    for case in json.loads(SHARED.read_text())["cases"]:
        try:
            library.page(case["soql"])
            tally["answered"] += 1
            assert case["label"] in ("valid", "disputed"), case["soql"]
        except RequestError as refusal:
            tally[refusal.error_code] += 1
    assert tally["answered"] > 100
    assert set(tally) <= {
        "answered",
        "MALFORMED_QUERY",
        "INVALID_FIELD",
        "INVALID_TYPE",
        "INVALID_QUERY_FILTER_OPERATOR",
        "INVALID_QUERY_SCOPE",
    }
