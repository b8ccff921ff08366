"""What hangs on an object that rests because of drift is left as it is until it rests no more."""

from dataclasses import replace

from s2sctl.app.drifting import taken_print
from s2sctl.connection.objects import CONNECTION, SHARE
from s2sctl.connection.rows import record_from_values
from s2sctl.model.names import FieldName
from s2sctl.sync.link import LinkStatus
from tests.support.fake_org import HUMAN
from tests.support.world import ACCOUNT, NAME, leads, world
from tests.unit.app.test_following import family, names, run


def keep_print(org) -> None:
    """What applying the subscription keeps in the org's connection record."""
    ((id, row),) = org.living(CONNECTION).items()
    record = record_from_values(id, row.values)
    kept = taken_print(org, record, record.terms, org.schemas, publishes=False)
    org.edit(CONNECTION, id, Fingerprint__c=kept)


def test_children_of_an_object_that_rests_keep_their_shares_and_come_when_it_is_back() -> None:
    w = family()
    account = w.a.insert("Account", Name="Acme")
    ann = w.a.insert("Contact", LastName="Ann", AccountId=account)
    visit = w.a.insert("Visit__c", Name="to Ann", Contact__c=ann)
    run(w)
    w.settle()
    keep_print(w.b)
    fields = {name: one for name, one in ACCOUNT.fields.items() if name != FieldName("Name")}
    w.b.schemas["Account"] = replace(ACCOUNT, fields=fields)
    w.a.edit("Contact", ann, LastName="Anna")
    w.a.edit("Visit__c", visit, Name="to Anna")
    w.a.insert("Contact", LastName="Bob", AccountId=account)
    run(w)
    w.settle()
    assert {one.status for one in w.store.scan_links(NAME)} == {LinkStatus.ACTIVE}
    assert names(w.b, "Contact") == ["Ann"]
    w.b.schemas["Account"] = ACCOUNT
    run(w)
    w.settle()
    assert names(w.b, "Contact") == ["Anna", "Bob"]
    assert names(w.b, "Visit__c", "Name") == ["to Anna"]


def test_a_share_of_an_object_that_rests_is_heard_when_it_is_back_and_not_refused() -> None:
    w = world(*leads(where=None))
    lead = w.a.insert("Lead", LastName="L", Status="New")
    run(w)
    keep_print(w.b)
    whole = w.b.schemas["Lead"]
    bare = {name: whole.fields[FieldName(name)] for name in ("Id", "S2S_Key__c", CONNECTION)}
    w.b.schemas["Lead"] = replace(whole, fields=bare)
    (connection,) = w.a.living(CONNECTION)
    w.a.insert(SHARE, by=HUMAN, Connection__c=connection, Record_Id__c=lead, Status__c="Pending")
    run(w)
    w.settle()
    assert names(w.b, "Lead") == []
    w.b.schemas["Lead"] = whole
    run(w)
    assert names(w.b, "Lead") == ["L"]
