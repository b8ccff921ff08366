"""Inbox rows: what is written is what is read, and no other row is taken for one."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from s2sctl.connection.rows import share_key
from s2sctl.connection.share import Direction, ShareStatus
from s2sctl.connection.waiting import (
    Waiting,
    values_from_waiting,
    waiting_from_row,
    waiting_key,
)
from s2sctl.model.ids import Key, OrgId, RecordId, to18
from s2sctl.model.names import ObjectName
from s2sctl.model.records import Record

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ids = st.text("0123456789ABCDEFabcdef", min_size=15, max_size=15).map(to18)
keys = st.builds(Key, ids.map(OrgId), ids)
waiting = st.builds(
    Waiting,
    id=ids,
    connection=ids,
    object=st.sampled_from([ObjectName("Lead"), ObjectName("Order__c")]),
    key=keys,
    status=st.sampled_from(ShareStatus),
    label=st.text(max_size=80),
    owner=st.none() | ids,
    reason=st.text(max_size=255),
    record=st.none() | ids,
    since=st.just(NOON),
)


def row(id, values):
    return Record(ObjectName("S2S_Share__c"), RecordId(id), NOON, values, NOON, None)


@given(waiting)
def test_a_row_is_read_as_it_was_written(one):
    assert waiting_from_row(row(one.id, values_from_waiting(one))) == one


@given(waiting)
def test_it_waits_only_while_nobody_has_said_a_word_and_no_copy_is_there(one):
    assert one.undecided == (one.status is ShareStatus.PENDING and one.record is None)


@given(waiting)
def test_a_row_that_was_sent_or_that_a_person_made_is_none(one):
    values = values_from_waiting(one)
    assert waiting_from_row(row(one.id, {**values, "Direction__c": Direction.SENT.value})) is None
    plain = {**values, "Key__c": share_key(one.connection, one.key.record)}
    assert waiting_from_row(row(one.id, plain)) is None


@given(waiting, st.sampled_from(["Status__c", "Key__c", "Owner_Id__c"]), st.text(min_size=1))
def test_a_row_edited_into_nonsense_is_none_and_no_accident(one, name, text):
    read = waiting_from_row(row(one.id, {**values_from_waiting(one), name: text}))
    assert read is None or isinstance(read, Waiting)


@given(ids, keys)
def test_a_key_fits_its_field(connection, key):
    assert len(waiting_key(connection, key)) <= 80
