"""Removals an org refused before: which are to be tried again now."""

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.entries import WHOLE
from s2sctl.app.sync.work import Work
from s2sctl.manifest.manifest import WhenShareEnds
from s2sctl.model.side import Side
from s2sctl.sync.link import LIVING, Link
from s2sctl.sync.shares import Reason
from s2sctl.sync.steps import End

REASONS = {reason.value: reason for reason in Reason}


def owed(work: Work, pairing: Pairing) -> list[End]:
    """Ended shares with a failure whose time has come. ``remove`` is false where there is
    nothing left to remove: the copy went, or its receiver keeps copies now.
    """
    found: list[End] = []
    for target in Side:
        due = [
            entry.key
            for entry in work.book.due(work.now(target))
            if (entry.objects, entry.target, entry.field) == (pairing.objects, target, WHOLE)
        ]
        links = work.store.links_by_key(work.name, due) if due else {}
        for link in links.values():
            reason = REASONS.get(link.reason)
            if link.status not in LIVING and link.origin is target.other and reason is not None:
                wanted = _wanted(pairing, link)
                found.append(End(link, link.status, reason, wanted))
    return found


def _wanted(pairing: Pairing, link: Link) -> bool:
    target = link.origin.other
    intake = pairing.intake.of(target)
    removes = intake is not None and intake.when_share_ends is WhenShareEnds.REMOVE
    return removes and link.ids.of(target) is not None
