"""What goes into columns and JSON comes out equal."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Table, create_engine, select

from s2sctl.model.digest import Digest
from s2sctl.model.ids import Key, OrgId, to18
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.schema import (
    ChildRelationship,
    FieldSchema,
    ObjectSchema,
    PicklistValue,
    RecordType,
)
from s2sctl.model.side import Pair, Side
from s2sctl.store import codec
from s2sctl.store.describes import schema_from_json, schema_to_json
from s2sctl.store.schema import CURSORS, LEDGER, LINKS, TABLES
from s2sctl.store.statements import put
from s2sctl.sync.link import Cursor, EntryKind, LedgerEntry, Link, LinkStatus

T = TypeVar("T")

LETTERS = "ABCXYZabcxyz0123456789"
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
names = st.text("abcXYZ_", min_size=1, max_size=10)
ids = st.text(LETTERS, min_size=15, max_size=15).map(to18)
keys = st.builds(Key, ids.map(OrgId), ids)
moments = st.datetimes(timezones=st.just(UTC))
sides = st.sampled_from(Side)


def pairs(inner: st.SearchStrategy[T]) -> st.SearchStrategy[Pair[T]]:
    return st.builds(Pair, inner, inner)


objects = pairs(names.map(ObjectName))
digests = st.text("0123456789abcdef", min_size=22, max_size=22).map(Digest)
links = st.builds(
    Link,
    key=keys,
    origin=sides,
    objects=objects,
    ids=pairs(st.none() | ids),
    status=st.sampled_from(LinkStatus),
    base=st.dictionaries(texts, pairs(digests), max_size=3),
    unconfirmed=st.frozensets(sides),
    unsettled=pairs(st.frozensets(texts, max_size=2)),
    intents=pairs(st.dictionaries(texts, pairs(digests), max_size=2)),
    foreign_edit=pairs(st.none() | moments),
    since=st.none() | moments,
    last_sent=st.none() | moments,
    reason=texts,
)
entries = st.builds(
    LedgerEntry,
    kind=st.sampled_from(EntryKind),
    key=keys,
    objects=objects,
    target=sides,
    field=texts,
    code=texts,
    message=texts,
    since=moments,
    tries=st.integers(0, 2**31 - 1),
    next_try=st.none() | moments,
    source_digest=texts,
    values=st.none() | pairs(st.none() | st.text(max_size=20)),
)
cursors = st.builds(
    Cursor,
    side=sides,
    object=names.map(ObjectName),
    looks=st.lists(st.none() | moments, max_size=4).map(tuple),
    flow_digest=texts,
)
values = st.none() | st.booleans() | st.text() | st.decimals(allow_nan=False, allow_infinity=False)
fields = st.builds(
    FieldSchema,
    name=names.map(FieldName),
    type=texts,
    label=texts,
    length=st.integers(0, 131072),
    nillable=st.booleans(),
    calculated=st.booleans(),
    picklist=st.lists(
        st.builds(PicklistValue, texts, texts, st.booleans(), st.booleans()), max_size=2
    ).map(tuple),
    reference_to=st.lists(names.map(ObjectName), max_size=2).map(tuple),
    relationship=st.none() | names,
    compound=st.none() | names.map(FieldName),
)
schemas = st.builds(
    ObjectSchema,
    name=names.map(ObjectName),
    label=texts,
    key_prefix=texts,
    fields=st.lists(fields, max_size=4).map(lambda some: {one.name: one for one in some}),
    custom=st.booleans(),
    record_types=st.lists(st.builds(RecordType, ids, names, st.booleans()), max_size=2).map(tuple),
    children=st.lists(
        st.builds(ChildRelationship, names.map(ObjectName), names.map(FieldName), st.booleans()),
        max_size=2,
    ).map(tuple),
    last_modified=st.none() | moments,
)

ENGINE = create_engine("sqlite://")


@pytest.fixture(scope="module", autouse=True)
def closed() -> Any:
    yield
    ENGINE.dispose()


def through(table: Table, row: codec.Columns, read: Callable[[Any], T]) -> T:
    """Written to a real table, and read back."""
    with ENGINE.connect() as conn:
        TABLES.create_all(conn)
        put(conn, table, [{"connection": "c"} | row])
        found = read(conn.execute(select(table)).mappings().one())
        conn.rollback()
        return found


@given(links)
def test_a_link_survives_its_columns(link: Link) -> None:
    assert through(LINKS, codec.link_to_columns(link), codec.link_from_row) == link


@given(entries)
def test_a_ledger_entry_survives_its_columns(entry: LedgerEntry) -> None:
    assert through(LEDGER, codec.entry_to_columns(entry), codec.entry_from_row) == entry


@given(cursors)
def test_a_cursor_survives_its_columns(cursor: Cursor) -> None:
    row = codec.cursor_to_columns(cursor) | {"token": 1}
    assert through(CURSORS, row, codec.cursor_from_row) == cursor


@given(st.dictionaries(texts.map(FieldName), values, max_size=5))
def test_canonical_values_survive_json_exactly(told: dict[FieldName, Any]) -> None:
    back = codec.values_from_json(codec.values_to_json(told))
    assert back == told
    for name, value in told.items():
        assert type(back[name]) is type(value)
        if isinstance(value, Decimal):
            assert back[name].as_tuple() == value.as_tuple(), "every digit and the exponent"


@given(schemas)
def test_a_describe_survives_json(schema: ObjectSchema) -> None:
    assert schema_from_json(schema_to_json(schema)) == schema


@given(st.text())
def test_a_describe_that_is_nonsense_is_none(text: str) -> None:
    assert schema_from_json(text) is None


@given(moments)
def test_a_moment_survives_to_the_microsecond(moment: datetime) -> None:
    assert codec.from_micros(codec.to_micros(moment)) == moment


def test_moments_of_other_zones_are_the_same_moment() -> None:
    east = datetime(2026, 3, 29, 2, 30, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    assert codec.from_micros(codec.to_micros(east)) == east


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        codec.to_micros(datetime(2026, 1, 1))


@given(st.text())
def test_plain_text_is_taken_by_every_database(text: str) -> None:
    plain = codec.plain(text)
    plain.encode("utf-8")
    assert "\0" not in plain
    assert codec.plain(plain) == plain
    assert len(plain) == len(text)
