"""Which stamps a run reads: three looks at every range, each with its own cursor. Pure.

A row can become visible minutes after its SystemModstamp, at commit (facts/salesforce-api.md
§1.3), so a range is looked at again later. Spans are half-open and in whole seconds, because
SystemModstamp is (§1.2); a row is read once per look, three times in all.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LOOKS = (timedelta(0), timedelta(minutes=1), timedelta(minutes=15))
"""How long after its stamp a row is looked for: at once, after one minute, after fifteen."""

IN_PROGRESS = timedelta(seconds=2)
"""The seconds still being written; never read."""

Cursors = tuple[datetime | None, ...]
"""Up to where each look has read; None: not yet at all."""


@dataclass(frozen=True, slots=True)
class Span:
    """Stamps from ``lo`` (None: the beginning) up to, not including, ``hi``."""

    lo: datetime | None
    hi: datetime

    def __contains__(self, moment: datetime) -> bool:
        return (self.lo is None or self.lo <= moment) and moment < self.hi


def horizon(now: datetime) -> datetime:
    """Up to where a run that starts at the org's time ``now`` may read: whole seconds, UTC."""
    return now.astimezone(UTC).replace(microsecond=0) - IN_PROGRESS


def spans(cursors: Cursors, hi: datetime, again: datetime | None = None) -> tuple[Span, ...]:
    """What must be read now, disjoint and in order; touching spans are one.

    ``again``: from when on all is read whatever the cursors say, as the org's clock was set back.
    """
    wanted = [
        Span(lo, hi - delay)
        for lo, delay in zip(cursors or (None,) * len(LOOKS), LOOKS, strict=True)
        if lo is None or lo < hi - delay
    ]
    if again is not None and again < hi:
        wanted.append(Span(again, hi))
    wanted.sort(key=lambda span: (span.lo is not None, span.lo or span.hi, span.hi))
    merged: list[Span] = []
    for span in wanted:
        if merged and (span.lo is None or span.lo <= merged[-1].hi):
            merged[-1] = Span(merged[-1].lo, max(merged[-1].hi, span.hi))
        else:
            merged.append(span)
    return tuple(merged)


def advance(cursors: Cursors, hi: datetime) -> tuple[datetime, ...]:
    """The cursors once everything in :func:`spans` was read. A cursor never goes back."""
    return tuple(
        hi - delay if at is None else max(at, hi - delay)
        for at, delay in zip(cursors or (None,) * len(LOOKS), LOOKS, strict=True)
    )
