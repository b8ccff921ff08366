"""Ports that die at the n-th call: before it is done, or after it and before anyone is told."""

import functools
from dataclasses import dataclass, field
from types import GeneratorType

from tests.support.fake_org import Killed

COUNTED = {
    "org": (
        "open",
        "read",
        "count",
        "fetch",
        "body",
        "may_edit",
        "write",
        "create_keyless",
        "open_job",
        "fill_job",
        "look_at_job",
        "job_outcomes",
        "abort_job",
        "delete",
        "identity",
        "now",
        "usage",
    ),
    "store": (
        "id",
        "acquire",
        "check",
        "release",
        "cursors",
        "schemas",
        "links",
        "links_by_key",
        "scan_links",
        "count_links",
        "ledger",
        "jobs",
        "commit",
        "know",
        "known",
        "begin_run",
        "end_run",
        "record_event",
        "stage",
    ),
    "clock": ("now", "sleep"),
    "reporter": ("progress", "note", "stop_asked"),
}
"""The calls at which a process may die, by port."""


@dataclass
class Fate:
    """Counts the calls on all ports of one run; at call ``at`` the process dies."""

    at: int | None = None
    late: bool = False
    """After the call's effect instead of before it."""
    calls: list[str] = field(default_factory=list)
    dead: bool = False

    def around(self, name, call):
        """Do ``call`` unless the process is dead, or dies before it. A dead process does nothing
        more, whatever its ``finally`` would like to."""
        if self.dead:
            raise Killed
        self.calls.append(name)
        now = len(self.calls) == self.at
        if now and not self.late:
            self._die()
        answer = call()
        if now:
            self._die()
        return answer

    def _die(self):
        self.dead = True
        raise Killed


class Crashing:
    """A port of one kind, with a fate."""

    def __init__(self, kind, port, fate):
        self._kind, self._port, self._fate = kind, port, fate

    def __getattr__(self, name):
        if name not in COUNTED[self._kind]:
            return getattr(self._port, name)
        if not callable(getattr(self._port, name)):
            return self._fate.around(f"{self._kind}.{name}", lambda: getattr(self._port, name))
        return functools.partial(self._call, name)

    def _call(self, name, *given, **named):
        told = f"{self._kind}.{name}"
        answer = self._fate.around(told, lambda: getattr(self._port, name)(*given, **named))
        return self._page_by_page(told, answer) if isinstance(answer, GeneratorType) else answer

    def _page_by_page(self, told, pages):
        for page in pages:
            yield self._fate.around(told, lambda page=page: page)
