"""A run that dies right after it removed copies takes their tombstones for its own work."""

import pytest

from s2sctl.connection.objects import SHARE
from s2sctl.manifest.manifest import WhenShareEnds
from s2sctl.sync.link import LinkStatus
from tests.machine.crashed_life import copied
from tests.support.fake_org import Killed
from tests.support.world import NAME, leads, world


@pytest.fixture
def cut_short():
    """A lead left its rule; its copy was removed, and the run died before it could remember."""
    w = world(*leads(ends=WhenShareEnds.REMOVE))
    w.lead = w.a.insert("Lead", LastName="Ng", Company="Acme", Status="Open")
    w.later()
    w.run()
    w.a.edit("Lead", w.lead, Status="Draft")
    w.later()
    w.b.kill_late = True
    w.b.kill_at = number_of_delete(w)
    with pytest.raises(Killed):
        w.run()
    w.b.kill_at = None
    assert not w.b.living("Lead")
    w.later()
    return w


def number_of_delete(w):
    """Which call on globex would be the delete: seen in a rehearsal on a copy of the world."""
    rehearsal = copied(w)
    done = len(w.b.log)
    rehearsal.run()
    return done + 1 + [call.kind for call in rehearsal.b.log].index("delete")


def test_the_share_is_not_told_as_one_whose_copy_the_receiver_deleted(cut_short) -> None:
    w = cut_short
    assert w.run().parked == 0
    (link,) = w.store.scan_links(NAME)
    assert (link.status, link.reason) == (LinkStatus.DELETED, "it left the share rule")
    assert not w.a.living(SHARE)


def test_back_under_its_rule_the_record_is_shared_again(cut_short) -> None:
    w = cut_short
    w.run()
    w.a.edit("Lead", w.lead, Status="Open")
    w.later()
    assert w.run().parked == 0
    assert len(w.b.living("Lead")) == 1
