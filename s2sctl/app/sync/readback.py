"""After a write: what the org made of the written fields is their base on that side."""

from collections.abc import Sequence
from dataclasses import replace

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.deciding import fetch
from s2sctl.app.sync.parents import parents_of
from s2sctl.app.sync.work import CHUNK, Work
from s2sctl.model.records import Record
from s2sctl.model.side import Side
from s2sctl.sync.bases import confirm
from s2sctl.sync.chunks import chunks
from s2sctl.sync.link import Link
from s2sctl.sync.mapped import among_shared


def read_back(work: Work, pairing: Pairing, side: Side, written: Sequence[Link]) -> list[Link]:
    """Read rows we wrote in ``side`` and keep what the written fields show as their base; returns
    the links. Another field that shows something new was edited by someone, or by the org's
    automation: it keeps its base and flows in the next run.

    A row somebody else touched meanwhile keeps what we sent as its base, so that their edit counts
    as one. A row that does not come stays unconfirmed.
    """
    confirmed: list[Link] = []
    for some in chunks(written, CHUNK):
        ids = [one for link in some if (one := link.ids.of(side)) is not None]
        rows = fetch(work, pairing, side, ids)
        fields = work.mapped(pairing)
        parents = parents_of(work, fields, ((side, row.values) for row in rows.values()))
        rows = {
            id: replace(row, values=among_shared(fields, side, row.values, parents))
            for id, row in rows.items()
        }
        links = [
            _confirmed(work, pairing, side, link, rows[there])
            if (there := link.ids.of(side)) is not None and there in rows
            else link
            for link in some
        ]
        work.remember(*links)
        confirmed += links
    return confirmed


def _confirmed(work: Work, pairing: Pairing, side: Side, link: Link, row: Record) -> Link:
    unsettled = link.unsettled.of(side)
    link = link.confirmed({side})
    if row.modified_by != work.ends.identities.of(side).user_id:
        return replace(link, foreign_edit=link.foreign_edit.put(side, row.modified_at))
    marker = work.marker(link.key)
    return replace(
        link, base=confirm(work.mapped(pairing), side, row.values, link.base, marker, unsettled)
    )
