"""API calls: how many a run may take of what an org has left for the day. Pure.

Salesforce counts the calls of all of an org's integrations over 24 rolling hours, and an org may
give a connected app a limit of its own beside (REST API guide, "Limit Info Header").
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from s2sctl.manifest.manifest import Guards
from s2sctl.model.names import OrgAlias
from s2sctl.model.side import Side
from s2sctl.sync.guards import Tripped

RESERVE = 5
"""Percent of an org's daily calls that are left to its other integrations, whatever we need."""

SLACK = 10
"""Percent that a count which is to let a run pass is greater than the estimate: a call that is
sent again must not stop it halfway."""


@dataclass(frozen=True, slots=True)
class DailyLimit:
    """Calls ``used``, by everyone, of a ``limit`` over 24 rolling hours. ``app`` names the
    connected app whose own limit it is; None: the org's. ``used`` may be more than ``limit``:
    an org may go over it for a while."""

    used: int
    limit: int
    app: str | None = None

    @property
    def left(self) -> int:
        """Calls that are left; fewer than none where the org is over its limit."""
        return self.limit - self.used

    @property
    def reserve(self) -> int:
        """What of it is not ours: an app's own limit is its alone."""
        return 0 if self.app is not None else ceil(self.limit * RESERVE / 100)

    @property
    def text(self) -> str:
        """``97,000 of its 100,000 daily API calls``."""
        own = f" of the app {self.app}" if self.app else " of our app" if self.app == "" else ""
        return f"{self.used:,} of its {self.limit:,} daily API calls{own}"


@dataclass(frozen=True, slots=True)
class Budget:
    """One org's API calls: spent by this run, still needed by the plan, and what the org has."""

    org: OrgAlias
    guards: Guards
    spent: int
    needed: int
    limits: tuple[DailyLimit, ...]
    side: Side = Side.A

    @property
    def total(self) -> int:
        """What the whole run takes."""
        return self.spent + self.needed

    @property
    def share(self) -> int | None:
        """How many calls the guard lets a run take: of the limit that is nearest its end."""
        nearest = binding(self.limits)
        return int(nearest.limit * self.guards.api_calls / 100) if nearest else None


def binding(limits: Iterable[DailyLimit]) -> DailyLimit | None:
    """The limit that ends first, the org's own or the app's; None where none is known."""
    return min(limits, key=lambda one: one.left, default=None)


def check_budget(budgets: Iterable[Budget], allowed: int) -> tuple[Tripped, ...]:
    """The orgs whose API calls this run would take more of than it may: more than the guard's
    share (S2S504), or more than leaves the reserve (S2S505). ``allowed`` calls pass either way, and
    so does a run that needs no more: stopped, the next one would take the same calls again."""
    found = []
    for one in budgets:
        if one.total <= allowed or not one.needed:
            continue
        short = next((limit for limit in one.limits if _short(limit, one.needed)), None)
        if one.share is not None and one.total > one.share:
            found.append(_too_many(one))
        elif short is not None:
            found.append(_running_out(one, short))
    return tuple(found)


def overspent(one: Budget, allowed: int) -> str:
    """Why a run that is writing must go on later, as a sentence's end; "" where it need not."""
    if one.spent <= allowed:
        return ""
    share = one.share
    if share is not None and one.spent > share:
        return f"it has taken {one.spent:,} API calls of {one.org}, all that it may ({share:,})"
    return nearly_out(one, allowed)


def nearly_out(one: Budget, allowed: int) -> str:
    """Why a run must take no further call for now, as a sentence's end; "" where it may: its org
    has no more left than is kept for others, and the run has taken what was ``allowed``."""
    if one.spent <= allowed and allowed:
        return ""
    short = next((limit for limit in one.limits if _short(limit, 0)), None)
    return f"{one.org} has used {short.text}{_kept(short)}" if short is not None else ""


def _short(limit: DailyLimit, needed: int) -> bool:
    return limit.left - needed < limit.reserve


def _kept(limit: DailyLimit) -> str:
    return f", and {limit.reserve:,} are kept for its other integrations" if limit.reserve else ""


def _too_many(one: Budget) -> Tripped:
    nearest = binding(one.limits)
    text = (
        f"this run needs about {one.total:,} API calls of {one.org}, over "
        f"{one.guards.api_calls:g} % of its daily {nearest.limit if nearest else 0:,}"
        f"{f' of the app {nearest.app}' if nearest and nearest.app else ''}"
    )
    return _tripped("S2S504", text, one, one.guards.api_calls)


def _running_out(one: Budget, limit: DailyLimit) -> Tripped:
    text = (
        f"{one.org} has used {limit.text}, ours and everyone's; this run needs about "
        f"{one.needed:,} more{_kept(limit)}"
    )
    return _tripped("S2S505", text, one, None)


def _tripped(code: str, text: str, one: Budget, limit: float | None) -> Tripped:
    count = ceil(one.total * (100 + SLACK) / 100)
    return Tripped(
        code,
        text,
        one.org,
        planned=one.total,
        limit=limit,
        allow="api-calls",
        count=count,
        side=one.side,
    )
