"""What another user of the org may do with records."""

from collections.abc import Sequence

from s2sctl.model.ids import RecordId, to18
from s2sctl.salesforce.client import Client
from s2sctl.salesforce.composite import MOST_QUERIES, Part, ask
from s2sctl.salesforce.reading import body_of
from s2sctl.salesforce.shapes import mappings, text
from s2sctl.sync.chunks import chunks

MOST_RECORDS = 200
"""Record ids in one query (UserRecordAccess in the object reference)."""


def editable_by(client: Client, user: RecordId, ids: Sequence[RecordId]) -> frozenset[RecordId]:
    """Those of ``ids`` that ``user`` may read and edit; five queries of 200 ids to a call."""
    parts = [_part(client, user, some) for some in chunks(dict.fromkeys(ids), MOST_RECORDS)]
    found: set[RecordId] = set()
    for some_parts in chunks(parts, MOST_QUERIES):
        for answer in ask(client, list(some_parts)):
            for row in mappings(body_of(client, answer).get("records")):
                if row.get("HasReadAccess") is True and row.get("HasEditAccess") is True:
                    found.add(to18(text(row.get("RecordId"))))
    return frozenset(found)


def _part(client: Client, user: RecordId, ids: Sequence[RecordId]) -> Part:
    listed = ",".join(f"'{id}'" for id in ids)
    soql = (
        "SELECT RecordId, HasReadAccess, HasEditAccess FROM UserRecordAccess "
        f"WHERE UserId = '{user}' AND RecordId IN ({listed})"
    )
    return Part(f"{client.root}query?q={soql.replace(' ', '+')}", query=True)
