"""Steps 8 and 9: the cursors, the figures an admin sees, and the run's report."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from s2sctl.agreement.missing import missing_halves
from s2sctl.app.drifting import drift_report
from s2sctl.app.sync.record import note_in_record
from s2sctl.app.sync.work import Work
from s2sctl.connection.record import HealthFigures
from s2sctl.connection.rows import figures_values
from s2sctl.errors import Paused, RequestRefused, Temporary
from s2sctl.metadata.resting import Rest
from s2sctl.model.names import ConnectionName, OrgAlias
from s2sctl.model.schema import ObjectSchema
from s2sctl.model.side import Pair, Side
from s2sctl.ports.org import Org, Usage
from s2sctl.ports.store import Changes
from s2sctl.sync.link import Cursor, EntryKind
from s2sctl.sync.plan import SyncPlan
from s2sctl.sync.readings import Reading
from s2sctl.sync.report import DriftReport, FlowReport, Held, RunReport, Tally

FIGURES_EVERY = timedelta(minutes=15)
"""How old ``Last_Sync__c`` may become in a connection record while nothing changes."""


def move_cursors(
    work: Work,
    readings: Iterable[Reading],
    others: Iterable[Cursor],
    schemas: tuple[tuple[Side, ObjectSchema], ...],
) -> None:
    """Everything read is applied or in the ledger: the next run starts after it."""
    cursors = (*(reading.cursor for reading in readings), *others)
    work.store.commit(work.lease, Changes(cursors=cursors, schemas=schemas))


def note_figures(work: Work) -> None:
    """Write the figures into both connection records where they changed, else now and then."""
    held = Held.of(work.book.entries.values())
    for side in Side:
        now = work.now(side)
        before = work.ends.records.of(side).figures
        oldest = min((entry.since for entry in work.book.parked()), default=now)
        figures = HealthFigures(
            last_sync=now,
            pending=held.waits,
            failed=held.failures,
            conflicts=held.conflicts,
            lag_seconds=max(0, int((now - oldest).total_seconds())),
        )
        recent = before.last_sync is not None and now - before.last_sync < FIGURES_EVERY
        if not (recent and _same(figures, before)):
            org, record = work.ends.orgs.of(side), work.ends.records.of(side)
            try:
                note_in_record(org, record, figures_values(figures))
            except (RequestRefused, Temporary) as error:
                # The records agree; figures an admin looks at can wait for the next run.
                work.notes.append(error.message)


def _same(now: HealthFigures, before: HealthFigures) -> bool:
    """Whether the counts are as they were; time alone is no news."""
    return replace(now, last_sync=None, lag_seconds=0) == replace(
        before, last_sync=None, lag_seconds=0
    )


def report(work: Work, seconds: float, planned: SyncPlan) -> RunReport:
    """What the run did, flow by flow."""
    _tally_ledger(work)
    usage = {work.ends.aliases.of(side): work.ends.usage(side) for side in Side}
    terms = work.ends.records.map(lambda record: record.terms)
    return RunReport(
        connection=work.name,
        run=work.run,
        flows=tuple(_flows(work)),
        api_calls={alias: one.calls for alias, one in usage.items()},
        writes={alias: one.writes for alias, one in usage.items()},
        seconds=seconds,
        ledger=Held.of(work.book.entries.values()),
        dry_run=work.options.dry_run,
        planned=planned,
        notes=tuple(work.notes),
        swept=work.swept,
        owes_sweep=work.owes_sweep,
        drifts=tuple(_told(work, rest) for rest in work.rests),
        missing=() if work.pairings else missing_halves(terms, work.ends.aliases),
    )


def _told(work: Work, rest: Rest) -> DriftReport:
    return drift_report(work.ends.aliases.of(rest.side), rest.drift, rest.stops.value)


def resting(
    run: str,
    name: ConnectionName,
    orgs: Pair[Org],
    spent: Pair[Usage],
    rest: Paused,
    seconds: float,
) -> RunReport:
    """A run that found the connection paused: nothing was read, nothing is wrong."""
    pairs = zip(orgs, spent, strict=True)
    usage = {org.alias: org.usage().since(before) for org, before in pairs}
    return RunReport(
        connection=name,
        run=run,
        flows=(),
        api_calls={alias: one.calls for alias, one in usage.items()},
        writes={alias: one.writes for alias, one in usage.items()},
        seconds=seconds,
        paused=rest.by,
    )


def _flows(work: Work) -> Iterable[FlowReport]:
    aliases: Pair[OrgAlias] = work.ends.aliases
    for pairing in work.pairings:
        for flow in pairing.flows:
            yield work.tallies.flow(pairing, flow.source.other, aliases)


def _tally_ledger(work: Work) -> None:
    """Failures and waits are told as the ledger holds them after the run."""
    for entry in work.book.entries.values():
        if entry.kind is EntryKind.FAILURE:
            work.tallies.add(entry.objects, entry.target, Tally.FAILED)
        if entry.kind is EntryKind.WAIT:
            work.tallies.add(entry.objects, entry.target, Tally.WAITING)
