"""API calls: what a run has taken so far, and whether it may go on taking them."""

from s2sctl.app.sync.work import Work
from s2sctl.errors import LimitReached
from s2sctl.model.side import Side
from s2sctl.sync.budget import Budget, nearly_out, overspent


def spent(work: Work, side: Side, needed: int = 0) -> Budget:
    """One org's calls: what this pass has taken, ``needed`` more, and what the org has left."""
    usage = work.ends.usage(side)
    limits = usage.limits or work.daily.of(side)
    guards = work.agreement.guards.of(side)
    return Budget(work.ends.aliases.of(side), guards, usage.calls, needed, limits, side)


def stop_if_spent(work: Work) -> None:
    """Between two batches: raise LimitReached where the run has taken all the API calls it may, or
    others have taken what there was. What was written is remembered; no cursor has moved."""
    for side in Side:
        why = overspent(spent(work, side), work.options.allowed.api_calls)
        if why:
            raise LimitReached(
                f"The run stopped between two batches: {why}. What was written is remembered.",
                code="S2S506",
                help=f"{work.options.again(work.name)} goes on from here, now or when "
                "calls are free again; guards: api_calls says how many a run may take",
            )


def refuse_if_short(work: Work) -> None:
    """Before anything is read: raise LimitReached where an org has no more calls left than are
    kept for its other integrations. Runs that would read and then be stopped by a guard, every few
    minutes, would use that up too."""
    for side in Side:
        why = nearly_out(spent(work, side), work.options.allowed.api_calls)
        if why:
            raise LimitReached(
                f"Nothing was read: {why}.",
                code="S2S507",
                help="a later run goes on by itself once calls are free again; with "
                f"--allow-api-calls N {work.options.again(work.name)} takes up to N of them now",
            )
