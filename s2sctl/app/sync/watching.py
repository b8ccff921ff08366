"""Step 7, act: in a long run, is the connection still what it was when the run began?"""

from s2sctl.app.chronicle import note_seen
from s2sctl.app.sync.agreeing import terms_digest
from s2sctl.app.sync.own_record import read_record
from s2sctl.app.sync.record import refuse_unconnected
from s2sctl.app.sync.runner import refuse_overtaken
from s2sctl.app.sync.work import Work
from s2sctl.errors import Temporary
from s2sctl.model.side import Side
from s2sctl.sync.windows import IN_PROGRESS


def look_again(work: Work, rows: int) -> None:
    """Before ``rows`` more are written: every ``options.look_every`` rows, and where the last look
    is older than ``options.look_after``, read both records anew.

    Whatever was written is remembered by then, and open intents are looked up by the next run,
    so stopping here loses nothing. Raises Paused, UsageError S2S703 or S2S705 where a side has
    stopped the connection meanwhile, LeaseLost S2S753 where another state store follows,
    Temporary S2S560 where its terms changed.
    """
    if not _due(work, rows):
        work.unwatched += rows
        return
    orgs = work.ends.orgs
    records = orgs.map(lambda org: read_record(work.name, org))
    work.unwatched, work.watched = rows, work.now(Side.A)
    for org, record in zip(orgs, records, strict=True):
        note_seen(work.store, org, work.name, record)
    ids = work.ends.identities.map(lambda identity: identity.org_id)
    refuse_unconnected(work.name, orgs, records, ids)
    for org, record in zip(orgs, records, strict=True):
        refuse_overtaken(work.name, org, record.runner, work.store.id)
    if terms_digest(records) != terms_digest(work.ends.records):
        raise Temporary(
            f"What is in force over {work.name} was changed while this run was going on; it stopped"
            " there, and what was written is remembered.",
            code="S2S560",
            help=f"{work.options.again(work.name)} goes on from here under the new terms",
        )


def _due(work: Work, rows: int) -> bool:
    age = work.now(Side.A) - (work.watched or work.ends.horizon.a)
    many = work.unwatched + rows > work.options.look_every
    return many or not -IN_PROGRESS <= age < work.options.look_after
