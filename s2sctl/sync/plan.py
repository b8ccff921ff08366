"""What a pass is about to do, as a value: every planned write, row and field. Pure."""

from dataclasses import dataclass
from enum import Enum

from s2sctl.model.ids import RecordId
from s2sctl.model.names import FieldName, ObjectName, OrgAlias


class Action(Enum):
    """What is done to a row."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True, order=True)
class PlannedWrite:
    """One row to be written. ``id`` is empty for a copy that is yet to be made; ``source`` is the
    record of the other org it comes from. Fields by name; values stay in the orgs."""

    org: OrgAlias
    object: ObjectName
    action: str
    id: RecordId | str
    source: RecordId | str
    fields: tuple[FieldName, ...] = ()


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """The planned writes of one pass, in the order they would be made."""

    writes: tuple[PlannedWrite, ...] = ()

    def count(self, action: Action) -> int:
        """How many rows it does that to."""
        return sum(1 for write in self.writes if write.action == action.value)
