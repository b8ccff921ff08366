from s2sctl.connection.footprint import footprint
from s2sctl.connection.rows import key_row_values
from s2sctl.manifest.manifest import FieldMapping, Publication, Subscription, Terms
from s2sctl.model.ids import Key, to18

TERMS = Terms(
    publish=(Publication("Attachment", ("Name", "Body")),),
    subscribe=(
        Subscription("CaseComment", "CaseComment", (FieldMapping("ParentId", "ParentId"),)),
    ),
)


def test_objects_that_take_no_custom_field_get_none_and_no_permission_of_their_own():
    made = footprint([TERMS])
    assert made.key_fields == ()
    runner = made.permission_sets[0]
    named = {one.object for one in runner.objects} | {one.object for one in runner.fields}
    assert not named & {"CaseComment", "Attachment"}
    assert {"Case", "Account", "Contact"} <= {one.object for one in runner.objects}


def test_a_key_row_names_the_origin_and_is_of_the_receiving_kind():
    key = Key(to18("00D000000000AAA"), to18("00a000000000001"))
    values = key_row_values("a0C000000000001AAA", "CaseComment", key)
    assert values["Key__c"] == str(key)
    assert (values["Direction__c"], values["Partner_Record_Id__c"]) == ("Received", key.record)
