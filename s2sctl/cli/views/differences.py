"""What ``diff`` found, as an answer."""

from collections.abc import Mapping
from pathlib import Path

from s2sctl.app.diff import Diff, SideDiff
from s2sctl.cli.answer import Answer
from s2sctl.cli.views.drift import drift_json
from s2sctl.cli.views.in_force import difference_json, difference_line
from s2sctl.cli.views.tables import counted
from s2sctl.model.names import OrgAlias
from s2sctl.wiring.manifests import shown


def diff_answer(found: Diff, paths: Mapping[OrgAlias, Path], *, exit_code: bool) -> Answer:
    """Each side's differences; exit code 3 where there are any and the caller asked to know."""
    differing = [side for side in found.sides if side.differences or side.drifts]
    return Answer(
        schema="s2sctl/diff/v1",
        result={
            "sides": [
                {
                    "connection": side.manifest.connection,
                    "org": side.manifest.org,
                    "file": shown(paths[side.manifest.org]),
                    "state": side.status.value,
                    "drift": [drift_json(one) for one in side.drifts],
                    "differences": [difference_json(one) for one in side.differences],
                }
                for side in found.sides
            ],
            "unchecked_orgs": list(found.unchecked),
        },
        text="\n\n".join(_side(side, paths[side.manifest.org]) for side in found.sides),
        next=_next(differing, paths),
        warnings=tuple(
            f"{alias} was not compared: configs/orgs.yaml has no login of that name"
            for alias in found.unchecked
        ),
        exit_code=3 if differing and exit_code else 0,
    )


def _side(side: SideDiff, path: Path) -> str:
    where = f"{side.manifest.connection} in {side.manifest.org} ({side.status.value})"
    drifts = [f"  ! {one.text} since it was put in force" for one in side.drifts]
    if not side.differences:
        return "\n".join([f"{where}: {shown(path)} is in force", *drifts])
    count = counted(len(side.differences), "difference")
    lines = [f"{where}: {count} from what is in force to {shown(path)}"]
    lines += [f"  {difference_line(one)}" for one in side.differences]
    return "\n".join([*lines, *drifts])


def _next(differing: list[SideDiff], paths: Mapping[OrgAlias, Path]) -> str:
    if not differing:
        return ""
    first = differing[0]
    if any(one.now for one in first.drifts):
        return f"s2sctl validate --live --fix {shown(paths[first.manifest.org])}"
    publishes = any(one.path.startswith("publish.") for one in first.differences)
    return f"s2sctl {'publish' if publishes else 'subscribe'} {shown(paths[first.manifest.org])}"
