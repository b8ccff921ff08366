"""A SOSL statement: FIND, IN, RETURNING, WITH, LIMIT (SOQL and SOSL Reference, SOSL Syntax)."""

import re
from dataclasses import dataclass

from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.query import complaint
from s2sctl.localorg.search.expression import Expression, SearchError, read_expression

SCOPES = ("ALL", "NAME", "EMAIL", "PHONE", "SIDEBAR")
MOST = 2_000

_FIND = re.compile(r"\s*FIND\s*\{", re.IGNORECASE)
_IN = re.compile(r"\s*IN\s+(\w+)\s+FIELDS\b", re.IGNORECASE)
_RETURNING = re.compile(r"\s*RETURNING\s+", re.IGNORECASE)
_OBJECT = re.compile(r"\s*(\w+)\s*")
_LIMIT = re.compile(r"\s*LIMIT\s+(\d+)\s*", re.IGNORECASE)
_WITH = re.compile(r"\s*WITH\s+(\w+)[^)]*?(?=\s+LIMIT\b|\s+WITH\b|\s*$)", re.IGNORECASE)
_INSIDE = re.compile(
    r"(?P<fields>.*?)(?P<rest>\s+(?:WHERE|ORDER\s+BY|LIMIT|OFFSET)\b.*)?\Z",
    re.IGNORECASE | re.DOTALL,
)
_QUOTED = re.compile(r"'(?:\\.|[^'\\])*'")
_WHERE = re.compile(
    r"\s*WHERE\s+(?P<where>.*?)(?P<tail>\s+(?:ORDER\s+BY|LIMIT|OFFSET)\b.*)?\Z",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Returning:
    """One object to search, with what SOQL says in its parentheses."""

    sobject: str
    fields: tuple[str, ...] = ()
    where: str = ""
    tail: str = ""
    """ORDER BY, LIMIT and OFFSET, as they stand."""


@dataclass(frozen=True, slots=True)
class Search:
    """A whole search. No objects means every searchable one."""

    expression: Expression
    scope: str = "ALL"
    returning: tuple[Returning, ...] = ()
    limit: int = MOST


def parse_search(text: str) -> Search:
    """The statement. Raises ``RequestError`` MALFORMED_SEARCH with the place, as recorded
    (wire/errors/raw/MALFORMED_SEARCH.json: ``Column`` counts from 0 here).
    """
    if not text.strip():
        raise RequestError(400, "MALFORMED_SEARCH", "SOSL statements cannot be empty or null")
    opened = _FIND.match(text)
    if opened is None:
        raise _malformed(text, 0, f"unexpected token: {text.split()[0]}")
    closed = _closing(text, opened.end())
    try:
        expression = read_expression(text[opened.end() : closed])
    except SearchError as error:
        at = opened.end() + error.at
        if str(error).startswith("search term"):
            raise RequestError(400, "MALFORMED_SEARCH", str(error)) from None
        raise _malformed(text, at, f"line 1:{at} {error}") from None
    return _clauses(text, closed + 1, expression)


def _clauses(text: str, at: int, expression: Expression) -> Search:
    scope, limit = "ALL", MOST
    returning: tuple[Returning, ...] = ()
    found = _IN.match(text, at)
    if found:
        scope, at = found.group(1).upper(), found.end()
        if scope not in SCOPES:
            raise _malformed(text, found.start(1), f"unexpected token: {found.group(1)}")
    found = _RETURNING.match(text, at)
    if found:
        returning, at = _objects(text, found.end())
    found = _WITH.match(text, at)
    if found:
        # What a clause restricts would be ignored: better refused than answered wrongly.
        message = f"WITH {found.group(1).upper()} is not available in this local org"
        raise RequestError(400, "MALFORMED_SEARCH", message)
    found = _LIMIT.match(text, at)
    if found:
        limit, at = min(int(found.group(1)), MOST), found.end()
    if text[at:].strip():
        raise _malformed(text, at, f"unexpected token: {text[at:].split()[0]}")
    return Search(expression, scope, returning, limit)


def _objects(text: str, at: int) -> tuple[tuple[Returning, ...], int]:
    listed: list[Returning] = []
    while True:
        found = _OBJECT.match(text, at)
        if found is None:
            raise _malformed(text, at, "unexpected token: <EOF>")
        name, at = found.group(1), found.end()
        if at < len(text) and text[at] == "(":
            end = _parenthesis(text, at)
            listed.append(_inside(name, text[at + 1 : end]))
            at = end + 1
        else:
            at = found.end(1)
            listed.append(Returning(name))
        comma = re.compile(r"\s*,").match(text, at)
        if comma is None:
            return tuple(listed), at
        at = comma.end()


def _inside(name: str, text: str) -> Returning:
    # Words inside quotes are values; masked, they cannot be taken for clauses.
    masked = _QUOTED.sub(lambda match: "x" * len(match.group()), text)
    found = _INSIDE.match(masked)
    end = found.end("fields") if found else len(text)
    listed = tuple(one.strip() for one in text[:end].split(",") if one.strip())
    where = _WHERE.match(masked, end)
    if where is None:
        return Returning(name, listed, "", text[end:])
    condition = text[where.start("where") : where.end("where")]
    return Returning(name, listed, condition, text[where.end("where") :])


def _closing(text: str, at: int) -> int:
    start = at
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == "}":
            return at
        at += 1
    raise _malformed(text, start, f"line 1:{len(text)} mismatched character '<EOF>' expecting '}}'")


def _parenthesis(text: str, at: int) -> int:
    depth, quoted = 0, False
    for number in range(at, len(text)):
        letter = text[number]
        if letter == "'" and text[number - 1] != "\\":
            quoted = not quoted
        if quoted:
            continue
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return number
    raise _malformed(text, at, "expecting a right parentheses, found '<EOF>'")


def _malformed(text: str, at: int, message: str) -> RequestError:
    return complaint.complaint("MALFORMED_SEARCH", message, text, max(at - 1, 0))
