"""Findings as people read them: framed, or one line each."""

import unicodedata
from collections.abc import Mapping, Sequence
from enum import Enum

from s2sctl.cli.views.answer import finding_line
from s2sctl.cli.views.tables import counted
from s2sctl.manifest.secrets import masked
from s2sctl.model.finding import Finding, Place, Severity


class FindingFormat(Enum):
    """How findings are shown: to people, or to another program."""

    FULL = "full"
    CONCISE = "concise"
    JSON = "json"
    GITHUB = "github"
    GITLAB = "gitlab"
    SARIF = "sarif"
    JUNIT = "junit"


def findings_text(
    findings: Sequence[Finding],
    texts: Mapping[str, str],
    form: FindingFormat = FindingFormat.FULL,
) -> str:
    """All findings; ``texts`` holds the files' texts by the names the findings give them.

    Secrets in a shown line are masked, also those that are not what the finding is about.
    """
    if form is FindingFormat.CONCISE:
        return "\n".join(finding_line(found) for found in findings)
    return "\n\n".join(frame(found, texts) for found in findings)


def frame(found: Finding, texts: Mapping[str, str]) -> str:
    """One finding: its sentence, where it is, the line with carets, and what to do."""
    mark = "[*] " if found.fix else ""
    head = f"{found.severity.value}[{found.code}]: {mark}{found.message}"
    where = found.place
    if where is None:
        body = [f"  --> {found.path}"] if found.path else []
        return "\n".join([head, *body, *_help(found)])
    margin = " " * len(str(where.line))
    lines = texts.get(where.file, "").splitlines()
    body = [f"{margin}--> {where.file}:{where.line}:{where.column}"]
    if where.line <= len(lines):
        before, marked, after = _parts(lines[where.line - 1], where)
        body += [
            f"{margin} |",
            f"{where.line} | {before}{marked}{after}".rstrip(),
            f"{margin} | {' ' * _width(before)}{'^' * max(1, _width(marked))}",
        ]
    return "\n".join([head, *body, *_help(found, margin)])


def summary(findings: Sequence[Finding], files: int, asked: str = "") -> str:
    """``2 errors, 1 warning in 3 manifests.`` ``asked`` is the option that found them."""
    errors = sum(found.severity is Severity.ERROR for found in findings)
    warnings = len(findings) - errors
    parts = [
        counted(number, word)
        for number, word in ((errors, "error"), (warnings, "warning"))
        if number
    ]
    fixable = sum(found.fix is not None for found in findings)
    mend = f"; s2sctl validate{asked} --fix can mend {fixable}, marked [*]" if fixable else ""
    return f"{', '.join(parts) or 'No findings'} in {counted(files, 'manifest')}{mend}."


def _help(found: Finding, margin: str = " ") -> list[str]:
    return [f"{margin} = help: {found.help}"] if found.help else []


def _parts(line: str, where: Place) -> tuple[str, str, str]:
    """The line before, at and after the place, fit to be shown."""
    line = masked(line)
    at, end = where.column - 1, where.column - 1 + where.width
    return _shown(line[:at]), _shown(line[at:end]), _shown(line[end:])


def _shown(text: str) -> str:
    """The text with tabs as spaces, and what a terminal could act on replaced."""
    return "".join(
        " " if char == "\t" else "\ufffd" if unicodedata.category(char)[0] == "C" else char
        for char in text
    )


def _width(text: str) -> int:
    """How many columns the text takes on a terminal."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )
