"""A real process with a store, to be killed: python store_child.py ACTION FOLDER [URL]."""

import os
import sys
import time
from pathlib import Path

from store_bench import SqlBench
from store_samples import NAME, cursor, entry, holder, link

from s2sctl.model.side import Side
from s2sctl.ports.store import Changes, Event

LINKS_PER_COMMIT = 20


def say(what: object) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def hold(bench: SqlBench) -> None:
    """Take the lease, say so, and sleep on it."""
    bench.open().acquire(NAME, holder("run-child", pid=os.getpid()))
    say("held")
    time.sleep(60)


def commit(bench: SqlBench) -> None:
    """Commit again and again; each commit writes its number everywhere, then it is told."""
    store = bench.open()
    lease = store.acquire(NAME, holder("run-child", pid=os.getpid()))
    say("held")
    for number in range(1, 100_000):
        links = tuple(link(n, reason=str(number)) for n in range(LINKS_PER_COMMIT))
        event = Event(bench.clock.now(), "commit", None, "child", str(number))
        store.commit(
            lease,
            Changes(
                links=links,
                entries=(entry(number),),
                cursors=(cursor(Side.A, minutes=number),),
                events=(event,),
            ),
        )
        say(number)


def first(bench: SqlBench) -> None:
    """Open the store, perhaps as the first of several."""
    say(bench.open().id)


if __name__ == "__main__":
    actions = {"hold": hold, "commit": commit, "first": first}
    actions[sys.argv[1]](SqlBench(Path(sys.argv[2]), *sys.argv[3:4]))
