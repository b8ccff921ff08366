"""Embedded orgs as lines."""

from collections.abc import Mapping, Sequence

from s2sctl.cli.views.tables import counted
from s2sctl.wiring.local_orgs import Loaded, RunningOrg


def orgs_text(orgs: Sequence[RunningOrg]) -> str:
    """Two lines an org: where it answers and whether it runs, then the certificate to trust."""
    width = max(len(org.alias) for org in orgs)
    lines = []
    for org in orgs:
        state = f"running, pid {org.pid}" if org.running else "stopped"
        lines.append(f"{org.alias:<{width}}  {org.url}  {org.org_id}  {state}")
        lines.append(f"{'':<{width}}  CA {org.ca_file}")
    return "\n".join(lines)


def loaded_text(loaded: Loaded) -> str:
    """What a load did, and why rows were refused: codes and counts, never values."""
    if loaded.objects:
        return "\n".join(f"{name} is there" for name in loaded.objects)
    lines = [f"{counted(loaded.rows - loaded.refused, 'row')} loaded, {loaded.refused} refused"]
    lines += [f"{count:>6}  {code}" for code, count in loaded.codes.most_common()]
    return "\n".join(lines)


def log_text(entries: Sequence[Mapping[str, object]], calls: int) -> str:
    """One request a line: number, status, calls, rows, method and path."""
    lines = [
        f"{entry['sequence']:>6}  {'lost' if entry['lost'] else entry['status']:>4}  "
        f"{entry['calls']:>3}  {entry['rows']:>6}  {entry['method']:<6} {entry['path']}"
        for entry in entries
    ]
    return "\n".join(["number  said  calls  rows  request", *lines, f"{calls} API calls charged"])


def faults_text(
    faults: Sequence[Mapping[str, object]],
    held: Sequence[str],
    status: Mapping[str, object],
    ordered: str = "",
) -> str:
    """One fault a line, the rows held, the org's clock and its allocation; ``ordered``: what was
    just ordered and is not in the list of faults."""
    lines = [f"ordered: {ordered}"] if ordered else []
    lines += [
        f"{one['number']:>3}  {one['kind']:<16} matched {one['seen']}, happened {one['happened']}"
        for one in faults
    ]
    lines += [f"held  {row}" for row in held]
    return "\n".join([*(lines or ["no fault is ordered"]), _state(status)])


def _state(status: Mapping[str, object]) -> str:
    return f"clock {status['now']}, {status['api_usage']}"
