"""Step 6, guard: what is planned is held against the limits before anything is written."""

from collections.abc import Iterable
from dataclasses import replace
from math import ceil

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.bodies import has_bodies
from s2sctl.app.sync.causing import Causes
from s2sctl.app.sync.entries import note_removal
from s2sctl.app.sync.jobs import CALLS_A_JOB, worth_jobs
from s2sctl.app.sync.spending import spent
from s2sctl.app.sync.survey import Survey
from s2sctl.app.sync.work import CHUNK, Work
from s2sctl.connection.objects import holds_key
from s2sctl.errors import GuardTripped
from s2sctl.model.side import Side
from s2sctl.ports.org import CONDITIONAL_ROWS, Org
from s2sctl.sync.budget import Budget, check_budget
from s2sctl.sync.guards import Count, Tripped, check_counts, check_rebuilt, with_causes
from s2sctl.sync.link import LinkStatus
from s2sctl.sync.plan import Action
from s2sctl.sync.readings import Reading


def guard(work: Work, found: Survey, readings: Iterable[Reading]) -> tuple[Tripped, ...]:
    """Raise GuardTripped, naming the flag with the exact count, where a limit is overstepped.

    In a dry run nothing is raised: what the guards say is returned.
    """
    asked, allowed = tuple(readings), work.options.allowed
    work.daily = work.ends.orgs.map(lambda org: org.daily_limits())
    creates = [found.total(side, Action.CREATE) for side in Side]
    target = Side.A if creates[0] > creates[1] else Side.B
    tripped = (
        *check_counts(_counts(work, found, asked), allowed),
        *(
            check_rebuilt(sum(creates), work.ends.aliases.of(target), allowed)
            if work.rebuilt
            else ()
        ),
        *check_budget((_budget(work, found, side) for side in Side), allowed.api_calls),
    )
    if not tripped:
        return ()
    tripped = with_causes(tripped, Causes(work, found, asked).of)
    if not work.options.dry_run:
        raise _stopped(work, tripped)
    return tripped


def remember_allowed(work: Work, found: Survey) -> None:
    """Note the removals that a person has just allowed: should the run die before it gets to
    them, the next one needs no second word. Of a removal that no longer comes about the note goes
    when its record is read again."""
    for key, objects, target in found.removals:
        note_removal(work, key, objects, target)
    work.remember()


def _counts(work: Work, found: Survey, readings: tuple[Reading, ...]) -> list[Count]:
    active = work.store.count_links(work.name)
    known = {(one.side, one.object) for one in work.store.cursors(work.name)}
    counts = []
    for pairing in work.pairings:
        shared = active.get((pairing.objects, LinkStatus.ACTIVE), 0)
        for side in Side:
            name = pairing.objects.of(side)
            rule = pairing.share.of(side)
            whole = any(one.side is side and one.object == name and one.whole for one in readings)
            counts.append(
                Count(
                    org=work.ends.aliases.of(side),
                    object=name,
                    guards=work.agreement.guards.of(side),
                    shared=shared,
                    updates=found.of(pairing, side, Action.UPDATE),
                    deletes=found.fresh_deletes(pairing, side),
                    # After a rebuild every create is asked for, whatever its share.
                    creates=0 if work.rebuilt else found.of(pairing, side, Action.CREATE),
                    updated=found.some(pairing, side, Action.UPDATE),
                    deleted=found.some(pairing, side, Action.DELETE),
                    created=found.some(pairing, side, Action.CREATE),
                    read_whole=rule is not None and not rule.manual and whole,
                    rows=work.stage.count(side, name),
                    # What never shared anything begins now, however often it was read in vain.
                    first=not shared or (side.other, pairing.objects.of(side.other)) not in known,
                    side=side,
                )
            )
    return counts


def _budget(work: Work, found: Survey, side: Side) -> Budget:
    """What the plan needs of one org: writes by the batch, updates and deletes read again,
    read-backs, and files one by one at both ends."""
    return spent(work, side, sum(_calls(work, found, one, side) for one in work.pairings))


def _calls(work: Work, found: Survey, pairing: Pairing, side: Side) -> int:
    creates, updates, deletes = (found.of(pairing, side, action) for action in Action)
    org, place = work.ends.orgs.of(side), (side, pairing.objects.of(side))
    batch = org.batch_size if holds_key(pairing.objects.of(side)) else org.keyless_size
    if has_bodies(work, pairing, side):
        batch = 1
    size = min(batch, org.batch_size)
    jobs = {one.action for one in worth_jobs(work, found.of) if (one.side, one.object) == place}
    calls = _written(org, creates, batch, job=Action.CREATE in jobs)
    calls += ceil(updates / (CHUNK if Action.UPDATE in jobs else size))
    size = CONDITIONAL_ROWS if pairing.strict(side) else size
    calls += _written(org, updates, size, job=Action.UPDATE in jobs and not pairing.strict(side))
    calls += 2 * ceil(deletes / org.batch_size) + ceil((creates + updates) / CHUNK)
    far = side.other
    if has_bodies(work, pairing, far):
        calls += found.of(pairing, far, Action.CREATE) + found.of(pairing, far, Action.UPDATE)
    return calls


def _written(org: Org, rows: int, size: int, *, job: bool) -> int:
    return CALLS_A_JOB * ceil(rows / org.job_size) if job else ceil(rows / size)


def _stopped(work: Work, tripped: tuple[Tripped, ...]) -> GuardTripped:
    codes = {one.code for one in tripped}
    return GuardTripped(
        "Stopped before the first write: " + "; ".join(one.told for one in tripped) + ".",
        tripped,
        code=tripped[0].code if len(codes) == 1 else "S2S500",
        help=f"look first: {replace(work.options, dry_run=True).again(work.name)}; "
        f"if that is right: {work.options.again(work.name, tripped)}",
    )
