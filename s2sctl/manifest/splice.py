"""Fixes applied to a file's text: nothing moves but the characters they name. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from s2sctl.model.finding import Edit, Finding, Fix, Place


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` of a text, and what takes their place."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Spliced:
    """The new text, and the findings whose fixes are in it."""

    text: str
    mended: tuple[Finding, ...]


def splice(text: str, findings: Iterable[Finding], file: str) -> Spliced:
    """Apply every fix about ``file`` that still fits the text and crosses no earlier one.

    Earlier is who begins first in the text, then the shorter, then the lower code: the same
    findings in any order give the same text. A fix is applied whole or not at all.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    body = text.removeprefix("\ufeff")
    starts = _line_starts(body)
    taken: list[Span] = []
    mended: list[Finding] = []
    for found, spans in sorted(_resolved(body, starts, findings, file), key=_order):
        if spans and not any(_cross(one, other) for one in spans for other in taken):
            taken += spans
            mended.append(found)
    for span in sorted(taken, key=lambda one: one.start, reverse=True):
        body = body[: span.start] + span.text + body[span.end :]
    return Spliced(mark + body, tuple(mended))


def _resolved(
    text: str, starts: Sequence[int], findings: Iterable[Finding], file: str
) -> Iterator[tuple[Finding, tuple[Span, ...]]]:
    for found in dict.fromkeys(findings):
        if found.fix is not None and found.place is not None and found.place.file == file:
            yield found, _spans(text, starts, found.fix, found.place)


def _order(one: tuple[Finding, tuple[Span, ...]]) -> tuple[int, int, str, str]:
    found, spans = one
    first = min(((span.start, span.end) for span in spans), default=(0, 0))
    return (*first, found.code, found.path)


def _cross(one: Span, other: Span) -> bool:
    same = (one.start, one.end) == (other.start, other.end)
    return same or (one.start < other.end and other.start < one.end)


def _spans(text: str, starts: Sequence[int], fix: Fix, place: Place) -> tuple[Span, ...]:
    """The fix's edits as spans; none at all where one of them does not fit."""
    spans = [_span(text, starts, edit, edit.place or place) for edit in fix.edits]
    sound = tuple(span for span in spans if span is not None)
    return sound if len(sound) == len(spans) else ()


def _span(text: str, starts: Sequence[int], edit: Edit, place: Place) -> Span | None:
    if place.line > len(starts):
        return None
    start = starts[place.line - 1] + place.column - 1
    end = start + place.width
    said = text[start:end]
    if edit.new is None:
        fits = said.lstrip("\"'").startswith(edit.old)
        return _taken_out(text, start, end) if fits else None
    for quote in ("", '"', "'"):
        if said == f"{quote}{edit.old}{quote}":
            return Span(start + len(quote), end - len(quote), edit.new)
    return None


_BEFORE = re.compile(r",[ \t]*\Z")
_AFTER = re.compile(r"[ \t]*,[ \t]*")
_LINE_HEAD = re.compile(r"(?:\A|(?<=[\n\r]))[ \t]*(?:-[ \t]+)?\Z")
_LINE_TAIL = re.compile(r"[ \t]*(?:\r\n|\n|\r|\Z)")


def _taken_out(text: str, start: int, end: int) -> Span | None:
    """An item of a list, or an entry of a mapping, with its comma or its whole line.

    None where neither surrounds it: behind it on its line stands a comment, which stays.
    """
    before, after = _BEFORE.search(text, 0, start), _AFTER.match(text, end)
    if before is not None:
        return Span(before.start(), end, "")
    if after is not None:
        return Span(start, after.end(), "")
    head, tail = _LINE_HEAD.search(text, 0, start), _LINE_TAIL.match(text, end)
    if head is not None and tail is not None:
        return Span(head.start(), tail.end(), "")
    return None


def _line_starts(text: str) -> tuple[int, ...]:
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return tuple(starts)
