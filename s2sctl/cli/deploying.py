"""The org of a command that plans a deploy: what an earlier command left behind ends first."""

from s2sctl.cli.session import Session
from s2sctl.ports.deploys import EarlierDeploy
from s2sctl.ports.org import Org
from s2sctl.ports.reporter import Note


def deploying_org(session: Session, alias: str, *, quiet: bool) -> Org:
    """The org once no deploy of an earlier command is under way there; says how each ended.

    Raises as :meth:`s2sctl.ports.org.Org.settle_deploys`.
    """
    from s2sctl.cli.views.progress import ShownProgress

    org, shown = session.org(alias), ShownProgress(lambda: None, quiet=quiet)
    try:
        ended = org.settle_deploys(shown)
    finally:
        shown.clear()
    for one in ended:
        shown.note(Note(told(one, alias), warning=not one.succeeded))
    return org


def told(one: EarlierDeploy, alias: str) -> str:
    """One sentence about a deploy that was left behind."""
    by = f"Deploy {one.id}, left in {alias} by an earlier command,"
    if one.succeeded is None:
        return f"{by} is not known to the org any more; what is there is looked at anew."
    if not one.succeeded:
        return f"{by} has failed and changed nothing."
    return f"{by} has succeeded."
