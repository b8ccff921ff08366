"""An org clears the lookups to a record that is deleted there: that is no edit of the lookup."""

import pytest

from s2sctl.connection.objects import CONNECTION, SHARE
from s2sctl.manifest.manifest import Terms, WhenShareEnds
from s2sctl.model.ids import RecordId
from s2sctl.sync.link import EntryKind
from tests.support.world import NAME, World, publish, subscribe, world

FIELDS = ("Name", "ParentId", "Phone")


def family() -> tuple[World, RecordId, RecordId, dict[object, RecordId]]:
    """A parent and its child, born in A; the lookup flows both ways."""
    side = Terms(
        (publish("Account", *FIELDS, where="Name != 'Private'"),),
        (subscribe("Account", *FIELDS, ends=WhenShareEnds.REMOVE),),
    )
    w = world(side, side)
    parent = w.a.insert("Account", Name="Parent")
    child = w.a.insert("Account", Name="Child", ParentId=parent)
    w.later()
    w.run()
    w.settle()
    copies = {row.values["Name"]: id for id, row in w.b.living("Account").items()}
    return w, parent, child, copies


@pytest.mark.parametrize("at_once", [True, False])
def test_a_lookup_that_fell_with_the_receivers_parent_copy_stays_in_its_origin(
    at_once: bool,
) -> None:
    w, parent, child, copies = family()
    w.b.trash("Account", copies["Parent"])
    if not at_once:
        w.later()
        w.run()
    w.b.edit("Account", copies["Child"], ParentId=None, Phone="1")
    w.later()
    w.run()
    w.settle()
    assert w.a.value("Account", child, "ParentId") == parent
    assert w.a.value("Account", child, "Phone") == "1"
    waits = [one for one in w.store.ledger(NAME) if one.kind is EntryKind.WAIT]
    assert [(one.field, one.source_digest) for one in waits] == [("ParentId=ParentId", parent)]


def test_the_lookup_points_again_once_the_parent_is_shared_anew() -> None:
    w, parent, child, copies = family()
    w.b.trash("Account", copies["Parent"])
    w.b.edit("Account", copies["Child"], ParentId=None, Phone="1")
    w.later()
    w.run()
    w.settle()
    w.b.undelete("Account", copies["Parent"])
    (connection,) = w.a.living(CONNECTION)
    shared = {"Connection__c": connection, "Object__c": "Account", "Record_Id__c": parent}
    w.a.insert(SHARE, **shared, Status__c="Pending", Direction__c="Sent")
    w.later()
    w.run()
    w.settle()
    assert w.b.value("Account", copies["Child"], "ParentId") == copies["Parent"]
    assert w.a.value("Account", child, "ParentId") == parent


def test_a_person_who_clears_the_lookup_of_a_living_parent_clears_it_in_both_orgs() -> None:
    w, _, child, copies = family()
    w.b.edit("Account", copies["Child"], ParentId=None)
    w.later()
    w.run()
    w.settle()
    assert w.a.value("Account", child, "ParentId") is None
