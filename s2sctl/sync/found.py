"""Shares found again by their keys, whose history is lost: what must wait for a person. Pure.

Nothing tells what both sides last agreed on. Where they show the same, that is agreed. Where they
differ, either value may be the one a person wants: a date says when a record was saved, by whom
ever, and not which of its fields. So neither is written over the other.
"""

from s2sctl.model.side import Side
from s2sctl.sync.decide import Diverge, Situation, WriteTo, decide


def in_doubt(now: Situation) -> WriteTo | None:
    """The write that must not be made without a person's word; None where there is none.

    A divergence by policy is one still, and writes nothing. A field that flows only back to the
    origin was not sent when the copy was made, so a blank one over there is how it began.
    """
    into = [side for side in Side if now.into.of(side)]
    if now.equal or not into:
        return None
    decision = decide(now)
    if isinstance(decision, WriteTo):
        return decision
    if len(into) == 1:
        return WriteTo(into[0]) if into[0] is not now.origin else None
    doubted = not isinstance(decision, Diverge) and (now.changed.a or now.changed.b)
    return WriteTo(now.origin.other) if doubted else None
