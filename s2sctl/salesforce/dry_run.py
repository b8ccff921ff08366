"""An org that reads and never changes anything."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from s2sctl.model.ids import RecordId
from s2sctl.model.names import FieldName, ObjectName, OrgAlias
from s2sctl.model.records import Record
from s2sctl.model.schema import ObjectSchema
from s2sctl.ports.body import Body
from s2sctl.ports.org import (
    DeployReport,
    Identity,
    KeylessBatch,
    Opening,
    Org,
    Outcome,
    Page,
    Query,
    Usage,
    WriteBatch,
)


@dataclass(frozen=True, slots=True)
class DryRunOrg:
    """``org``, with every write swallowed and answered as if it had been done.

    A created row has no id; a deploy is validated by the org and not saved.
    """

    org: Org

    @property
    def alias(self) -> OrgAlias:
        """The org's alias."""
        return self.org.alias

    @property
    def batch_size(self) -> int:
        """The org's batch size."""
        return self.org.batch_size

    @property
    def keyless_size(self) -> int:
        """The org's size of such a batch."""
        return self.org.keyless_size

    def identity(self) -> Identity:
        """The org's identity."""
        return self.org.identity()

    def now(self) -> datetime:
        """The org's clock."""
        return self.org.now()

    def open(
        self, known: Mapping[ObjectName, ObjectSchema | None], queries: Sequence[Query] = ()
    ) -> Opening:
        """Read from the org."""
        return self.org.open(known, queries)

    def durable_ids(self, names: Sequence[ObjectName]) -> dict[ObjectName, dict[FieldName, str]]:
        """Asked for real."""
        return self.org.durable_ids(names)

    def read(self, queries: Sequence[Query]) -> Iterator[Page]:
        """Read from the org."""
        return self.org.read(queries)

    def count(self, queries: Sequence[Query]) -> tuple[int, ...]:
        """Ask the org."""
        return self.org.count(queries)

    def fetch(
        self, schema: ObjectSchema, ids: Sequence[RecordId], fields: Sequence[FieldName]
    ) -> dict[RecordId, Record]:
        """Read from the org."""
        return self.org.fetch(schema, ids, fields)

    def body(self, schema: ObjectSchema, id: RecordId, field: FieldName) -> Body:
        """Read from the org."""
        return self.org.body(schema, id, field)

    def may_edit(self, user: RecordId, ids: Sequence[RecordId]) -> frozenset[RecordId]:
        """Ask the org."""
        return self.org.may_edit(user, ids)

    def write(self, batch: WriteBatch) -> tuple[Outcome, ...]:
        """Nothing is sent; every row counts as written."""
        return tuple(Outcome(row.id, created=row.id is None) for row in batch.rows)

    def create_keyless(self, batch: KeylessBatch) -> tuple[Outcome, ...]:
        """Nothing is sent; every row counts as made."""
        return tuple(Outcome(None, created=True) for _ in batch.rows)

    def delete(self, ids: Sequence[RecordId]) -> tuple[Outcome, ...]:
        """Nothing is sent; every row counts as deleted."""
        return tuple(Outcome(id_) for id_ in ids)

    def deploy(self, files: Mapping[str, bytes], *, check_only: bool = False) -> DeployReport:
        """The org checks the package and saves nothing."""
        return self.org.deploy(files, check_only=True)

    def assign_permission_set(self, name: str) -> bool:
        """Nothing is assigned."""
        return False

    def mail(self, to: str, subject: str, body: str) -> None:
        """Nothing is sent."""

    def usage(self) -> Usage:
        """The org's usage."""
        return self.org.usage()
