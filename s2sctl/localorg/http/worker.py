"""Works off the Bulk API's jobs beside the requests, in the same loop: never two at a time."""

import asyncio
import contextlib
import sys
import traceback

from s2sctl.localorg.http.site import Site

_AFTER_FAILURE_SECONDS = 1.0


async def work_off(site: Site) -> None:
    """Do the steps of jobs as they come due, for ever; requests get their turn in between."""
    come = asyncio.Event()
    site.when_work_comes(come.set)
    while True:
        come.clear()
        try:
            wait = site.bulk.advance()
        except Exception:
            # A bug of the local org must not stop the jobs behind this one.
            traceback.print_exc(file=sys.stderr)
            wait = _AFTER_FAILURE_SECONDS
        if wait == 0:
            await asyncio.sleep(0)
            continue
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(come.wait(), wait)
