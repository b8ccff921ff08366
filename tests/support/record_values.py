"""A connection record as the values of a whole new row; the commands write it part by part."""

from s2sctl.connection.record import ConnectionRecord
from s2sctl.connection.rows import figures_values, lifecycle_values, name_values, terms_values
from s2sctl.model.names import FieldName
from s2sctl.model.values import Value


def values_from_record(record: ConnectionRecord) -> dict[FieldName, Value]:
    """All of a connection's fields, as for a new row; includes the upsert key."""
    return {
        **name_values(record.name),
        **lifecycle_values(record),
        **terms_values(record.terms),
        **figures_values(record.figures),
        FieldName("Partner_Published__c"): record.partner_published or None,
        FieldName("Fingerprint__c"): record.fingerprint or None,
        FieldName("Runner__c"): record.runner or None,
    }
