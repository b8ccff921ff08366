"""Connections and shares as rows of an org, and back. Pure.

A row is written in parts, each by whoever answers for it, so that a run that notes its figures
never undoes a person's pause.
"""

from datetime import datetime
from decimal import Decimal

from s2sctl.connection.objects import CONNECTION_OBJECT, SHARE_OBJECT
from s2sctl.connection.record import ConnectionRecord, HealthFigures, Role, Status
from s2sctl.connection.share import Direction, Share, ShareStatus
from s2sctl.manifest.manifest import Terms
from s2sctl.manifest.terms_json import terms_from_json, terms_to_json
from s2sctl.model.ids import Key, OrgId, RecordId, to18
from s2sctl.model.names import ConnectionName, FieldName, ObjectName
from s2sctl.model.records import Record
from s2sctl.model.values import Value, Values, datetime_text, parse_datetime

CONNECTION_FIELDS: tuple[FieldName, ...] = tuple(one.name for one in CONNECTION_OBJECT.fields)
"""Every field of a connection row, to be asked for in a query."""

SHARE_FIELDS: tuple[FieldName, ...] = (
    *(one.name for one in SHARE_OBJECT.fields),
    FieldName("CreatedById"),
)
"""Every field of a share row, and who made it."""

REASON = FieldName("Reason__c")
"""Why a share is not honoured or has ended, for the people of the org."""


def record_from_row(row: Record) -> ConnectionRecord:
    """The connection a row of ``S2S_Connection__c`` tells of. Raises as record_from_values."""
    return record_from_values(row.id, row.values)


def record_from_values(id: RecordId | None, values: Values) -> ConnectionRecord:
    """The connection that canonical ``values`` tell of; fields not asked for count as empty.

    Raises ``ValueError`` where a stored word is none of ours, or the stored terms do not fit
    their digest (somebody edited the row by hand).
    """
    partner = _text(values, "Partner_Org_Id__c")
    account = _text(values, "Partner_Account__c")
    return ConnectionRecord(
        id=id,
        name=ConnectionName(_text(values, "Connection__c")),
        status=Status(_text(values, "Status__c")),
        nonce=_text(values, "Nonce__c"),
        partner_org=OrgId(to18(partner)) if partner else None,
        partner_name=_text(values, "Partner_Name__c"),
        partner_account=RecordId(account) if account else None,
        expires=_moment(values, "Expires__c"),
        terms=terms_from_json(_text(values, "Published__c"), _text(values, "Subscribed__c")),
        published=_text(values, "Published__c"),
        fingerprint=_text(values, "Fingerprint__c"),
        partner_published=_text(values, "Partner_Published__c"),
        runner=_text(values, "Runner__c"),
        reason=_text(values, "Reason__c"),
        figures=_figures(values),
        role=Role(_text(values, "Role__c") or Role.INVITER.value),
        since=_moment(values, "Status_Since__c"),
        by=_text(values, "Status_By__c"),
        past=tuple(_text(values, "Past_Nonces__c").split()),
    )


def name_values(name: ConnectionName) -> dict[FieldName, Value]:
    """What an upsert of any part needs: the external id. The row's Name is the same."""
    return {FieldName("Connection__c"): name}


def lifecycle_values(record: ConnectionRecord) -> dict[FieldName, Value]:
    """Who the partner is and where the connection stands."""
    return {
        FieldName("Name"): record.name,
        FieldName("Role__c"): record.role.value,
        FieldName("Status__c"): record.status.value,
        FieldName("Reason__c"): record.reason[:255] or None,
        FieldName("Status_Since__c"): datetime_text(record.since) if record.since else None,
        FieldName("Status_By__c"): record.by[:255] or None,
        FieldName("Past_Nonces__c"): " ".join(record.past) or None,
        FieldName("Partner_Org_Id__c"): record.partner_org,
        FieldName("Partner_Name__c"): record.partner_name[:255] or None,
        FieldName("Partner_Account__c"): record.partner_account,
        FieldName("Nonce__c"): record.nonce or None,
        FieldName("Expires__c"): datetime_text(record.expires) if record.expires else None,
    }


def terms_values(terms: Terms) -> dict[FieldName, Value]:
    """What is in force, as canonical JSON."""
    published, subscribed = terms_to_json(terms)
    return {
        FieldName("Published__c"): published,
        FieldName("Subscribed__c"): subscribed,
    }


def figures_values(figures: HealthFigures) -> dict[FieldName, Value]:
    """What an admin sees of the last run."""
    return {
        FieldName("Last_Sync__c"): (
            datetime_text(figures.last_sync) if figures.last_sync else None
        ),
        FieldName("Pending__c"): Decimal(figures.pending),
        FieldName("Failed__c"): Decimal(figures.failed),
        FieldName("Conflicts__c"): Decimal(figures.conflicts),
        FieldName("Lag_Seconds__c"): Decimal(figures.lag_seconds),
    }


def share_from_row(row: Record) -> Share:
    """The share a row of ``S2S_Share__c`` tells of.

    Raises ``ValueError`` for a row that says too little to act on: users make such rows too.
    """
    values = row.values
    partner = _text(values, "Partner_Record_Id__c")
    maker = _text(values, "CreatedById")
    return Share(
        id=row.id,
        connection=to18(_text(values, "Connection__c")),
        object=ObjectName(_text(values, "Object__c")),
        record=to18(_text(values, "Record_Id__c")),
        direction=Direction(_text(values, "Direction__c") or Direction.SENT.value),
        status=ShareStatus(_text(values, "Status__c") or ShareStatus.PENDING.value),
        partner_record=to18(partner) if partner else None,
        key=_text(values, "Key__c"),
        created_by=to18(maker) if maker else None,
        reason=_text(values, "Reason__c"),
    )


def values_from_share(share: Share) -> dict[FieldName, Value]:
    """All of a share's fields; an upsert finds its row by ``Key__c``."""
    return {
        FieldName("Connection__c"): share.connection,
        FieldName("Object__c"): share.object,
        FieldName("Record_Id__c"): share.record,
        FieldName("Partner_Record_Id__c"): share.partner_record,
        FieldName("Key__c"): share.key or share_key(share.connection, share.record),
        FieldName("Direction__c"): share.direction.value,
        FieldName("Status__c"): share.status.value,
        REASON: share.reason[:255] or None,
    }


def key_row_values(connection: RecordId, object_: ObjectName, key: Key) -> dict[FieldName, Value]:
    """The share row that keeps the key of a copy which can hold none. ``Record_Id__c`` is the
    copy's id, which is not known before both are made."""
    return {
        FieldName("Connection__c"): connection,
        FieldName("Object__c"): object_,
        FieldName("Partner_Record_Id__c"): key.record,
        FieldName("Key__c"): str(key),
        FieldName("Direction__c"): Direction.RECEIVED.value,
        FieldName("Status__c"): ShareStatus.ACTIVE.value,
    }


def share_key(connection: RecordId, record: RecordId) -> str:
    """``Key__c`` of a record shared by hand: one share per connection and record."""
    return f"{connection}/{record}"


def _figures(values: Values) -> HealthFigures:
    return HealthFigures(
        last_sync=_moment(values, "Last_Sync__c"),
        pending=_count(values, "Pending__c"),
        failed=_count(values, "Failed__c"),
        conflicts=_count(values, "Conflicts__c"),
        lag_seconds=_count(values, "Lag_Seconds__c"),
    )


def _text(values: Values, name: str) -> str:
    value = values.get(FieldName(name))
    return "" if value is None else str(value)


def _moment(values: Values, name: str) -> datetime | None:
    text = _text(values, name)
    return parse_datetime(text) if text else None


def _count(values: Values, name: str) -> int:
    value = values.get(FieldName(name))
    return int(value) if isinstance(value, Decimal) else 0
