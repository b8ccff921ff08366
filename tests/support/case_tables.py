"""The case tables of docs/how-sync-decides.md: as they are printed, and what each line stands for.

A line is a condition in words beside the same condition in code, and what it leads to; the first
line that fits counts. ``python -m tests.support.case_tables`` prints the page anew.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from s2sctl.manifest.manifest import OnConflict
from s2sctl.model.ids import RecordId
from s2sctl.model.side import Pair, Side
from s2sctl.sync.decide import Adopt, Decision, Diverge, Hold, Keep, Situation, WriteTo, decide
from s2sctl.sync.link import LinkStatus
from s2sctl.sync.shares import (
    UNDELETED,
    Begins,
    Ends,
    Flows,
    Moves,
    Reason,
    Rests,
    RowState,
    ShareSituation,
    Verdict,
)

PAGE = Path(__file__).parents[2] / "docs" / "how-sync-decides.md"
BOTH = Pair(True, True)


@dataclass(frozen=True)
class Line:
    words: tuple[str, ...]
    fits: Callable[..., bool]
    outcome: object
    told: str


# -- fields


def one_way(into: Side) -> tuple[Line, ...]:
    source = into.other.value.upper()
    target = into.value.upper()
    return (
        Line((f"{source} is as it was", "anything"), lambda s: not s.changed.of(into.other), Keep(),
             "nothing"),
        Line((f"{source} changed", f"{target} shows the same already"), lambda s: s.equal, Adopt(),
             "both are remembered as they are; nothing is written"),
        Line((f"{source} changed", f"{target} shows anything else"), lambda _: True, WriteTo(into),
             f"{target} is written"),
    )  # fmt: skip


SETTLED = (
    Line(("as it was", "as it was"), lambda s: not (s.changed.a or s.changed.b), Keep(), "nothing"),
    Line(("changed on either side", "both show the same now"), lambda s: s.equal, Adopt(),
         "both are remembered as they are; nothing is written"),
    Line(("changed", "as it was"), lambda s: s.changed == Pair(True, False), WriteTo(Side.B),
         "B is written"),
    Line(("as it was", "changed"), lambda s: s.changed == Pair(False, True), WriteTo(Side.A),
         "A is written"),
)  # fmt: skip
"""A field that flows both ways, as long as not both sides changed it apart."""

NEWER = (
    ("A's edit is newer", lambda s: s.newer is Side.A),
    ("B's edit is newer", lambda s: s.newer is Side.B),
    ("a tie, born in A", lambda s: s.newer is None and s.origin is Side.A),
    ("a tie, born in B", lambda s: s.newer is None and s.origin is Side.B),
)

TOLD: dict[Decision, str] = {
    WriteTo(Side.B, contested=True): "A wins",
    WriteTo(Side.A, contested=True): "B wins",
    Hold(): "held for a person",
    Diverge(): "each keeps its own",
}


def field_situations() -> Iterator[Situation]:
    """Everything that can be the case of one field."""
    flags = [Pair(*both) for both in product((False, True), repeat=2)]
    policies = [Pair(*both) for both in product(OnConflict, repeat=2)]
    for parts in product(flags, (False, True), flags, policies, (None, *Side), Side):
        yield Situation(*parts)


def apart(a: OnConflict, b: OnConflict) -> tuple[Decision, ...]:
    """Both changed apart: one outcome per column of :data:`NEWER`."""
    return tuple(_only_outcome(a, b, column) for _, column in NEWER)


def _only_outcome(a: OnConflict, b: OnConflict, column: Callable[[Situation], bool]) -> Decision:
    outcomes = {
        decide(now)
        for now in field_situations()
        if now.into == BOTH
        and now.changed == BOTH
        and not now.equal
        and now.claims == Pair(a, b)
        and column(now)
    }
    (outcome,) = outcomes
    return outcome


# -- records

LIVING = (LinkStatus.ACTIVE, LinkStatus.PENDING, LinkStatus.OFFERED)
WINNER = RecordId("00Q000000000001AAA")
ALIVE = (RowState(), RowState(in_rule=True), RowState(in_rule=False))
GONE = (
    RowState(converted=True),
    RowState(deleted=True),
    RowState(deleted=True, winner=WINNER),
    RowState(deleted=True, winner=WINNER, winner_linked=True),
)


def share_situations() -> Iterator[ShareSituation]:
    """Everything that can be the case of one share, born in A. B's rows are not asked for a rule.

    What is born in B is the same with the sides swapped.
    """
    rows = [Pair(a, b) for a in (None, *ALIVE, *GONE) for b in (None, RowState(), *GONE)]
    words = product((False, True), repeat=4)
    reasons = (
        "",
        Reason.LEFT_RULE.value,
        Reason.ORIGIN_DELETED.value,
        Reason.ORIGIN_MERGED.value,
    )
    for status, reason, pair, said in product(LinkStatus, reasons, rows, tuple(words)):
        yield ShareSituation(status, reason, Side.A, pair, *said)


def origin(now: ShareSituation) -> RowState:
    return now.rows.of(now.origin) or RowState()


def copy(now: ShareSituation) -> RowState:
    return now.rows.of(now.origin.other) or RowState()


def left(now: ShareSituation) -> bool:
    return origin(now).in_rule is False and now.ends_on_leave and not (now.by_hand or now.asked)


def ended(status: LinkStatus, reason: Reason, *, stays: bool) -> Ends:
    return Ends(status, reason, copy_stays=stays)


def free(row: RowState) -> bool:
    """Whether it was merged into a record that a share may move to."""
    return row.deleted and row.winner is not None and not row.winner_linked


DELETED, INACTIVE = LinkStatus.DELETED, LinkStatus.INACTIVE
THEIRS = "the share ends; the receiver's `when_share_ends` decides over the copy"
SHARES = (
    Line(("the origin was merged into a record without a share, and the copy is there",),
         lambda s: free(origin(s)) and not copy(s).deleted,
         Moves(Side.A, WINNER), "the share goes on with the winner, key and all"),
    Line(("the origin was merged into a record that has a share",),
         lambda s: origin(s).deleted and origin(s).winner is not None and not free(origin(s)),
         ended(DELETED, Reason.ORIGIN_MERGED, stays=False), THEIRS),
    Line(("the origin was deleted",), lambda s: origin(s).deleted and not origin(s).winner,
         ended(DELETED, Reason.ORIGIN_DELETED, stays=False), THEIRS),
    Line(("the copy was merged into a record without a share",),
         lambda s: free(copy(s)), Moves(Side.B, WINNER),
         "the share goes on with the winner, and with the origin's winner where it has one"),
    Line(("the copy was merged into a record that has a share",),
         lambda s: copy(s).deleted and copy(s).winner is not None,
         ended(DELETED, Reason.MERGED, stays=True), "the share ends; nothing is deleted"),
    Line(("the copy was deleted",), lambda s: copy(s).deleted,
         ended(DELETED, Reason.COPY_DELETED, stays=True), "the share ends; the origin stays"),
    Line(("the Lead was converted, on either side",),
         lambda s: origin(s).converted or copy(s).converted,
         ended(LinkStatus.CONVERTED, Reason.CONVERTED, stays=True),
         "the share ends; both records stay"),
    Line(("a person stopped sharing it",), lambda s: s.unshared,
         ended(INACTIVE, Reason.UNSHARED, stays=False), THEIRS),
    Line(("it left its rule, whose `on_leave` is `end`, and no person shares it",), left,
         ended(INACTIVE, Reason.LEFT_RULE, stays=False), THEIRS),
    Line(("anything else",), lambda _: True, Flows(), "its fields flow"),
)  # fmt: skip
"""A share that lives (or is about to, or waits to be accepted)."""


def rests(now: ShareSituation) -> bool:
    row = now.rows.of(now.origin)
    gone = row is None or row.deleted or row.converted
    return gone or now.unshared or now.status is LinkStatus.CONVERTED


def copy_gone(now: ShareSituation) -> bool:
    copy = now.rows.of(now.origin.other)
    return copy is not None and copy.deleted


def returned(now: ShareSituation) -> bool:
    undeleted = now.reason in UNDELETED
    back = undeleted or now.reason == Reason.LEFT_RULE.value
    return (back and origin(now).in_rule is True) or (undeleted and now.by_hand)


def outlasts(now: ShareSituation) -> bool:
    """Whether a person's word comes on top of the rule's."""
    return now.unshared and now.reason in (Reason.LEFT_RULE.value, *UNDELETED)


ENDED = (
    Line(("it had left its rule with its copy kept, and a person stopped sharing it",),
         lambda s: outlasts(s) and s.status is LinkStatus.INACTIVE,
         Ends(LinkStatus.INACTIVE, Reason.UNSHARED, copy_stays=True),
         "it stays ended, also when it returns to its rule"),
    Line(("it had left its rule with its copy removed, or its origin was deleted or merged away, "
          "and a person stopped sharing it",),
         lambda s: outlasts(s) and s.status is DELETED,
         Ends(LinkStatus.DELETED, Reason.UNSHARED, copy_stays=True),
         "it stays ended, also when it returns to its rule"),
    Line(("nothing new was read of the origin, it is gone or converted, or a person stopped "
          "sharing it",), rests, Rests(), "nothing"),
    Line(("a person shares it anew, and the copy was deleted",), lambda s: s.asked and copy_gone(s),
         Begins(anew=True), "the share begins again with a new copy"),
    Line(("a person shares it anew",), lambda s: s.asked, Begins(anew=False),
         "the share begins again with the copy that is there"),
    Line(("it had left its rule, or had been deleted or merged away, is shared again, and the copy "
          "was deleted",),
         lambda s: returned(s) and copy_gone(s), Begins(anew=True),
         "the share begins again with a new copy"),
    Line(("it had left its rule, or had been deleted or merged away, and is shared again",),
         returned, Begins(anew=False), "the share begins again with the copy that is there"),
    Line(("anything else",), lambda _: True, Rests(), "nothing"),
)  # fmt: skip
"""A share that has ended."""


def first(lines: tuple[Line, ...], now: object) -> object:
    """What the first line that fits leads to."""
    return next(line.outcome for line in lines if line.fits(now))


def field_lines(now: Situation) -> tuple[Line, ...] | None:
    """The table for a field; None where both sides changed apart, or it flows nowhere."""
    if now.into.a != now.into.b:
        return one_way(Side.A if now.into.a else Side.B)
    if now.into == BOTH and not (now.changed == BOTH and not now.equal):
        return SETTLED
    return None


def judged(now: ShareSituation) -> Verdict | object:
    return first(SHARES if now.status in LIVING else ENDED, now)


# -- the page


def table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def tables() -> dict[str, str]:
    """Every table of the page by its name."""
    policies = [
        (f"`{a.value}`", f"`{b.value}`", *(TOLD[one] for one in apart(a, b)))
        for a, b in product(OnConflict, repeat=2)
    ]
    heads = ("A's `on_conflict`", "B's `on_conflict`", *(words for words, _ in NEWER))
    return {
        "one-way": _lines(("the source", "the target", "what happens"), one_way(Side.B)),
        "two-way": _lines(("A's value", "B's value", "what happens"), SETTLED),
        "apart": table(heads, policies),
        "share": _lines(("what was found", "what follows"), SHARES),
        "ended": _lines(("what was found", "what follows"), ENDED),
    }


def _lines(heads: tuple[str, ...], lines: tuple[Line, ...]) -> str:
    return table(heads, [(*line.words, line.told) for line in lines])


def page(text: str) -> str:
    """The page with every table printed anew between its marks."""
    for name, printed in tables().items():
        begin, end = f"<!-- cases: {name} -->\n", "<!-- end -->"
        before, found, rest = text.partition(begin)
        assert found, f"the page has no mark for {name}"
        text = f"{before}{begin}{printed}\n{end}{rest.partition(end)[2]}"
    return text


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
