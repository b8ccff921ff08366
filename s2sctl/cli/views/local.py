"""Embedded orgs as lines."""

from collections.abc import Sequence

from s2sctl.localorg.running import RunningOrg


def orgs_text(orgs: Sequence[RunningOrg]) -> str:
    """One org a line: alias, where it answers, and whether it runs."""
    width = max(len(org.alias) for org in orgs)
    return "\n".join(
        f"{org.alias:<{width}}  {org.url}  {org.org_id}  "
        + (f"running, pid {org.pid}" if org.running else "stopped")
        for org in orgs
    )
