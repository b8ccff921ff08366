"""What is written to an org's own rows is what is read from them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2sctl.connection.footprint import CONNECTION_SCHEMA, SHARE_SCHEMA
from s2sctl.connection.record import ConnectionRecord, HealthFigures, Role, Status
from s2sctl.connection.rows import (
    CONNECTION_FIELDS,
    SHARE_FIELDS,
    figures_values,
    lifecycle_values,
    record_from_values,
    share_from_row,
    share_key,
    terms_values,
    values_from_share,
)
from s2sctl.connection.share import Direction, Share, ShareStatus
from s2sctl.errors import UsageError
from s2sctl.manifest.manifest import FieldMapping, Guards, Publication, Subscription, Terms
from s2sctl.model.ids import OrgId, RecordId, to18
from s2sctl.model.names import ConnectionName, FieldName, ObjectName
from s2sctl.model.records import Record
from s2sctl.model.values import canonical
from tests.support.record_values import values_from_record

ID = RecordId(to18("a0000000000001A"))
TERMS = Terms(
    (Publication(ObjectName("Lead"), (FieldName("Email"),)),),
    (
        Subscription(
            ObjectName("Case"),
            ObjectName("Case"),
            (FieldMapping(FieldName("Status"), FieldName("Status"), (("Neu", "New"),)),),
        ),
    ),
    Guards(deletes=1.5),
)

moments = st.datetimes(datetime(2001, 1, 1), datetime(2100, 1, 1)).map(
    lambda naive: naive.replace(tzinfo=UTC, microsecond=0)
)
orgs = st.from_regex(r"00D[A-Za-z0-9]{12}", fullmatch=True).map(lambda text: OrgId(to18(text)))
ids = st.from_regex(r"[a-zA-Z0-9]{15}", fullmatch=True).map(to18)
counts = st.integers(0, 10**9)
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)
figures = st.builds(HealthFigures, st.none() | moments, counts, counts, counts, counts)
records = st.builds(
    ConnectionRecord,
    id=st.just(ID),
    name=st.just(ConnectionName("acme-globex")),
    status=st.sampled_from(Status),
    nonce=st.text("abcdef", min_size=16, max_size=32),
    partner_org=st.none() | orgs,
    partner_name=words,
    partner_account=st.none() | ids,
    expires=st.none() | moments,
    terms=st.sampled_from((Terms(), TERMS)),
    partner_published=words,
    runner=words,
    reason=words,
    figures=figures,
    role=st.sampled_from(Role),
    since=st.none() | moments,
    by=words,
    past=st.lists(st.text("0123456789abcdef", min_size=12, max_size=12), max_size=19).map(tuple),
)


@given(records)
def test_a_connection_comes_back_as_it_was_written(record):
    values = values_from_record(record)
    as_stored = {name: canonical(CONNECTION_SCHEMA.fields[name], values[name]) for name in values}
    assert record_from_values(ID, as_stored) == record


@given(records)
def test_the_parts_of_a_row_overlap_nowhere_and_the_figures_touch_no_state(record):
    parts = [
        set(lifecycle_values(record)),
        set(terms_values(record.terms)),
        set(figures_values(record.figures)),
    ]
    assert sum(map(len, parts)) == len(set.union(*parts))
    assert FieldName("Status__c") not in parts[1] | parts[2]


def test_every_field_that_is_written_or_read_is_one_that_is_deployed():
    record = ConnectionRecord(ID, ConnectionName("acme-globex"), Status.SENT, "n" * 22)
    assert set(values_from_record(record)) <= set(CONNECTION_SCHEMA.fields)
    assert set(CONNECTION_FIELDS) <= set(CONNECTION_SCHEMA.fields)
    assert set(SHARE_FIELDS) <= set(SHARE_SCHEMA.fields)


def test_terms_that_somebody_edited_are_refused_and_a_strange_state_too():
    record = ConnectionRecord(ID, ConnectionName("x"), Status.SENT, "n" * 22, terms=TERMS)
    values = values_from_record(record)
    edited = str(values[FieldName("Published__c")]).replace("Email", "Phone")
    with pytest.raises(UsageError) as caught:
        record_from_values(ID, values | {FieldName("Published__c"): edited})
    assert caught.value.code == "S2S214"
    with pytest.raises(ValueError, match="Gone"):
        record_from_values(ID, values | {FieldName("Status__c"): "Gone"})


SHARE = Share(
    RecordId(to18("a0100000000001A")),
    ID,
    ObjectName("Lead"),
    RecordId(to18("00Q000000000001")),
    Direction.SENT,
    ShareStatus.PENDING,
)


def row(values):
    return Record(ObjectName("S2S_Share__c"), SHARE.id, datetime(2026, 1, 1, tzinfo=UTC), values)


@given(st.sampled_from(Direction), st.sampled_from(ShareStatus), st.none() | ids, st.none() | ids)
def test_a_share_comes_back_as_it_was_written(direction, status, partner, maker):
    share = replace(SHARE, direction=direction, status=status, partner_record=partner)
    values = values_from_share(share) | {FieldName("CreatedById"): maker}
    expected = replace(share, key=share_key(ID, share.record), created_by=maker)
    assert share_from_row(row(values)) == expected


def test_a_row_a_user_made_means_a_record_to_be_sent():
    values = {
        FieldName("Connection__c"): ID,
        FieldName("Object__c"): "Lead",
        FieldName("Record_Id__c"): SHARE.record[:15],
    }
    assert share_from_row(row(values)) == SHARE


def test_a_half_filled_row_is_refused():
    with pytest.raises(ValueError, match="not a Salesforce id"):
        share_from_row(row({FieldName("Connection__c"): ID}))


def test_a_share_is_unique_by_connection_and_record():
    other = RecordId(to18("a0000000000002A"))
    assert len({share_key(ID, SHARE.record), share_key(other, SHARE.record)}) == 2
    assert len(share_key(ID, SHARE.record)) <= 80
