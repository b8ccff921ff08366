"""Step 3, rows that left their rule: looked for once more, so that no race looks like one.

A window asks for ids first and for fields after. A row saved between the two questions has a stamp
that the second one does not ask for, and does not come: its copy must not go for that.
"""

from collections.abc import Iterable, Sequence

from s2sctl.app.sync.reading import LIVING
from s2sctl.app.sync.rereading import by_id
from s2sctl.app.sync.work import CHUNK, Work
from s2sctl.model.ids import RecordId
from s2sctl.ports.org import Query
from s2sctl.sync.readings import Reading


def look_outside(work: Work, readings: Iterable[Reading]) -> None:
    """Ask again for linked origins that came by id alone: whatever their stamps are now.

    Afterwards one that came without values was there and outside its rule at one moment. One that
    does not come at all says nothing (design §3.4): it is noted in ``work.unseen``.
    """
    for reading in readings:
        if reading.ids_first and reading.rules and reading.spans:
            for rows in work.stage.scan(reading.side, reading.object, CHUNK):
                bare = [row.id for row in rows if not row.values and not row.deleted]
                origins = _origins(work, reading, bare)
                if origins:
                    _look_again(work, reading, origins)


def _origins(work: Work, reading: Reading, ids: Sequence[RecordId]) -> list[RecordId]:
    """Those of ``ids`` that are shared now: of no other row may anything be read."""
    if not ids:
        return []
    links = work.store.links(work.name, reading.side, reading.object, ids)
    return [
        id
        for id in ids
        if id in links and links[id].origin is reading.side and links[id].status in LIVING
    ]


def _look_again(work: Work, reading: Reading, ids: Sequence[RecordId]) -> None:
    side = reading.side
    schema = work.ends.schema(side, reading.object)
    by_rule = Query(schema, reading.fields, f"({reading.condition}) AND ", deleted=False)
    found = by_id(work, side, by_rule, ids)
    outside = [id for id in ids if id not in found]
    there = by_id(work, side, Query(schema), outside) if outside else {}
    work.keep(side, (found | there).values())
    work.unseen.update((side, id) for id in outside if id not in there)
