"""``sync --every`` as a process that lives long."""

import signal

import pytest

from tests.support.fleet import Route
from tests.support.processes import PATIENCE_SECONDS, until
from tests.support.stop_signals import has_noted_it, needs_proc

pytestmark = pytest.mark.postgres

ROUTE = Route("one", "acme", "globex")
STALL_SECONDS = 600


@needs_proc
def test_a_second_signal_ends_a_service_at_once_and_nothing_is_lost(fleet_of):
    fleet = fleet_of(ROUTE)
    fleet.lead(ROUTE, "Ann")
    fleet.later(5)
    globex = fleet.control(ROUTE.taker)
    order = {"operation": "write", "sobject": "Lead", "seconds": STALL_SECONDS}
    number = globex.order_fault("delay", nth=1, **order)
    with fleet.machine("one").start("sync", "--all", "--every", "1s") as process:
        until(lambda: globex.happened(number), process)
        process.send_signal(signal.SIGINT)
        # The first one lets the call in flight end.
        until(lambda: has_noted_it(process), process)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode in (130, -signal.SIGINT)
    assert "Traceback" not in err
    globex.clear_faults()
    fleet.say("sync", "one")
    assert [*fleet.copies(ROUTE)] == ["Ann"]
