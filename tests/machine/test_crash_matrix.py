"""Killed between any two calls on any port and run again, everything ends the same.

Dying before a call is dying after the one before it: nothing of ours happens between two calls.
So each life is cut once after every call of every sync in it, then at drawn moments twice in a row.
"""

from collections import Counter
from random import Random

import pytest

from tests.machine.crashed_life import beginnings, copied, disturbed, run
from tests.machine.crashing import Fate
from tests.machine.scripted_life import ACCOUNTS, CONTACTS, LEADS, portrait

SLICE, PARTS, POINTS = 20, 8, 2_000


@pytest.fixture(scope="session")
def course():
    """The undisturbed life: its beginnings, the calls of each chapter's sync, and its end."""
    starts = beginnings()
    calls = []
    for start in starts[:-1]:
        fate = Fate()
        run(copied(start), fate)
        calls.append(fate.calls)
    return starts, calls, portrait(starts[-1])


def moments(calls, wanted):
    """Chapter and the calls after which the process dies: each call once, then pairs of them."""
    found = [
        (chapter, (number,))
        for chapter, names in enumerate(calls)
        for number in range(1, len(names) + 1)
    ]
    chance = Random(5)
    while len(found) < wanted:
        chapter, (first,) = chance.choice(found[: sum(map(len, calls))])
        found.append((chapter, (first, chance.randrange(1, 60))))
    return found


def hold(course, chosen, tally):
    """Every life that is cut at one of these moments ends as the undisturbed one."""
    starts, calls, end = course
    figures = Counter()
    for chapter, numbers in chosen:
        fates = [Fate(number, late=True) for number in numbers]
        found = disturbed(starts[chapter], chapter, *fates)
        different = [part for part in end if found[part] != end[part]]
        assert not different, (chapter, numbers, calls[chapter][numbers[0] - 1], different)
        figures["points"] += 1
        for fate in fates:
            figures[f"after {fate.calls[-1]}"] += 1
    tally("Crash matrix", figures)


def test_the_life_that_is_cut_has_300_records_and_knows_every_kind_of_end(course):
    starts, calls, end = course
    assert portrait(starts[0])["living"][:3] == [LEADS, ACCOUNTS, CONTACTS]
    assert sum((LEADS, ACCOUNTS, CONTACTS)) == 300
    statuses = Counter(link[0] for link in end["links"].values())
    assert set(statuses) >= {"active", "deleted", "converted", "inactive"}
    assert {entry[0] for entry in end["ledger"]} == {"conflict", "wait"}
    assert sum(map(len, calls)) > 1_000


def test_killed_at_drawn_moments_the_life_ends_the_same(course, tally):
    hold(course, Random(7).sample(moments(course[1], POINTS), SLICE), tally)


@pytest.mark.stress
@pytest.mark.parametrize("part", range(PARTS))
def test_killed_after_any_call_on_any_port_the_life_ends_the_same(course, tally, part):
    hold(course, moments(course[1], POINTS)[part::PARTS], tally)
