"""The parser itself: lark's, built on first use and kept. Reached through ``parse`` only."""

from functools import cache

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from s2sctl.soql import clauses
from s2sctl.soql.expressions import Node
from s2sctl.soql.fault import TOO_COMPLICATED, SoqlError
from s2sctl.soql.tree import Condition, Query

MAX_LENGTH = 100_000
"""Characters of a query (SOQL and SOSL limits)."""


def read_query(text: str) -> Query:
    """As ``parse.parse_query``."""
    try:
        return clauses.query(_parsed(text, "query"))
    except SoqlError as error:
        raise error.locate(text) from error.__cause__
    except RecursionError:
        raise SoqlError(TOO_COMPLICATED) from None


def read_condition(text: str) -> Condition:
    """As ``parse.parse_condition``."""
    try:
        return clauses.condition(_parsed(text, "condition"))
    except SoqlError as error:
        raise error.locate(text) from error.__cause__
    except RecursionError:
        raise SoqlError(TOO_COMPLICATED) from None


@cache
def _lark() -> Lark:
    return Lark.open(
        "grammar.lark",
        rel_to=__file__,
        parser="lalr",
        start=["query", "condition"],
        maybe_placeholders=False,
    )


def _parsed(text: str, start: str) -> Node:
    if not text.strip():
        raise SoqlError("SOQL statements cannot be empty or null")
    if len(text) > MAX_LENGTH:
        raise SoqlError(f"SOQL statements can not be longer than {MAX_LENGTH} characters")
    try:
        parsed: Tree[Token] = _lark().parse(text, start=start)
    except UnexpectedInput as error:
        raise _refusal(text, error) from None
    return parsed


def _refusal(text: str, error: UnexpectedInput) -> SoqlError:
    if isinstance(error, UnexpectedToken):
        return _unexpected(str(error.token), error.token, text)
    assert isinstance(error, UnexpectedCharacters)  # a contextual lexer raises these two
    at = error.pos_in_stream or 0
    return _unexpected_text(text, at)


def _unexpected(word: str, token: Token, text: str) -> SoqlError:
    if token.type == "$END":
        return SoqlError("unexpected token: '<EOF>'", len(text.rstrip()))
    return SoqlError(f"unexpected token: '{word}'", token.start_pos or 0)


def _unexpected_text(text: str, at: int) -> SoqlError:
    rest = text[at:]
    if rest.startswith("'"):
        closed = _closed(rest)
        if closed == 0:
            return SoqlError("mismatched character '<EOF>' expecting '''", len(text))
        return SoqlError(f"unexpected token: {rest[:closed]}", at)
    if rest.startswith(":"):
        return SoqlError("Bind variables only allowed in Apex code", at)
    word = rest[0] if not (rest[0].isalnum() or rest[0] == "_") else _word(rest)
    return SoqlError(f"unexpected token: '{word}'", at)


def _closed(rest: str) -> int:
    """How long the quoted text at the start is; 0 where its closing quote is missing."""
    place = 1
    while place < len(rest):
        if rest[place] == "\\":
            place += 1
        elif rest[place] == "'":
            return place + 1
        place += 1
    return 0


def _word(rest: str) -> str:
    length = 0
    while length < len(rest) and (rest[length].isalnum() or rest[length] in "_."):
        length += 1
    return rest[:length]
