"""A lease outlives the longest call that is made under it."""

from datetime import timedelta

from s2sctl.salesforce.transport import Timeouts
from s2sctl.store.lease import LIFETIME, RENEWED_EVERY


def test_nobody_takes_over_while_a_write_is_still_on_its_way() -> None:
    longest = timedelta(seconds=Timeouts().connect + Timeouts().write)
    assert longest + RENEWED_EVERY < LIFETIME
