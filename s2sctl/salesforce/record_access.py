"""What another user of the org may do with records."""

from collections.abc import Sequence

from s2sctl.model.ids import RecordId, to18
from s2sctl.salesforce.client import Client
from s2sctl.salesforce.composite import Part, ask_all, query_path
from s2sctl.salesforce.reading import body_of
from s2sctl.salesforce.shapes import mappings, text
from s2sctl.sync.chunks import chunks

MOST_RECORDS = 200
"""Record ids in one query (UserRecordAccess in the object reference)."""


def editable_by(client: Client, user: RecordId, ids: Sequence[RecordId]) -> frozenset[RecordId]:
    """Those of ``ids`` that ``user`` may read and edit; five queries of 200 ids to a call."""
    parts = [_part(client, user, some) for some in chunks(dict.fromkeys(ids), MOST_RECORDS)]
    rows = (
        row
        for answer in ask_all(client, parts)
        for row in mappings(body_of(client, answer).get("records"))
    )
    return frozenset(
        to18(text(row.get("RecordId")))
        for row in rows
        if row.get("HasReadAccess") is True and row.get("HasEditAccess") is True
    )


def _part(client: Client, user: RecordId, ids: Sequence[RecordId]) -> Part:
    listed = ",".join(f"'{id}'" for id in ids)
    soql = (
        "SELECT RecordId, HasReadAccess, HasEditAccess FROM UserRecordAccess "
        f"WHERE UserId = '{user}' AND RecordId IN ({listed})"
    )
    return Part(query_path(client, soql), query=True)
