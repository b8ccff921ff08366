"""An org in memory behind the port: honest about stamps, keys, tombstones, windows and refusals.

Every port call may be told to fail; people's edits are made with ``edit`` and kin (fake_rows).
"""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import ceil

from s2sctl.errors import AnswerLost
from s2sctl.model.documents import LINKED, ids_in
from s2sctl.model.ids import Key, RecordId, to18
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.records import Record
from s2sctl.model.schema import ObjectSchema
from s2sctl.model.values import Value
from s2sctl.ports.body import Body
from s2sctl.ports.deploys import EarlierDeploy
from s2sctl.ports.job import JobId
from s2sctl.ports.org import (
    CONDITIONAL_ROWS,
    MOVED,
    DeployReport,
    Identity,
    KeylessBatch,
    KeylessRow,
    Opening,
    Outcome,
    Page,
    Query,
    Refusal,
    RowWrite,
    Usage,
    WriteBatch,
)
from s2sctl.ports.reporter import Reporter
from s2sctl.sync.budget import DailyLimit
from tests.support.fake_jobs import FakeJob, FakeJobs, Pace
from tests.support.fake_rows import HUMAN as HUMAN
from tests.support.fake_rows import FakeRows, Row
from tests.support.fake_rows import Moment as Moment
from tests.support.fake_rules import check_query, contents, shown, shown_body, unfit
from tests.support.soql_match import matches

RUNNER = RecordId(to18("005000000000RUN"))
PAGE = 2_000
LOCKED = Refusal("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record")
UNKNOWN = Refusal("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")


def lost_answer() -> AnswerLost:
    """A write that was done, and nobody heard so."""
    error = AnswerLost("the answer was lost")
    error.again = 0.0
    return error


class Killed(BaseException):
    """What a kill looks like from inside: nothing after it runs but ``finally``."""


@dataclass
class Call:
    """One port call: ``kind``, the object, how many rows, what it cost."""

    kind: str
    object: str
    rows: int
    cost: int


@dataclass
class FakeOrg(FakeJobs, FakeRows):
    log: list[Call] = field(default_factory=list)
    refuse: Callable[[ObjectName, Mapping[FieldName, Value]], Refusal | None] = lambda _, __: None
    refuse_delete: Callable[[ObjectName, RecordId], Refusal | None] = lambda _, __: None
    held: set[RecordId] = field(default_factory=set)
    """Rows that somebody's open transaction holds: nobody else can change them."""
    closed_to: dict[RecordId, frozenset[RecordId]] = field(default_factory=dict)
    """Records that a user may not edit."""
    assigned: RecordId | None = None
    """To whom the active assignment rule gives every row of a batch that asks for rules."""
    kill_at: int | None = None
    """The number of the port call that is killed, after its effect when ``kill_late``."""
    kill_late: bool = False
    meanwhile: dict[int, Callable[[], None]] = field(default_factory=dict)
    """What people do just before the port call of that number."""
    lose: set[int] = field(default_factory=set)
    """Numbers of write calls whose answer is lost, from 1."""
    batch_size: int = 200
    keyless_size: int = 75
    jobs_from: int = 10_000
    job_size: int = 10_000
    pace: Pace = field(default_factory=Pace)
    jobs: dict[JobId, FakeJob] = field(default_factory=dict)
    left: list[EarlierDeploy] = field(default_factory=list)
    """Deploys of earlier commands."""
    killed: type[BaseException] = Killed
    limit: int | None = None
    others: int = 0
    """Calls that the org's other integrations have made."""
    app: DailyLimit | None = None
    born: dict[tuple[ObjectName, FieldName], FieldName] = field(default_factory=dict)
    """The names that renamed fields were made under."""
    _writes: int = 0

    def identity(self) -> Identity:
        return Identity(self.org_id, RUNNER, f"runner@{self.alias}", "https://fake")

    def now(self) -> datetime:
        return self.moment.at

    # -- reading

    def open(
        self, known: Mapping[ObjectName, ObjectSchema | None], queries: Sequence[Query] = ()
    ) -> Opening:
        self._call("open", ",".join(known), len(queries), max(1, ceil(len(queries) / 5)))
        schemas = {name: self.schemas[name] for name in known if name in self.schemas}
        rows = tuple(tuple(self._query(query)) for query in queries)
        return Opening(schemas, rows)

    def durable_ids(self, names: Sequence[ObjectName]) -> dict[ObjectName, dict[FieldName, str]]:
        self._call("durable_ids", ",".join(names), len(names), ceil(len(names) / 5))
        found = {name: self.schemas[name].fields if name in self.schemas else {} for name in names}
        return {
            name: {one: f"{name}.{self.born.get((name, one), one)}" for one in fields}
            for name, fields in found.items()
        }

    def rename(self, name: ObjectName, old: FieldName, new: FieldName) -> None:
        """Change a field's API name, as an admin may: values and durable id stay."""
        schema = self.schemas[name]
        fields = {
            (new if one == old else one): (replace(known, name=new) if one == old else known)
            for one, known in schema.fields.items()
        }
        self.schemas[name] = replace(schema, fields=fields, _by_lower={})
        self.born[name, new] = self.born.pop((name, old), old)
        for row in self.tables.get(name, {}).values():
            if old in row.values:
                row.values[new] = row.values.pop(old)

    def read(self, queries: Sequence[Query]) -> Iterator[Page]:
        answers = [self._query(query) for query in queries]
        more = sum(max(0, ceil(len(rows) / PAGE) - 1) for rows in answers)
        names = ",".join(query.schema.name for query in queries)
        self._call("read", names, sum(map(len, answers)), ceil(len(queries) / 5) + more)
        for place, rows in enumerate(answers):
            for start in range(0, max(1, len(rows)), PAGE):
                some = tuple(rows[start : start + PAGE])
                yield Page(place, some, start + PAGE >= len(rows))

    def count(self, queries: Sequence[Query]) -> tuple[int, ...]:
        self._call("count", "", len(queries), ceil(len(queries) / 5))
        return tuple(len(self._query(replace(query, limit=None))) for query in queries)

    def fetch(
        self, schema: ObjectSchema, ids: Sequence[RecordId], fields: Sequence[FieldName]
    ) -> dict[RecordId, Record]:
        self._call("fetch", schema.name, len(ids), ceil(len(ids) / PAGE))
        table = self.table(schema.name)
        return {
            id: self._record(schema.name, id, table[id], fields)
            for id in ids
            if id in table and not table[id].deleted and table[id].visible <= self.moment.at
        }

    def body(self, schema: ObjectSchema, id: RecordId, field: FieldName) -> Body:
        self._call("body", schema.name, 1, 1)
        content = str(self.table(schema.name)[id].values.get(field) or "")
        return Body(io.BytesIO(content.encode()), shown_body(content))

    def may_edit(self, user: RecordId, ids: Sequence[RecordId]) -> frozenset[RecordId]:
        self._call("may_edit", "", len(ids), ceil(len(ids) / 200))
        kept = self.closed_to.get(user, frozenset())
        there = {id for name in self.tables for id in self.living(name)}
        return frozenset(id for id in ids if id in there and id not in kept)

    def _query(self, query: Query) -> list[Record]:
        check_query(query, self.schemas)
        found = []
        for id, row in sorted(self.table(query.schema.name).items()):
            in_range = not query.ranges or any(
                (one.lo is None or one.lo <= row.stamp) and row.stamp < one.hi
                for one in query.ranges
            )
            seen = row.visible <= self.moment.at and (query.deleted or not row.deleted)
            linked = set(query.linked) & set(ids_in(row.values.get(LINKED)))
            seen = seen and (not query.linked or bool(linked))
            if in_range and seen and matches(query.where, self._shown(query, id, row)):
                found.append(self._record(query.schema.name, id, row, query.fields))
        return found[: query.limit]

    def _shown(self, query: Query, id: RecordId, row: Row) -> dict[str, Value]:
        """What a condition may name: the row's fields, and those of its parents."""
        shown: dict[str, Value] = {"Id": id, "IsDeleted": row.deleted, **row.values}
        if "." not in query.where:
            return shown
        for one in self.schemas[query.schema.name].fields.values():
            parent = self.tables.get(one.reference_to[0], {}) if one.reference_to else {}
            above = parent.get(RecordId(str(row.values.get(one.name))))
            for name, value in above.values.items() if above is not None else ():
                shown[f"{one.relationship}.{name}"] = value
        return shown

    def _record(
        self, name: ObjectName, id: RecordId, row: Row, fields: Sequence[FieldName]
    ) -> Record:
        schema = self.schemas[name]
        values = {one: shown(schema.fields[one], row.values.get(one)) for one in fields}
        key = row.values.get(FieldName("S2S_Key__c"))
        connection = row.values.get(FieldName("S2S_Connection__c"))
        return Record(
            object=name,
            id=id,
            modstamp=row.stamp,
            values=values,
            modified_at=row.stamp,
            modified_by=row.by,
            deleted=row.deleted,
            key=Key.parse(str(key)) if key else None,
            connection_id=RecordId(str(connection)) if connection else None,
            master_id=row.master,
            converted=row.values.get(FieldName("IsConverted")) is True,
        )

    # -- writing

    def write(self, batch: WriteBatch) -> tuple[Outcome, ...]:
        assert len(batch.rows) <= self.batch_size
        conditional = [row for row in batch.rows if row.unmodified_since is not None]
        assert not conditional or len(batch.rows) == len(conditional) <= CONDITIONAL_ROWS
        self._writes += 1
        before = self._killed_now("write", batch.schema.name, len(batch.rows))
        outcomes = tuple(self._save(batch, row) for row in batch.rows)
        if before:
            raise Killed
        if self._writes in self.lose:
            raise lost_answer()
        return outcomes

    def _save(self, batch: WriteBatch, row: RowWrite) -> Outcome:
        name, table = batch.schema.name, self.table(batch.schema.name)
        id = row.id if batch.upsert_on is None else self._keyed(batch.schema.name, batch, row)
        if id is not None and id not in table:
            return Outcome(id, refusal=UNKNOWN)
        if id is not None and table[id].deleted:
            return Outcome(id, refusal=Refusal("ENTITY_IS_DELETED", "entity is deleted"))
        if id in self.held:
            return Outcome(id, refusal=LOCKED)
        since = row.unmodified_since
        if id is not None and since is not None and table[id].stamp.replace(microsecond=0) > since:
            return Outcome(id, refusal=Refusal(MOVED, "edited since"))
        others = [found.values for one, found in self.living(name).items() if one != id]
        refusal = self.refuse(name, row.values) or unfit(
            self.schemas[name], row.values, id is None, others
        )
        if refusal is not None:
            return Outcome(row.id, refusal=refusal)
        values = dict(row.values)
        if batch.assign and self.assigned is not None:
            values[FieldName("OwnerId")] = self.assigned
        if id is None:
            return Outcome(self.insert(name, by=RUNNER, **values), created=True)
        self.edit(name, id, by=RUNNER, **values, **contents(row.bodies))
        return Outcome(id)

    def _keyed(self, name: ObjectName, batch: WriteBatch, row: RowWrite) -> RecordId | None:
        assert batch.upsert_on is not None
        wanted = row.values[batch.upsert_on]
        assert wanted, "never upsert without a key"
        return next(
            (
                known
                for known, found in self.living(name).items()
                if found.values.get(batch.upsert_on) == wanted
            ),
            None,
        )

    def create_keyless(self, batch: KeylessBatch) -> tuple[Outcome, ...]:
        assert len(batch.rows) <= self.keyless_size
        self._writes += 1
        killed = self._killed_now("write", batch.schema.name, len(batch.rows))
        outcomes = tuple(self._make_pair(batch, row) for row in batch.rows)
        if killed:
            raise Killed
        if self._writes in self.lose:
            raise AnswerLost("the answer was lost")
        return outcomes

    def _make_pair(self, batch: KeylessBatch, row: KeylessRow) -> Outcome:
        """All or none: both are looked at before either is made."""
        keys = self.living(batch.key_schema.name).values()
        wanted = row.key_row[batch.key]
        known = [one for one in keys if one.values.get(batch.key) == wanted]
        values = {**row.values, **contents(row.bodies)}
        refusal = self._unfit_new(batch.schema.name, values)
        if refusal is None and known:
            return Outcome(RecordId(str(known[0].values[batch.names])))
        refusal = refusal or self._unfit_new(batch.key_schema.name, row.key_row)
        if refusal is not None:
            return Outcome(None, refusal=refusal)
        id = self.insert(batch.schema.name, by=RUNNER, **values)
        self.insert(batch.key_schema.name, by=RUNNER, **{**row.key_row, batch.names: id})
        return Outcome(id, created=True)

    def _unfit_new(self, name: ObjectName, values: Mapping[FieldName, Value]) -> Refusal | None:
        others = [found.values for found in self.living(name).values()]
        return self.refuse(name, values) or unfit(self.schemas[name], values, True, others)

    def delete(self, ids: Sequence[RecordId]) -> tuple[Outcome, ...]:
        assert len(ids) <= self.batch_size
        self._writes += 1
        killed = self._killed_now("delete", "", len(ids))
        outcomes = tuple(map(self._delete_one, ids))
        if killed:
            raise Killed
        if self._writes in self.lose:
            raise lost_answer()
        return outcomes

    def _delete_one(self, id: RecordId) -> Outcome:
        name = next((name for name, table in self.tables.items() if id in table), None)
        if name is None:
            return Outcome(id, refusal=UNKNOWN)
        if self.table(name)[id].deleted:
            return Outcome(id)
        refusal = LOCKED if id in self.held else self.refuse_delete(name, id)
        if refusal is None:
            self._trash(name, id, RUNNER)
        return Outcome(id, refusal=refusal)

    def deploy(self, files: Mapping[str, bytes], *, check_only: bool = False) -> DeployReport:
        return DeployReport(True, len(files))

    def settle_deploys(self, reporter: Reporter) -> tuple[EarlierDeploy, ...]:
        ended, self.left = tuple(self.left), []
        return ended

    def assign_permission_set(self, name: str) -> bool:
        return False

    def mail(self, to: str, subject: str, body: str) -> None:
        return None

    def usage(self) -> Usage:
        calls = sum(call.cost for call in self.log)
        writes = sum(1 for call in self.log if call.kind in ("write", "delete", "fill_job"))
        return Usage(calls, writes, calls + self.others, self.limit, self.app)

    def daily_limits(self) -> tuple[DailyLimit, ...]:
        return self.usage().limits

    # -- being called

    def _call(self, kind: str, name: str, rows: int, cost: int) -> None:
        self._log(Call(kind, name, rows, cost))
        if self.kill_at == len(self.log):
            raise Killed

    def _log(self, call: Call) -> None:
        self.log.append(call)
        self.meanwhile.pop(len(self.log), lambda: None)()
        self.work_jobs()

    def _killed_now(self, kind: str, name: str, rows: int, cost: int = 1) -> bool:
        """Kill before the effect, or say that it must be after it."""
        self._log(Call(kind, name, rows, cost))
        if self.kill_at != len(self.log):
            return False
        if not self.kill_late:
            raise Killed
        return True
