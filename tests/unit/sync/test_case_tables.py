"""docs/how-sync-decides.md tells what the code does, in every case there is."""

from s2sctl.model.side import Pair
from s2sctl.sync.decide import Keep, decide
from s2sctl.sync.shares import judge
from tests.support import case_tables as cases


def test_every_case_of_a_field_is_in_exactly_the_table_that_tells_its_outcome() -> None:
    met = 0
    for now in cases.field_situations():
        lines = cases.field_lines(now)
        if lines is not None:
            assert decide(now) == cases.first(lines, now), now
        elif now.into == Pair(False, False):
            assert decide(now) == Keep()
        else:
            (column,) = [n for n, (_, fits) in enumerate(cases.NEWER) if fits(now)]
            assert decide(now) == cases.apart(*now.claims)[column]
        met += 1
    assert met == 4 * 2 * 4 * 16 * 3 * 2


def test_every_case_of_a_share_is_told() -> None:
    told = set()
    for now in cases.share_situations():
        verdict = judge(now)
        assert verdict == cases.judged(now), now
        told.add(verdict)
    assert told == {line.outcome for line in (*cases.SHARES, *cases.ENDED)}


def test_the_page_is_what_the_code_prints() -> None:
    text = cases.PAGE.read_text(encoding="utf-8")
    again = cases.page(text)
    assert again == text, "print it anew: python -m tests.support.case_tables"
