"""What has drifted in an org's metadata, as text and for scripts."""

from collections.abc import Sequence

from s2sctl.cli.answer import Json
from s2sctl.cli.views.tables import counted
from s2sctl.sync.report import DriftReport

_STOPS = {
    "": "records go on; those that do not fit wait",
    "field": "the field rests, nothing of it is lost",
    "object": "its records rest, nothing of them is lost",
}


def drift_json(one: DriftReport) -> dict[str, Json]:
    """One drift; ``stops`` is ``field``, ``object`` or null, ``now`` a new name or null."""
    return {
        "org": one.org,
        "object": one.object,
        "field": one.field or None,
        "change": one.change,
        "now": one.now or None,
        "stops": one.stops or None,
        "text": one.text,
    }


def drift_lines(drifts: Sequence[DriftReport]) -> list[str]:
    """Every drift with what it stops, and how to mend it; nothing where there is none."""
    if not drifts:
        return []
    lines = ["", f"{counted(len(drifts), 'change')} of metadata since it was put in force:"]
    lines += [f"  {one.org}: {one.text}: {_STOPS[one.stops]}" for one in drifts]
    named = [f"{one.field} is {one.now} now" for one in drifts if one.now]
    if named:
        lines.append(f"Say so in the manifest ({'; '.join(named)}):  s2sctl validate --live --fix")
    lines.append("Then put it in force again:  s2sctl publish MANIFEST, s2sctl subscribe MANIFEST")
    return lines
