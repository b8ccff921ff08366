"""Findings as SARIF 2.1.0 (docs.oasis-open.org/sarif/sarif/v2.1.0), for code scanning."""

import json
from collections.abc import Mapping, Sequence

from s2sctl import __version__
from s2sctl.cli.answer import Json
from s2sctl.cli.views.formats.fingerprint import fingerprinted, told, uri_of
from s2sctl.model.codes import Explanation
from s2sctl.model.finding import Finding, Severity

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif_text(findings: Sequence[Finding], codes: Mapping[str, Explanation]) -> str:
    """One log of one run. ``codes`` explain the rules; columns count Unicode characters."""
    rules = sorted({found.code for found in findings})
    results = [
        _result(found, rules.index(found.code), fingerprint)
        for found, fingerprint in fingerprinted(findings)
    ]
    driver = {
        "name": "s2sctl",
        "version": __version__,
        "rules": [_rule(code, codes.get(code)) for code in rules],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2)


def _rule(code: str, one: Explanation | None) -> dict[str, Json]:
    title = one.title if one else code
    return {
        "id": code,
        "shortDescription": {"text": title},
        "fullDescription": {"text": (one.text if one else "") or title},
        "help": {"text": f"s2sctl explain {code}"},
    }


def _result(found: Finding, rule: int, fingerprint: str) -> dict[str, Json]:
    physical: dict[str, Json] = {"artifactLocation": {"uri": uri_of(found)}}
    if found.place is not None:
        place = found.place
        physical["region"] = {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.line,
            "endColumn": place.column + place.width,
        }
    return {
        "ruleId": found.code,
        "ruleIndex": rule,
        "level": "error" if found.severity is Severity.ERROR else "warning",
        "message": {"text": told(found)},
        "locations": [{"physicalLocation": physical}],
        "partialFingerprints": {"s2sctl/v1": fingerprint},
    }
