"""Findings as workflow commands, which GitHub shows beside the lines of a pull request.

Source: docs.github.com, Workflow commands for GitHub Actions (``::error file=…::message``);
escapes as in actions/toolkit, packages/core/src/command.ts.
"""

from collections.abc import Sequence

from s2sctl.cli.views.formats.fingerprint import file_of, told
from s2sctl.model.finding import Finding, Severity


def github_text(findings: Sequence[Finding]) -> str:
    """One command a line, errors first: a step shows ten annotations of a kind at most."""
    ordered = sorted(findings, key=lambda found: found.severity is not Severity.ERROR)
    return "\n".join(map(_command, ordered))


def _command(found: Finding) -> str:
    properties = {"title": f"s2sctl {found.code}"}
    if found.place is not None:
        place = found.place
        properties |= {
            "file": file_of(found),
            "line": str(place.line),
            "endLine": str(place.line),
            "col": str(place.column),
            "endColumn": str(place.column + place.width),
        }
    said = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{found.severity.value} {said}::{_data(told(found))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
