"""A state of an older version, brought to today's shape at a person's word."""

from s2sctl.ports.whole_state import Upgraded
from s2sctl.store.address import Address
from s2sctl.store.opening import check_shape, own_key
from s2sctl.store.upgrade import upgrade


def look(address: Address) -> Upgraded:
    """From which shape to which; changes nothing.

    Raises UsageError S2S713 where there is no state, StateUnusable where it is newer or not ours.
    """
    if not address.exists():
        raise address.nothing()
    with address.engine() as engine:
        meta = address.need(engine)
    before = check_shape(meta, address.said, address.shape)
    own_key(meta, address.said, address.key_file)
    return Upgraded(address.said, before, address.shape.number)


def bring(address: Address) -> Upgraded:
    """Do it. Raises like :func:`look`, and Locked while a run is under way."""
    found = look(address)
    with address.engine() as engine:
        kept = upgrade(engine, address.leases, address.locks, address.shape)
    return Upgraded(found.place, found.before, found.after, kept)
