"""One object, one way."""

from s2sctl.model.ids import Key
from tests.support.world import A_ORG, leads, world


def test_shared_records_get_a_copy_with_a_key() -> None:
    w = world(*leads())
    shared = w.a.insert("Lead", LastName="Özil", Company="Acme", Status="New")
    w.a.insert("Lead", LastName="Secret", Status="Draft")
    w.later()
    report = w.run()
    copies = w.b.living("Lead")
    assert len(copies) == 1
    copy = next(iter(copies.values()))
    assert copy.values["LastName"] == "Özil"
    assert copy.values["Email"] is None
    assert copy.values["S2S_Key__c"] == str(Key(A_ORG, shared))
    assert report.flows[0].created == 1
    assert report.parked == 0


def test_a_second_sync_writes_nothing() -> None:
    w = world(*leads())
    for number in range(5):
        w.a.insert("Lead", LastName=f"L{number}", Status="New")
    w.later()
    w.run()
    before = w.writes
    w.run()
    w.settle()
    assert w.writes == before == 5
