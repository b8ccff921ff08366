"""Failures whose time has come are read again, whatever their stamps say."""

from collections.abc import Sequence

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.rereading import stage_again
from s2sctl.app.sync.work import Work
from s2sctl.model.ids import Key
from s2sctl.model.side import Side


def stage_due(work: Work) -> None:
    """Stage the source rows of failures that are to be tried again by time."""
    for pairing in work.pairings:
        for source in Side:
            now = work.now(source.other)
            keys = [
                entry.key
                for entry in work.book.due(now)
                if entry.objects == pairing.objects and entry.target is source.other
            ]
            if keys:
                _stage(work, pairing, source, keys)


def _stage(work: Work, pairing: Pairing, source: Side, keys: Sequence[Key]) -> None:
    links = work.store.links_by_key(work.name, keys)
    ids = [id for link in links.values() if (id := link.ids.of(source)) is not None]
    stage_again(work, pairing, source, ids)
