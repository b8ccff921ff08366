"""How many calls a first sync of 5,000 Leads takes, counted by the orgs themselves."""

import sys
from math import ceil

import pytest
import yaml

from s2sctl.demo import seeds
from tests.acceptance.counting import calls, marks, of_object, since, writes
from tests.acceptance.world import MANIFESTS, SIZE

ROWS = 5_000


@pytest.fixture
def leads_only(world):
    """Lead is the one object of the agreement, and 5,000 of them are shared."""
    for path in MANIFESTS.values():
        file = world.folder / path
        manifest = yaml.safe_load(file.read_text())
        for section in ("publish", "subscribe"):
            manifest[section] = {"Lead": manifest[section]["Lead"]}
        file.write_text(yaml.safe_dump(manifest))
    world.put_in_force()
    more = ROWS - SIZE.shared_leads
    world.scene("acme").plain.create("Lead", seeds.leads(more, more))
    world.move_clocks(10)
    return world


def test_the_first_sync_of_5000_leads_keeps_to_its_budget(leads_only):
    before = marks(leads_only)
    leads_only.sync()
    asked = since(leads_only, before)
    verdict = leads_only.judge()
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
