"""Findings as a Code Quality report, which GitLab compares from commit to commit.

Source: docs.gitlab.com, Code Quality, "Code Quality report format".
"""

import json
from collections.abc import Sequence

from s2sctl.cli.views.formats.fingerprint import file_of, fingerprinted, told
from s2sctl.model.finding import Finding, Severity


def gitlab_text(findings: Sequence[Finding]) -> str:
    """One JSON array; an empty one where there is nothing to tell."""
    issues = [
        {
            "description": told(found),
            "check_name": found.code,
            "fingerprint": fingerprint,
            "severity": "major" if found.severity is Severity.ERROR else "minor",
            "location": {
                "path": file_of(found),
                "lines": {"begin": found.place.line if found.place else 1},
            },
        }
        for found, fingerprint in fingerprinted(findings)
    ]
    return json.dumps(issues, ensure_ascii=False, indent=2)
