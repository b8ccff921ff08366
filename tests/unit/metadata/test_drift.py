from dataclasses import replace

from s2sctl.metadata.drift import drifts, fingerprint
from tests.unit.metadata.lead_schemas import LEAD, having, picked, text, without

USED = ("LastName", "Email", "Rating")


def told(after):
    return [
        one.text for one in drifts({"Lead": LEAD}, {"Lead": after} if after else {}, {"Lead": USED})
    ]


def test_what_nobody_uses_may_change():
    relabelled = replace(LEAD, label="Prospect", fields=dict(reversed(LEAD.fields.items())))
    for after in (relabelled, without(LEAD, "Old__c"), having(LEAD, text("New__c"))):
        assert told(after) == []
        assert fingerprint(after, USED) == fingerprint(LEAD, USED)


def test_a_used_field_that_changes_is_told():
    cases = {
        "Lead.Email is gone, or hidden from the running user": without(LEAD, "Email"),
        "Lead.LastName was Text(80) and is Text(40)": having(
            LEAD, text("LastName", 40, nillable=False)
        ),
        "Lead.Email: updateable changed": having(
            LEAD, replace(LEAD.fields["Email"], updateable=False)
        ),
        "Lead.Rating: picklist values changed": having(LEAD, picked("Rating", "Hot")),
        "Lead.Need__c is required now": having(LEAD, text("Need__c", nillable=False)),
        "Lead is no longer createable": replace(LEAD, createable=False),
    }
    for sentence, after in cases.items():
        assert told(after) == [sentence]
        assert fingerprint(after, USED) != fingerprint(LEAD, USED)


def test_an_object_that_vanished_is_told_once():
    assert told(None) == ["Lead is gone, or hidden from the running user"]


def test_an_object_never_seen_before_has_not_drifted():
    assert drifts({}, {"Lead": LEAD}, {"Lead": USED}) == ()
