"""Step 3, documents: which of them are linked to other shared records than they were.

No stamp of a document moves when somebody links it to a record, so the links of every shared
record are asked for. What is compared is what the base remembers of them: a digest.
"""

from collections.abc import Iterable, Sequence

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.followers import children
from s2sctl.app.sync.parents import parents_of
from s2sctl.app.sync.standing import Standing, living
from s2sctl.app.sync.work import CHUNK, Work
from s2sctl.model.documents import DOCUMENT, LINKED
from s2sctl.model.ids import RecordId
from s2sctl.model.records import Record
from s2sctl.model.side import Side
from s2sctl.sync.chunks import chunks
from s2sctl.sync.link import LIVING, Link
from s2sctl.sync.mapped import Mapped, among_shared


def names_many(pairing: Pairing, side: Side) -> bool:
    """Whether one row may hang on many records, by links that its own stamp does not tell of."""
    rule = pairing.share.of(side)
    follows = rule is not None and LINKED in rule.follows
    return follows and pairing.objects.of(side) == DOCUMENT and LINKED in pairing.mapped(side)


def stage_relinked(work: Work, pairing: Pairing, now: Standing) -> None:
    """Stage documents that were linked to, or unlinked from, a shared record since the last run.

    One that is linked to none any more comes by id alone: its share ends.
    """
    side = now.side
    if not names_many(pairing, side):
        return
    seen: set[RecordId] = set()
    for some in chunks(children(work, pairing, side, living(work, now), (LINKED,)), CHUNK):
        changed = _changed(work, pairing, side, [row for row in some if row.id not in seen])
        seen.update(row.id for row in some)
        if changed:
            schema, org = work.schema(pairing, side), work.ends.orgs.of(side)
            work.keep(side, org.fetch(schema, changed, pairing.mapped(side)).values())
    known = work.store.scan_links(work.name, statuses=LIVING, objects=pairing.objects)
    _stage_unlinked(work, pairing, side, (link for link in known if link.origin is side), seen)


def _changed(work: Work, pairing: Pairing, side: Side, rows: Sequence[Record]) -> list[RecordId]:
    """New documents, and those whose base tells of other links."""
    links = work.store.links(work.name, side, DOCUMENT, [row.id for row in rows])
    fields = [one for one in work.mapped(pairing) if one.link.fields.of(side) == LINKED]
    parents = parents_of(work, fields, ((side, row.values) for row in rows))
    found = []
    for row in rows:
        link = links.get(row.id)
        values = among_shared(fields, side, row.values, parents)
        mine = link is None or (link.status in LIVING and link.origin is side)
        if mine and not (
            link and all(_agreed(work, one, link, side, values[LINKED]) for one in fields)
        ):
            found.append(row.id)
    return found


def _agreed(work: Work, mapped: Mapped, link: Link, side: Side, value: object) -> bool:
    base = link.base.get(mapped.link.name)
    shown = value if isinstance(value, str) else None
    marker = work.marker(link.key)
    return base is not None and base.of(side) == marker.of(side, mapped.mark(side), shown)


def _stage_unlinked(
    work: Work, pairing: Pairing, side: Side, links: Iterable[Link], seen: set[RecordId]
) -> None:
    ids = (id for link in links if (id := link.ids.of(side)) is not None and id not in seen)
    schema, org = work.schema(pairing, side), work.ends.orgs.of(side)
    for some in chunks(ids, CHUNK):
        staged = work.stage.get(side, DOCUMENT, list(some))
        missing = [id for id in some if id not in staged]
        if missing:
            work.keep(side, org.fetch(schema, missing, ()).values())
