"""One fault at the receiving org, and what became of the run: every row that the org takes arrives,
and the exit code tells the truth.

The faults are those that other tools were measured by. What becomes of an edited copy and of a
deleted source, which are no faults of an org, test_two_ways.py tells.
"""

from dataclasses import dataclass, field

import pytest

from tests.acceptance.test_ordered_faults import assert_whole
from tests.acceptance.world import NAME


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault of the local org: the exit code its run ends with, and how many rows it may keep from
    arriving in that run."""

    code: int
    missing: int = 0
    kind: str = "answer_status"
    order: dict[str, object] = field(default_factory=dict)


def status(number, code, **more):
    return {"operation": "write", "nth": 2, "status": number, "code": code, **more}


LIMIT = "TotalRequests Limit exceeded."
TROUBLES = {
    # The local org refuses a row once: the run sends it again by itself.
    "one-row-rejected": Trouble(
        0,
        0,
        "row_refused",
        {"nth": 3, "sobject": "Lead", "code": "FIELD_CUSTOM_VALIDATION_EXCEPTION"},
    ),
    "503-on-a-write": Trouble(0, order=status(503, "SERVER_UNAVAILABLE")),
    "503-on-a-read": Trouble(0, order=status(503, "SERVER_UNAVAILABLE") | {"operation": "read"}),
    "limit-spent": Trouble(5, 100_000, order=status(403, "REQUEST_LIMIT_EXCEEDED", message=LIMIT)),
    "session-ended": Trouble(0, 0, "session_expired", {"operation": "write", "nth": 2}),
    "lock-row": Trouble(0, order=status(500, "UNABLE_TO_LOCK_ROW")),
    "answer-lost": Trouble(0, 0, "answer_lost", {"operation": "write", "nth": 2}),
}


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES.keys())
def test_every_row_arrives_that_the_org_takes_and_the_exit_code_is_true(world, trouble):
    globex = world.scene("globex")
    fault = globex.control.order_fault(trouble.kind, **trouble.order)
    ended = world.play("sync", NAME, "-o", "json")
    assert globex.control.happened(fault) >= 1, ended
    assert ended.code == trouble.code, ended
    pairs = sum(flow.pairs for flow in world.judge().flows)
    globex.control.clear_faults()
    world.move_clocks(86_400)
    world.sync()
    assert_whole(world)
    assert sum(flow.pairs for flow in world.judge().flows) - pairs <= trouble.missing
