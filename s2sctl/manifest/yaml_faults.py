"""What keeps a text from being YAML, in words a person can act on. Pure."""

import re

import yaml

from s2sctl.model.finding import Finding, Place

_NOT_YAML = re.compile(
    "[^\x09\x0a\x0d\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""What no YAML file may hold (YAML 1.2.2, chapter 5.1); a byte order mark is cut off before."""

_SAID_BETTER = {
    "mapping values are not allowed in this context": (
        'a second ":" in one line',
        "put the value in quotes, or start the mapping on a new line",
    ),
    "found character that cannot start any token": (
        "a value cannot start with this character",
        "put the value in quotes, and indent with spaces, not tabs",
    ),
    "found a tab character that violates indentation": (
        "a tab in the indentation",
        "indent with spaces",
    ),
}


def syntax_fault(error: yaml.MarkedYAMLError, text: str, file: str) -> Finding:
    """The parser's complaint, better said where it is a common one, at its place."""
    problem = error.problem or "not YAML"
    said, help = _SAID_BETTER.get(problem, (problem, ""))
    mark = error.problem_mark
    place = _within(text, file, mark.line, mark.column) if mark else Place(file, 1, 1)
    if not help and error.context_mark and error.context:
        help = f"{error.context}, which begins on line {error.context_mark.line + 1}"
    return Finding("S2S101", "", f"not YAML: {said}", help, place=place)


def _within(text: str, file: str, line: int, column: int) -> Place:
    """The place of a mark; one past the end of the file becomes the end of its last line."""
    lines = text.splitlines() or [""]
    if line >= len(lines):
        last = max((n for n, one in enumerate(lines) if one.strip()), default=0)
        return Place(file, last + 1, len(lines[last].rstrip()) + 1)
    return Place(file, line + 1, column + 1)


def forbidden_character(text: str, file: str) -> Finding | None:
    """The first character that no YAML file may hold, if there is one."""
    found = _NOT_YAML.search(text)
    if found is None:
        return None
    at = found.start()
    return Finding(
        "S2S101",
        "",
        f"not YAML: the character U+{ord(text[at]):04X} is not allowed in a file",
        "remove it; save the file as UTF-8 text",
        place=Place(file, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)),
    )
