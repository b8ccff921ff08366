"""A received record that waits for acceptance, as a row of the receiver's ``S2S_Share__c``. Pure.

The row is all the receiver holds of the record: which object of theirs it would become, its id in
the partner's org, and its name where that is published and mapped. A person accepts it by setting
Status to Active, by whatever way of editing a row the org offers, and rejects it by Inactive.
"""

from dataclasses import dataclass
from datetime import datetime

from s2sctl.connection.share import Direction, ShareStatus
from s2sctl.model.ids import Key, RecordId, to18
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.records import Record
from s2sctl.model.values import Value, Values

KEY_FIELD = FieldName("Key__c")
STATUS = FieldName("Status__c")
REASON = FieldName("Reason__c")
OWNER = FieldName("Owner_Id__c")
RECORD = FieldName("Record_Id__c")
LABEL = FieldName("Label__c")
LABEL_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row. ``record`` is the copy, None until the record was accepted and has arrived;
    ``owner`` the user or queue that is to own it, where that is not the subscription's."""

    id: RecordId | None
    connection: RecordId
    object: ObjectName
    key: Key
    status: ShareStatus = ShareStatus.PENDING
    label: str = ""
    owner: RecordId | None = None
    reason: str = ""
    record: RecordId | None = None
    since: datetime | None = None
    """When the row last changed: for one that waits, since when."""

    @property
    def undecided(self) -> bool:
        """Whether it waits for somebody's word."""
        return self.status is ShareStatus.PENDING and self.record is None


def waiting_key(connection: RecordId, key: Key) -> str:
    """``Key__c`` of an inbox row. The origin's org is in it: a sandbox has its production's ids."""
    return f"{connection}/{key}"


def waiting_from_row(row: Record) -> Waiting | None:
    """What a row of ``S2S_Share__c`` says of a record that waits, or once waited.

    None for any other row: one that a person made, or half edited into nonsense.
    """
    values = row.values
    if _text(values, "Direction__c") != Direction.RECEIVED.value:
        return None
    connection, _, key = _text(values, KEY_FIELD).partition("/")
    try:
        found = Key.parse(key) if "/" in key else None
        if found is None:
            return None
        return Waiting(
            id=row.id,
            connection=to18(connection),
            object=ObjectName(_text(values, "Object__c")),
            key=found,
            status=ShareStatus(_text(values, STATUS) or ShareStatus.PENDING.value),
            label=_text(values, LABEL),
            owner=_id(values, OWNER),
            reason=_text(values, REASON),
            record=_id(values, RECORD),
            since=row.modstamp,
        )
    except ValueError:
        return None


def values_from_waiting(one: Waiting) -> dict[FieldName, Value]:
    """All fields of a new row; an upsert finds it by ``Key__c``."""
    return {
        FieldName("Connection__c"): one.connection,
        FieldName("Object__c"): one.object,
        FieldName("Partner_Record_Id__c"): one.key.record,
        KEY_FIELD: waiting_key(one.connection, one.key),
        FieldName("Direction__c"): Direction.RECEIVED.value,
        STATUS: one.status.value,
        LABEL: one.label or None,
        RECORD: one.record,
        OWNER: one.owner,
        REASON: one.reason or None,
    }


def _id(values: Values, name: str) -> RecordId | None:
    text = _text(values, name)
    return to18(text) if text else None


def _text(values: Values, name: str) -> str:
    value = values.get(FieldName(name))
    return "" if value is None else str(value)
