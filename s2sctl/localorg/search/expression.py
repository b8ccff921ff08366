"""What FIND looks for: words, phrases, wildcards, AND, OR, AND NOT, parentheses.

Source: SOQL and SOSL Reference, "FIND {SearchQuery}". Words are compared whole and without regard
to case; ``*`` stands for any characters, ``?`` for one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

_WORD = re.compile(r"[^\W_]+")
_PART = re.compile(r"(?:[^\W_]|[*?])+")
_LEX = re.compile(r'\s*("(?:\\.|[^"\\])*"|[()]|(?:\\.|[^\s()"\\])+)')
_RESERVED = "|&!{}[]^~:"


class SearchError(ValueError):
    """A search that cannot be read; ``at`` counts characters of the search from 0."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must stand one after the other in one field."""

    patterns: tuple[re.Pattern[str], ...]
    prefix: str
    """The longest plain run of letters in it, for the database's first sieve."""

    def in_words(self, words: Sequence[str]) -> bool:
        """Whether a field's words hold the phrase."""
        span = len(self.patterns)
        return any(
            all(pattern.fullmatch(words[start + n]) for n, pattern in enumerate(self.patterns))
            for start in range(len(words) - span + 1)
        )


@dataclass(frozen=True, slots=True)
class Both:
    """Both sides must be found."""

    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Either:
    """One side must be found."""

    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Without:
    """The left side must be found and the right side must not."""

    left: "Expression"
    right: "Expression"


Expression: TypeAlias = Phrase | Both | Either | Without


def words_of(text: str) -> list[str]:
    """The words of a field's text, folded."""
    return _WORD.findall(text.casefold())


def matches(expression: Expression, fields: Sequence[Sequence[str]]) -> bool:
    """Whether a row, given as the words of each of its fields, is found."""
    match expression:
        case Phrase():
            return any(expression.in_words(words) for words in fields)
        case Both(left, right):
            return matches(left, fields) and matches(right, fields)
        case Either(left, right):
            return matches(left, fields) or matches(right, fields)
        case Without(left, right):
            return matches(left, fields) and not matches(right, fields)


def sieve(expression: Expression) -> list[list[str]]:
    """Letters that a found row must hold: any list, all of its entries. For a cheap first look."""
    match expression:
        case Phrase(_, prefix):
            return [[prefix] if prefix else []]
        case Both(left, right):
            return [one + other for one in sieve(left) for other in sieve(right)]
        case Either(left, right):
            return sieve(left) + sieve(right)
        case Without(left, _):
            return sieve(left)


def read_expression(text: str) -> Expression:
    """The tree of a search. Raises ``SearchError``."""
    for number, letter in enumerate(text):
        if letter in _RESERVED and (number == 0 or text[number - 1] != "\\"):
            raise SearchError(f"mismatched character '{letter}' expecting '}}'", number)
    tokens = _Tokens([(m.group(1), m.start(1)) for m in _LEX.finditer(text)])
    if not tokens.left:
        raise SearchError("search term must be longer than one character: []", 0)
    found = _either(tokens)
    if tokens.left:
        raise SearchError(f"unexpected token: {tokens.left[0][0]}", tokens.left[0][1])
    return found


class _Tokens:
    def __init__(self, left: list[tuple[str, int]]) -> None:
        self.left = left

    def takes(self, word: str) -> bool:
        if self.left and self.left[0][0].upper() == word:
            self.left.pop(0)
            return True
        return False


def _either(tokens: _Tokens) -> Expression:
    found = _both(tokens)
    while tokens.takes("OR"):
        found = Either(found, _both(tokens))
    return found


def _both(tokens: _Tokens) -> Expression:
    found = _one(tokens)
    while tokens.left and tokens.left[0][0] != ")" and tokens.left[0][0].upper() != "OR":
        joined = tokens.takes("AND")
        if tokens.takes("NOT"):
            found = Without(found, _one(tokens))
        elif joined or tokens.left:
            found = Both(found, _one(tokens))
    return found


def _one(tokens: _Tokens) -> Expression:
    if not tokens.left:
        raise SearchError("unexpected end of search", 0)
    text, at = tokens.left.pop(0)
    if text == "(":
        found = _either(tokens)
        if not tokens.takes(")"):
            raise SearchError("expecting a right parentheses", at)
        return found
    if text == ")":
        raise SearchError("unexpected token: )", at)
    return _phrase(text.strip('"'), at)


def _phrase(text: str, at: int) -> Phrase:
    plain = re.sub(r"\\(.)", r"\1", text)
    parts = _PART.findall(plain.casefold())
    letters = list(_runs(parts))
    if sum(len(run) for run in letters) < 2:
        raise SearchError(f"search term must be longer than one character: {plain}", at)
    patterns = tuple(re.compile(_regex(part)) for part in parts)
    return Phrase(patterns, max(letters, key=len))


def _runs(parts: Sequence[str]) -> Iterator[str]:
    for part in parts:
        yield from (run for run in re.split(r"[*?]", part) if run)


def _regex(part: str) -> str:
    return "".join({"*": ".*", "?": "."}.get(letter, re.escape(letter)) for letter in part)
