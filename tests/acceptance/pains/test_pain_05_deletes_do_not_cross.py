"""Native: a deleted record stays in the partner's org. Here the receiver says what happens."""

import pytest

from tests.acceptance.test_two_ways import Lead, as_somebody_else, sync
from tests.acceptance.world import MANIFESTS, NAME


def there(lead):
    return list(lead.globex.plain.query(f"SELECT Id FROM Lead WHERE Id = '{lead.copy}'"))


@pytest.fixture
def lead(synced):
    synced.move_clocks(3600)
    return Lead(synced, 3)


def state(world, record, org="acme"):
    told = world.must("shares", "show", NAME, record, "--org", org, "-o", "json")
    return told.result["shares"][0]["state"]


def test_a_deleted_origin_takes_its_copy_where_the_receiver_says_remove(synced, lead):
    lead.acme.plain.delete("Lead", lead.origin)
    sync(synced)
    assert not there(lead)
    assert state(synced, lead.origin) == "Inactive (deleted)"


def test_it_stays_where_the_receiver_says_keep(synced, lead):
    path = synced.folder / MANIFESTS["globex"]
    path.write_text(path.read_text().replace("when_share_ends: remove", "when_share_ends: keep"))
    synced.put_in_force()
    lead.acme.plain.delete("Lead", lead.origin)
    sync(synced)
    assert there(lead)


def test_a_copy_somebody_worked_on_is_spared(synced, lead):
    as_somebody_else(synced).update("Lead", lead.copy, {"Rating": "Cold"})
    sync(synced)
    lead.acme.plain.delete("Lead", lead.origin)
    sync(synced)
    assert there(lead)


def test_an_unshared_record_loses_its_copy_and_stays_at_home(synced, lead):
    synced.must("unshare", NAME, "Lead", lead.origin, "--org", "acme")
    sync(synced)
    assert not there(lead)
    assert list(lead.acme.plain.query(f"SELECT Id FROM Lead WHERE Id = '{lead.origin}'"))


def test_an_origin_outlives_its_copy_and_no_new_one_is_made(synced, lead):
    lead.globex.plain.delete("Lead", lead.copy)
    sync(synced)
    assert list(lead.acme.plain.query(f"SELECT Id FROM Lead WHERE Id = '{lead.origin}'"))
    assert state(synced, lead.origin) == "Inactive (deleted)"
    synced.must("share", NAME, "Lead", lead.origin, "--org", "acme")
    sync(synced)
    assert state(synced, lead.origin) == "Active (sent)"
