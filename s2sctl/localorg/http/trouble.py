"""What holds a request up: held rows and commits ordered to be late before its work is done, an
answer ordered to be late after it."""

import asyncio
import re
import time
from datetime import timedelta

from s2sctl.localorg.http.exchange import Ask
from s2sctl.localorg.http.site import Site
from s2sctl.model.ids import is_id, to18

_ID = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?(?![A-Za-z0-9])")
_LOOK_SECONDS = 0.02
_WRITING = ("POST", "PATCH", "PUT", "DELETE")


async def hold_up(site: Site, ask: Ask) -> None:
    """Return when the request may be done.

    Where a commit delay strikes, that is when the transaction commits: until then nobody sees its
    rows, the rows it names are held, and its stamps will be those of its beginning, as in an org
    where a transaction takes its time (facts/salesforce-api.md §1.3). The org's clock decides, so
    that moving it forward lets the commit happen.
    """
    if ask.method not in _WRITING:
        return
    await _wait_for_locks(site, ask)
    seconds = site.disorder.commit_delay(ask)
    if seconds:
        await _commit_late(site, ask, seconds)


async def be_late(site: Site, seconds: float) -> None:
    """Return when an answer that a fault delays may be sent: after so many seconds, or once the
    faults were taken back."""
    ordered, until = site.disorder.in_force, time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0 and site.disorder.in_force is ordered:
        await asyncio.sleep(min(left, _LOOK_SECONDS))


async def _wait_for_locks(site: Site, ask: Ask) -> None:
    locks = site.org.locks
    waited = 0.0
    while locks.held() and waited < locks.wait_seconds:
        if not set(_named(ask)) & set(locks.held()):
            return
        await asyncio.sleep(_LOOK_SECONDS)
        waited += _LOOK_SECONDS


async def _commit_late(site: Site, ask: Ask, seconds: float) -> None:
    clock, locks = site.org.clock, site.org.locks
    begun, ids = clock.now(), _named(ask)
    locks.hold(ids)
    while clock.now() < begun + timedelta(seconds=seconds) and site.org.locks is locks:
        await asyncio.sleep(_LOOK_SECONDS)
    locks.release(ids)
    ask.tally.late = clock.stamp() // 1000 - int(begun.timestamp())


def _named(ask: Ask) -> list[str]:
    """Every id in the request's address and body, in 18 characters."""
    text = f"{ask.path} {ask.query} {ask.body.decode(errors='replace')}"
    return [str(to18(one)) for one in set(_ID.findall(text)) if is_id(one)]
