"""What nobody has accepted goes when its connection ends; accepted copies stay.

Each side's own rows only: whoever ends a connection clears their own org, the partner's own
command or the next run clears the partner's (facts/s2s.md §2.7).
"""

from s2sctl.connection.footprint import SHARE_SCHEMA
from s2sctl.connection.record import ConnectionRecord
from s2sctl.connection.share import ShareStatus
from s2sctl.ports.org import Org, Query
from s2sctl.soql.literals import quote


def vanish(org: Org, record: ConnectionRecord) -> int:
    """Delete the org's rows of records that wait, there or in the partner's inbox; how many.

    A row the org holds on to stays: nothing comes of it while the connection is over.
    """
    if record.id is None:
        return 0
    where = f"Connection__c = {quote(record.id)} AND Status__c = '{ShareStatus.PENDING.value}'"
    query = Query(SHARE_SCHEMA, (), where, deleted=False)
    ids = [row.id for page in org.read([query]) for row in page.records]
    gone = 0
    for start in range(0, len(ids), org.batch_size):
        outcomes = org.delete(ids[start : start + org.batch_size])
        gone += sum(outcome.refusal is None for outcome in outcomes)
    return gone
