"""Failures whose time has come are read again, whatever their stamps say."""

from collections.abc import Sequence

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.deciding import fetch
from s2sctl.app.sync.reading import LIVING
from s2sctl.app.sync.work import Work
from s2sctl.model.ids import Key, RecordId
from s2sctl.model.side import Side
from s2sctl.ports.org import Query
from s2sctl.sync.chunks import chunks

IDS_A_QUERY = 300


def stage_due(work: Work) -> None:
    """Stage the source rows of failures that are to be tried again by time.

    A record that is not shared yet must still match its rule; so it is asked for by rule and id.
    Of a share that has ended only the copy's removal may be left to do (owed.py).
    """
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
    links = work.store.links_by_key(work.name, keys).values()
    living = [link for link in links if link.status in LIVING]
    ids = [id for link in living if (id := link.ids.of(source)) is not None]
    name = pairing.objects.of(source)
    staged = work.stage.get(source, name, ids)
    missing = [id for id in ids if id not in staged]
    shared = [
        id
        for id, link in work.store.links(work.name, source, name, missing).items()
        if link.ids.of(source.other) is not None
    ]
    if shared:
        work.stage.put(source, fetch(work, pairing, source, shared).values())
    _stage_by_rule(work, pairing, source, [id for id in missing if id not in shared])


def _stage_by_rule(work: Work, pairing: Pairing, source: Side, ids: Sequence[RecordId]) -> None:
    rule = pairing.share.of(source)
    if rule is None or not ids:
        return
    if rule.where is None:
        work.stage.put(source, fetch(work, pairing, source, ids).values())
        return
    for some in chunks(ids, IDS_A_QUERY):
        listed = ",".join(f"'{id}'" for id in some)
        query = Query(
            work.schema(pairing, source),
            pairing.mapped(source),
            f"({rule.where}) AND Id IN ({listed})",
        )
        for page in work.ends.orgs.of(source).read([query]):
            work.stage.put(source, page.records)
