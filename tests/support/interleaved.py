"""Two runs side by side, call by call, in the order that a test says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Condition, Thread

PATIENCE_SECONDS = 30


@dataclass
class Turnstile:
    """Lets one call of one thread through at a time; who goes next is taken from ``order``,
    again and again. A thread that has ended is passed over."""

    order: Sequence[int]
    _changed: Condition = field(default_factory=Condition)
    _waiting: set[int] = field(default_factory=set)
    _running: set[int] = field(default_factory=set)
    _step: int = 0

    def call(self, number: int, act: Callable[[], object]) -> object:
        with self._changed:
            self._waiting.add(number)
            self._changed.notify_all()
            if not self._changed.wait_for(lambda: self._turn() == number, PATIENCE_SECONDS):
                raise RuntimeError("the other thread never came")
            try:
                return act()
            finally:
                self._waiting.discard(number)
                self._step += 1
                self._changed.notify_all()

    def _turn(self) -> int | None:
        """Whose call is next; None while a running thread has not come to its next call."""
        if self._waiting != self._running:
            return None
        wanted = self.order[self._step % len(self.order)]
        return wanted if wanted in self._running else min(self._running)

    def play(self, *runs: Callable[[], object]) -> list[object]:
        """What each run returned, or the exception that ended it."""
        results: list[object] = [None] * len(runs)
        self._running = set(range(len(runs)))

        def perform(number: int) -> None:
            try:
                results[number] = runs[number]()
            except Exception as error:
                results[number] = error
            finally:
                with self._changed:
                    self._running.discard(number)
                    self._waiting.discard(number)
                    self._changed.notify_all()

        threads = [Thread(target=perform, args=(number,), daemon=True) for number in self._running]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE_SECONDS)
        return results


class SteppedOrg:
    """An org each of whose calls waits for its thread's turn."""

    def __init__(self, org: object, turnstile: Turnstile, number: int) -> None:
        self._org, self._turnstile, self._number = org, turnstile, number
        self.wrote: list[str] = []
        """The objects that were written through here."""

    def __getattr__(self, name: str) -> object:
        return getattr(self._org, name)

    def open(self, *arguments):
        return self._pass(lambda: self._org.open(*arguments))

    def read(self, queries):
        return iter(self._pass(lambda: list(self._org.read(queries))))

    def fetch(self, *arguments):
        return self._pass(lambda: self._org.fetch(*arguments))

    def write(self, batch):
        def act():
            self.wrote.append(batch.schema.name)
            return self._org.write(batch)

        return self._pass(act)

    def _pass(self, act):
        return self._turnstile.call(self._number, act)
