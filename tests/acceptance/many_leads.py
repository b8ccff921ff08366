"""A world whose agreement is about one object only, with as many rows as a test wants."""

import yaml

from s2sctl.demo import seeds
from tests.acceptance.world import MANIFESTS, SIZE, World


def share_leads_only(world: World, rows: int) -> None:
    """Make Lead the one object of the agreement, and so many of them shared; none is synced."""
    for path in MANIFESTS.values():
        file = world.folder / path
        manifest = yaml.safe_load(file.read_text())
        for section in ("publish", "subscribe"):
            manifest[section] = {"Lead": manifest[section]["Lead"]}
        file.write_text(yaml.safe_dump(manifest))
    world.put_in_force()
    more = rows - SIZE.shared_leads
    world.scene("acme").plain.create("Lead", seeds.leads(more, more))
    world.move_clocks(10)
