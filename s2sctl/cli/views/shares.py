"""Records shared by hand: what would be done, and what was."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from s2sctl.app.sharing.outcomes import Did, ShareResult
from s2sctl.app.sharing.related import Kin
from s2sctl.app.sharing.share import SharePlan
from s2sctl.app.sharing.unshare import EndPlan
from s2sctl.cli.answer import Json
from s2sctl.cli.views.tables import counted
from s2sctl.model.names import ObjectName

FEW = 20
"""Records told one by one; of more only the numbers and the refused ones."""


def results_text(results: Sequence[ShareResult]) -> str:
    """One line per record while they are few; else numbers, and a line per refused one."""
    if len(results) <= FEW:
        return "\n".join(map(_line, results))
    counts = Counter((one.object, one.did) for one in results)
    told = [f"{count:,} {name}  {did.value}" for (name, did), count in counts.items()]
    return "\n".join([*told, *(_line(one) for one in results if one.did is Did.REFUSED)])


def _line(one: ShareResult) -> str:
    return f"{one.record}  {one.did.value}{f': {one.why}' if one.why else ''}"


def results_json(results: Sequence[ShareResult]) -> list[Json]:
    """One object per record; ``changed`` is whether a row was written."""
    return [
        {
            "object": one.object,
            "record": one.record,
            "outcome": one.did.name.lower(),
            "changed": one.did.changed,
            "reason": one.why,
        }
        for one in results
    ]


@dataclass(frozen=True, slots=True)
class Preview:
    """What sharing would do, object by object; ``refused`` are records asked for that cannot."""

    plans: Sequence[SharePlan]
    refused: tuple[ShareResult, ...]
    kin: Sequence[Kin]

    @property
    def text(self) -> str:
        """For people."""
        return family_text(self.plans, self.refused, self.kin)

    @property
    def json(self) -> list[Json]:
        """For scripts."""
        return family_json(self.plans, self.refused, self.kin)


def family_text(
    plans: Sequence[SharePlan], refused: Sequence[ShareResult], kin: Sequence[Kin]
) -> str:
    """The objects as a tree, each with its numbers."""
    told = {one.object: one for one in kin}
    lines = []
    for plan in plans:
        one = told.get(plan.object)
        depth = _depth(one, told)
        why = "  (parent)" if one is not None and one.parent else ""
        already = f", {len(plan.shared):,} shared already" if plan.shared else ""
        kept = f", {len(plan.refused):,} refused" if plan.refused else ""
        lines.append(
            f"{'  ' * depth}{plan.object}: {len(plan.fresh):,} to share{already}{kept}{why}"
        )
    if kin:
        lines += [_line(one) for one in refused]
    return "\n".join(lines)


def family_json(
    plans: Sequence[SharePlan], refused: Sequence[ShareResult], kin: Sequence[Kin]
) -> list[Json]:
    """The same for scripts."""
    told = {one.object: one for one in kin}
    return [
        {
            "object": plan.object,
            "below": one.below if (one := told.get(plan.object)) is not None else None,
            "parent": one.parent if one is not None else False,
            "to_share": len(plan.fresh),
            "shared_already": len(plan.shared),
            "refused": len(plan.refused)
            + sum(1 for other in refused if kin and other.object == plan.object),
        }
        for plan in plans
    ]


def ending_text(plan: EndPlan) -> str:
    """What unsharing would do, in numbers."""
    ended = f", {len(plan.ended):,} ended before" if plan.ended else ""
    kept = f", {len(plan.refused):,} not shared" if plan.refused else ""
    return f"{plan.object}: {counted(len(plan.ending), 'share')} to end{ended}{kept}"


def _depth(one: Kin | None, told: Mapping[ObjectName, Kin]) -> int:
    depth = 0
    while one is not None and one.below is not None and depth < len(told):
        one, depth = told.get(one.below), depth + 1
    return depth
