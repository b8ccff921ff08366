"""How many calls a first sync of 5,000 Leads takes, counted by the orgs themselves."""

import sys
from math import ceil

from tests.acceptance.counting import calls, marks, of_object, since, writes
from tests.acceptance.many_leads import share_leads_only

ROWS = 5_000


def test_the_first_sync_of_5000_leads_keeps_to_its_budget(world):
    share_leads_only(world, ROWS)
    before = marks(world)
    world.sync()
    asked = since(world, before)
    verdict = world.judge()
    assert verdict.agreed
    assert [flow.pairs for flow in verdict.flows] == [ROWS]
    for alias, entries in asked.items():
        leads = [one for one in of_object(entries, "Lead") if one["operation"] != "describe"]
        write = calls(writes(leads))
        read = calls(leads) - write
        other = calls(entries) - write - read
        sys.stdout.write(f"{alias}: {read} reads, {write} writes, {other} others\n")
        assert read <= 2 * ceil(ROWS / 1_000), (alias, read)
        assert write <= ceil(ROWS / 200) + 1, (alias, write)
        assert other <= 12, (alias, other)
