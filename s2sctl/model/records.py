"""A row of an org as the engine sees it. Pure."""

from dataclasses import dataclass, field
from datetime import datetime

from s2sctl.model.ids import Key, RecordId
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.values import Value


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its identity, its stamps (hints), and canonical values (truth).

    ``values`` holds the mapped fields that were asked for and nothing else; times are UTC in
    whole seconds.
    """

    object: ObjectName
    id: RecordId
    modstamp: datetime
    values: dict[FieldName, Value] = field(default_factory=dict)
    modified_at: datetime | None = None
    modified_by: RecordId | None = None
    deleted: bool = False
    key: Key | None = None
    """Parsed from ``S2S_Key__c``, where the object has that field."""
    connection_id: RecordId | None = None
    """``S2S_Connection__c``: the connection record of this org that brought the row here."""
    master_id: RecordId | None = None
    """The winner of the merge that deleted this row."""
    converted: bool = False
    """A Lead that was converted."""
