"""Killed before or after any call on any port and run again, everything ends the same."""

from random import Random

import pytest

from tests.machine.crashed_life import beginnings, copied, disturbed, rest_of_life, run
from tests.machine.crashing import Fate
from tests.machine.scripted_life import CHAPTERS, portrait

SLICE = 24
POINTS = 2_000


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


def points(calls):
    """Every moment of the life: chapter, call, before or after it."""
    return [
        (chapter, number + 1, late)
        for chapter, names in enumerate(calls)
        for number in range(len(names))
        for late in (False, True)
    ]


def test_the_life_is_worth_crashing(course):
    starts, calls, end = course
    assert portrait(starts[0])["living"][0] == 180
    assert len(points(calls)) > 0
    assert end == rest_of_life(_after(starts), 0)


def _after(starts):
    w = copied(starts[0])
    run(w)
    return w


def test_x(course):
    starts, calls, end = course
    import time, collections
    print([len(c) for c in calls], collections.Counter(sum(calls, [])))
    print(collections.Counter(v[0] for v in end["links"].values()), end["living"], end["ledger"][:5], len(end['ledger']))
    t=time.time()
    for chapter, number, late in Random(2).sample(points(calls), 150):
        got = disturbed(starts[chapter], chapter, Fate(number, late))
        if got != end:
            for part in end:
                if got[part] != end[part]:
                    print(chapter, number, late, calls[chapter][number-1], part)
                    if isinstance(end[part], dict):
                        for k in sorted({*got[part], *end[part]}):
                            if got[part].get(k) != end[part].get(k): print('   ', k, end[part].get(k), got[part].get(k)); break
                    else: print(end[part], got[part])
    print(time.time()-t)
