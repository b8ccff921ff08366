"""Rows of ``S2S_Share__c`` that keep the keys of copies which can hold none (design §3.2)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.work import CHUNK, Work
from s2sctl.connection.footprint import SHARE_SCHEMA
from s2sctl.connection.objects import holds_key
from s2sctl.connection.share import Direction
from s2sctl.model.ids import Key, RecordId, is_id, to18
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.records import Record
from s2sctl.model.side import Side
from s2sctl.ports.org import Query
from s2sctl.sync.chunks import chunks

KEY_FIELD = FieldName("Key__c")
RECORD_FIELD = FieldName("Record_Id__c")
CONNECTION_FIELD = FieldName("Connection__c")
ORG_PREFIX = "00D"
"""Ids of orgs begin with it: the keys of other share rows begin with a connection's."""

IDS_A_QUERY = 300
"""Ids in one condition: each takes 21 characters of a query's text."""


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One share row that keeps a key: its own id, the key, the copy, whose connection's it is."""

    id: RecordId
    key: Key
    copy: RecordId
    connection: RecordId


def stage_by_key_rows(
    work: Work, side: Side, name: ObjectName, fields: Sequence[FieldName]
) -> None:
    """Stage every copy that the key rows of this connection tell of, with its key: how copies
    are found again when an object is read whole."""
    for rows in chunks(key_rows(work, side, name), CHUNK):
        schema = work.ends.schema(side, name)
        found = work.ends.orgs.of(side).fetch(schema, [row.copy for row in rows], fields)
        work.keep(side, [_keyed(found[row.copy], row) for row in rows if row.copy in found])


def give_keys(work: Work, pairing: Pairing, side: Side) -> None:
    """Staged rows that no link knows get the key their key row keeps, if they have one: whose
    copy a row is must be known before it could be taken for a new record."""
    name = pairing.objects.of(side)
    if holds_key(name):
        return
    for rows in work.stage.scan(side, name, CHUNK):
        known = work.store.links(work.name, side, name, [row.id for row in rows])
        strangers = {row.id: row for row in rows if row.id not in known and row.key is None}
        if strangers:
            kept = key_rows_of(work, side, strangers)
            work.stage.put(side, [_keyed(strangers[one.copy], one) for one in kept])


def copies_by_key(
    work: Work, pairing: Pairing, side: Side, keys: Iterable[Key]
) -> Iterator[list[Record]]:
    """The living copies that these keys name, with the keys, some at a time."""
    schema = work.schema(pairing, side)
    for some in chunks(keys, IDS_A_QUERY // 2):
        rows = list(key_rows_named(work, side, some))
        found = work.ends.orgs.of(side).fetch(schema, [row.copy for row in rows], ())
        yield [_keyed(found[row.copy], row) for row in rows if row.copy in found]


def key_rows(work: Work, side: Side, name: ObjectName) -> Iterator[KeyRow]:
    """All key rows of this connection's copies of one object."""
    mine = f"{CONNECTION_FIELD} = '{work.ends.record_id(side)}'"
    received = f"Direction__c = '{Direction.RECEIVED.value}'"
    yield from _asked(work, side, f"{mine} AND Object__c = '{name}' AND {received}")


def key_rows_of(work: Work, side: Side, copies: Iterable[RecordId]) -> Iterator[KeyRow]:
    """The key rows of some rows, whichever connection brought them."""
    for some in chunks(copies, IDS_A_QUERY):
        listed = ",".join(f"'{id}'" for id in some)
        received = f"Direction__c = '{Direction.RECEIVED.value}'"
        yield from _asked(work, side, f"{RECORD_FIELD} IN ({listed}) AND {received}")


def key_rows_named(work: Work, side: Side, keys: Iterable[Key]) -> Iterator[KeyRow]:
    """The key rows that hold these keys."""
    listed = ",".join(f"'{key}'" for key in keys)
    yield from _asked(work, side, f"{KEY_FIELD} IN ({listed})")


def _asked(work: Work, side: Side, where: str) -> Iterator[KeyRow]:
    fields = (KEY_FIELD, RECORD_FIELD, CONNECTION_FIELD)
    query = Query(SHARE_SCHEMA, fields, where, deleted=False)
    for page in work.ends.orgs.of(side).read([query]):
        for row in page.records:
            key, copy, connection = (str(row.values[name] or "") for name in fields)
            parsed = Key.parse(key)
            # Rows that share a record by hand have keys of another kind, and people's have none.
            ours = parsed is not None and parsed.org.startswith(ORG_PREFIX)
            if parsed is not None and ours and is_id(copy) and is_id(connection):
                yield KeyRow(row.id, parsed, to18(copy), to18(connection))


def _keyed(record: Record, row: KeyRow) -> Record:
    return replace(record, key=row.key, connection_id=row.connection)
