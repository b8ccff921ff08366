"""The rows of an org in memory, and what people do to them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from s2sctl.model.ids import OrgId, RecordId, to18
from s2sctl.model.names import FieldName, ObjectName, OrgAlias
from s2sctl.model.schema import ObjectSchema
from s2sctl.model.values import Value

HUMAN = RecordId(to18("005000000000HUM"))
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass
class Moment:
    """A clock for both orgs, the runner and the store; it moves only when told."""

    at: datetime = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def ticks(self) -> float:
        return self.at.timestamp()

    def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)

    def pass_by(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Row:
    values: dict[FieldName, Value]
    stamp: datetime
    by: RecordId
    deleted: bool = False
    master: RecordId | None = None
    visible: datetime = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class FakeRows:
    alias: OrgAlias
    org_id: OrgId
    schemas: dict[ObjectName, ObjectSchema]
    moment: Moment
    tables: dict[ObjectName, dict[RecordId, Row]] = field(default_factory=dict)
    rewrite: Callable[[ObjectName, dict[FieldName, Value]], None] = lambda _, __: None
    """A trigger: may change what is saved."""
    _made: int = 0

    def table(self, name: ObjectName) -> dict[RecordId, Row]:
        return self.tables.setdefault(name, {})

    def insert(
        self,
        name: ObjectName | str,
        *,
        by: RecordId = HUMAN,
        delay: float = 0,
        **values: Value,
    ) -> RecordId:
        self._made += 1
        number, digits = self._made, ""
        while number:
            number, rest = divmod(number, 36)
            digits = ALPHABET[rest] + digits
        prefix = self.schemas[ObjectName(name)].key_prefix or "a0X"
        id = to18(f"{prefix}{self.org_id[11:14]}{digits.rjust(9, '0')}")
        saved = {FieldName(one): value for one, value in values.items()}
        self.rewrite(ObjectName(name), saved)
        visible = self.moment.at + timedelta(seconds=delay)
        self.table(ObjectName(name))[id] = Row(saved, self._stamp(), by, visible=visible)
        return id

    def edit(
        self, name: ObjectName | str, id: RecordId, *, by: RecordId = HUMAN, **values: Value
    ) -> None:
        row = self.table(ObjectName(name))[id]
        changed = {FieldName(one): value for one, value in values.items()}
        self.rewrite(ObjectName(name), changed)
        row.values.update(changed)
        row.stamp, row.by = self._stamp(), by

    def trash(self, name: ObjectName | str, id: RecordId) -> None:
        self._trash(ObjectName(name), id, HUMAN)

    def merge(self, name: ObjectName | str, winner: RecordId, loser: RecordId) -> None:
        table = self.table(ObjectName(name))
        self._bin(table[loser], HUMAN)
        table[loser].master = winner
        table[winner].stamp, table[winner].by = self._stamp(), HUMAN

    def undelete(self, name: ObjectName | str, id: RecordId) -> None:
        row = self.table(ObjectName(name))[id]
        row.deleted, row.stamp, row.by = False, self._stamp(), HUMAN

    def value(self, name: ObjectName | str, id: RecordId, one: str) -> Value:
        return self.table(ObjectName(name))[id].values.get(FieldName(one))

    def living(self, name: ObjectName | str) -> dict[RecordId, Row]:
        return {id: row for id, row in self.table(ObjectName(name)).items() if not row.deleted}

    def _trash(self, name: ObjectName, id: RecordId, by: RecordId) -> None:
        """Move a row to the bin, and what the platform takes along."""
        self._bin(self.table(name)[id], by)
        for child in self.schemas[name].children:
            for below, row in self.living(child.object).items() if child.cascade else ():
                if row.values.get(child.field) == id:
                    self._trash(child.object, below, by)

    def _bin(self, row: Row, by: RecordId) -> None:
        row.deleted, row.stamp, row.by = True, self._stamp(), by

    def _stamp(self) -> datetime:
        return self.moment.at.replace(microsecond=0)
