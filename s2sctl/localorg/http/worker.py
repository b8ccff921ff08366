"""Works off the Bulk API's jobs beside the requests, in the same loop: never two at a time."""

import asyncio
import contextlib

from s2sctl.localorg.http.site import Site


async def work_off(site: Site) -> None:
    """Do the steps of jobs as they come due, for ever; requests get their turn in between."""
    come = asyncio.Event()
    site.when_work_comes(come.set)
    while True:
        come.clear()
        wait = site.bulk.advance()
        if wait == 0:
            await asyncio.sleep(0)
            continue
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(come.wait(), wait)
