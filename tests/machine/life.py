"""One machine: people, accidents and syncs in an order drawn from a seed, then a rest."""

import re
from collections import Counter
from contextlib import ExitStack
from random import Random

from s2sctl.app.sync.run import sync
from s2sctl.app.sync.work import Options
from s2sctl.errors import S2sError
from s2sctl.manifest.manifest import OnConflict
from s2sctl.model.side import Pair, Side
from s2sctl.ports.store import Holder
from s2sctl.sync.guards import Allowance
from tests.machine import invariants
from tests.machine.people import MARK, People
from tests.machine.upheaval import Upheaval
from tests.machine.watched import Watch
from tests.support.fake_org import Killed
from tests.support.world import Quiet

ANY = Allowance(deletes=9_999, updates=9_999)
ALLOWED, FORESEEN = Options(allowed=ANY), Options(allowed=ANY, dry_run=True)
PAST_EVERY_TRY = 7 * 3600
PAST_THE_SWEEP = 8 * 24 * 3600
RESTS = 4


class Life:
    """A seed's life over a ground. Every invariant of facts/salesforce-api.md §5.7 that a run can
    break is checked on the way or at rest."""

    def __init__(self, ground, seed: int, *, upheavals: bool = False) -> None:
        self.chance = Random(seed)
        self.ground = ground
        self.people = People(ground, self.chance)
        self.watch = Watch(ground, self.people)
        self.steps = self.runs = 0
        self.kept: set[str | None] = set()
        """Every value seen in a conflict record."""
        self._accounted: set[int] = set()
        self.upheaval = Upheaval(self, seed) if upheavals else None

    def live(self, steps: int, rest_every: int = 60) -> Counter:
        """So many steps, a rest now and then and at the end; the tally."""
        for number in range(1, steps + 1):
            self.step()
            if number % rest_every == 0 or number == steps:
                self.rest()
        return self.tally()

    def step(self) -> None:
        """One deed, a while, or a sync of some kind."""
        self.steps += 1
        if self.upheaval and self.upheaval.strikes():
            return
        draw = self.chance.random()
        if draw < 0.66:
            self.people.act()
        elif draw < 0.74:
            self.ground.later(self.chance.choice((1, 5, 30, 70, 1_000, 90_000)))
        elif draw < 0.84:
            self.sync()
        else:
            self.ground.later(3)
            self.troubled_sync()

    def sync(self, *, may_fail: bool = False) -> None:
        """One pass through the watched ports; what holds after any pass is checked."""
        store = self.ground.store
        self.ground.setup.work()
        before = invariants.cursors(store)
        try:
            report = self._pass(ALLOWED)
        except S2sError as error:
            self._judge(error, may_fail)
            self.watch.tell(f"runs ended by {type(error).__name__}")
        except Killed:
            assert may_fail
        else:
            assert not any(re.search(MARK + r"\d", note) for note in report.notes)
        finally:
            self.ground.setup.over()
            self.kept |= invariants.kept_in(store)
            self.watch.at.clear()
            self.watch.kill_late, self.watch.beside = None, False
        invariants.cursors_never_go_back(before, invariants.cursors(store))
        invariants.no_duplicate(self.ground)
        self.watch.tell("syncs")

    def holder(self) -> Holder:
        """Who runs next."""
        self.runs += 1
        return Holder(f"run{self.runs}", "here", 1, self.ground.clock.now())

    def _pass(self, options: Options):
        """One pass of the engine."""
        ground = self.ground
        ports = Pair(self.watch.port(Side.A), self.watch.port(Side.B))
        return sync(
            ground.known, ports, ground.store, ground.clock, Quiet(), self.holder(), options
        )

    def foresee(self) -> bool:
        """Two dry runs, then the run itself, with nobody in between (§5.7, 13)."""
        if self.ground.setup.spent:
            return False
        self.ground.setup.work()
        self.ground.ripen()
        plans = [self._pass(FORESEEN).planned.writes for _ in range(2)]
        self.watch.done.clear()
        self.watch.followed, self.watch.refused = False, 0
        self.sync()
        invariants.as_planned(self.ground, *plans, self.watch)
        self.watch.tell("runs foreseen")
        return True

    def _judge(self, error: S2sError, may_fail: bool) -> None:
        """A run fails only where something went wrong, by its exit code, and tells no value."""
        spent = self.ground.setup.spent
        assert may_fail or spent, error
        # Where few calls are left a guard may say so before the org does.
        assert error.exit_code in ((5, 8) if spent else (5,)), error
        assert not re.search(MARK + r"\d", f"{error}{error.help}"), error

    def troubled_sync(self) -> None:
        """A sync in which one to three things go wrong."""
        with ExitStack() as stack:
            for _ in range(self.chance.randrange(1, 4)):
                self._order(stack)
            self.sync(may_fail=True)

    def _order(self, stack: ExitStack) -> None:
        watch, call = self.watch, self.watch.calls + self.chance.randrange(1, 25)
        kinds = ("edits", "edits", "beside", "beside", "kill", "kill late", *self._own())
        kind = self.chance.choice(kinds)
        match kind:
            case "edits":
                for after in range(self.chance.randrange(1, 6)):
                    watch.at[call + after] = self._meanwhile
            case "beside":
                watch.beside = True
            case "kill":
                watch.at[call] = watch.die
            case "kill late":
                watch.kill_late = call
            case "busy":
                watch.at[call] = watch.busy
            case "out_of_calls":
                watch.at[call] = watch.out_of_calls
            case _:
                stack.enter_context(self.ground.accident(kind, self.chance, watch.tell))

    def _own(self) -> tuple[str, ...]:
        return tuple(self.ground.accidents)

    def _meanwhile(self) -> None:
        self.watch.tell("deeds during a sync")
        self.people.act()

    def rest(self) -> None:
        """Nobody does anything and nothing fails, until every look and every retry has passed."""
        if self.upheaval:
            self.upheaval.all_back()
            self.upheaval.retry_all()
            # What was deleted and left its recycle bin unseen is found by the weekly sweep.
            self.ground.later(PAST_THE_SWEEP)
        self.watch.turns.clear()
        # Jobs that answer each other are held after three turns of two syncs each.
        for _ in range(3 * RESTS if self.ground.setup.working else RESTS):
            self.ground.later(PAST_EVERY_TRY)
            self.sync()
        invariants.hold_at_rest(self)
        self.watch.tell("rests")

    def account(self, edit, what: str) -> None:
        """Tell what became of a value; it is asked at every rest."""
        if edit.number not in self._accounted:
            self._accounted.add(edit.number)
            self.watch.tell(what)

    def tally(self) -> Counter:
        """Everything that happened, counted."""
        figures = Counter({"steps": self.steps, **self.watch.tally})
        figures["values written by people"] = len(self.people.log)
        for deed, count in self.people.deeds.items():
            figures[f"deeds: {deed.replace('_', ' ')}"] = count
        return figures


def policies_of(seed: int) -> Pair[OnConflict]:
    """Both sides' policies: every pair of them comes in sixteen seeds."""
    known = tuple(OnConflict)
    return Pair(known[seed % 4], known[seed // 4 % 4])
