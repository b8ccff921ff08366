"""Step 7, act: in a long run, is the connection still what it was when the run began?"""

from s2sctl.app.chronicle import note_seen
from s2sctl.app.sync.agreeing import terms_digest
from s2sctl.app.sync.record import refuse_unconnected
from s2sctl.app.sync.work import Work
from s2sctl.connection.footprint import CONNECTION_SCHEMA
from s2sctl.connection.record import ConnectionRecord
from s2sctl.connection.rows import CONNECTION_FIELDS, record_from_row
from s2sctl.errors import Temporary, UsageError
from s2sctl.model.side import Pair, Side
from s2sctl.ports.org import Query


def look_again(work: Work, rows: int) -> None:
    """Before ``rows`` more are written: every ``options.look_every``, read both records anew.

    Whatever was written is remembered by then, and open intents are looked up by the next run,
    so stopping here loses nothing. Raises Paused, UsageError S2S703 or S2S705 where a side has
    stopped the connection meanwhile, Temporary S2S560 where its terms changed.
    """
    if work.unwatched + rows <= work.options.look_every:
        work.unwatched += rows
        return
    work.unwatched = rows
    records = Pair(*(_record(work, side) for side in Side))
    orgs = work.ends.orgs
    for org, record in zip(orgs, records, strict=True):
        note_seen(work.store, org, work.name, record)
    ids = work.ends.identities.map(lambda identity: identity.org_id)
    refuse_unconnected(work.name, orgs, records, ids)
    if terms_digest(records) != terms_digest(work.ends.records):
        raise Temporary(
            f"What is in force over {work.name} was changed while this run was going on; it stopped"
            " there, and what was written is remembered.",
            code="S2S560",
            help=f"s2sctl sync {work.name} goes on from here under the new terms",
        )


def _record(work: Work, side: Side) -> ConnectionRecord:
    org = work.ends.orgs.of(side)
    wanted = f"Connection__c = '{work.name}'"
    query = Query(CONNECTION_SCHEMA, CONNECTION_FIELDS, wanted, deleted=False)
    rows = [row for page in org.read((query,)) for row in page.records]
    if not rows:
        raise UsageError(
            f"{org.alias} has no record of {work.name} any more.",
            code="S2S705",
            help="s2sctl connections shows those it has",
        )
    return record_from_row(rows[0])
