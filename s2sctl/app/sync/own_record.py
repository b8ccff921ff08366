"""One org's own connection record, read anew in the middle of a pass."""

from s2sctl.connection.footprint import CONNECTION_SCHEMA
from s2sctl.connection.record import ConnectionRecord
from s2sctl.connection.rows import CONNECTION_FIELDS, record_from_row
from s2sctl.errors import UsageError
from s2sctl.model.names import ConnectionName
from s2sctl.ports.org import Org, Query


def read_record(name: ConnectionName, org: Org) -> ConnectionRecord:
    """The record as it is now; one call. Raises UsageError S2S705 where there is none any more."""
    wanted = f"Connection__c = '{name}'"
    query = Query(CONNECTION_SCHEMA, CONNECTION_FIELDS, wanted, deleted=False)
    rows = [row for page in org.read((query,)) for row in page.records]
    if not rows:
        raise UsageError(
            f"{org.alias} has no record of {name} any more.",
            code="S2S705",
            help="s2sctl connections shows those it has",
        )
    return record_from_row(rows[0])
