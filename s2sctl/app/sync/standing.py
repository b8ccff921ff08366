"""Which records of one side are shared as this pass sees it: what their children go by."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.work import CHUNK, Work
from s2sctl.model.ids import RecordId
from s2sctl.model.side import Side
from s2sctl.sync.chunks import chunks
from s2sctl.sync.link import LIVING


@dataclass(slots=True)
class Standing:
    """Parents on one side. ``touched`` were read in this pass and flow; ``gone`` were read and
    have no share, or none any more. What was not read stands as its link says."""

    side: Side
    pairings: tuple[Pairing, ...]
    touched: set[RecordId] = field(default_factory=set)
    gone: set[RecordId] = field(default_factory=set)


def followed(work: Work, child: Pairing, side: Side) -> tuple[Pairing, ...]:
    """The pairings whose records the rule's lookups of ``child`` may point to on that side."""
    rule = child.share.of(side)
    schema = work.schema(child, side)
    names = {
        target
        for name in (rule.follows if rule is not None else ())
        if (lookup := schema.find(name)) is not None
        for target in lookup.reference_to
    }
    return tuple(one for one in work.pairings if one.objects.of(side) in names)


def living(work: Work, now: Standing) -> Iterator[RecordId]:
    """Every parent that flows, each once."""
    yield from sorted(now.touched)
    for pairing in now.pairings:
        for link in work.store.scan_links(work.name, statuses=LIVING, objects=pairing.objects):
            id = link.ids.of(now.side)
            if id is not None and id not in now.touched and id not in now.gone:
                yield id


def flowing(work: Work, now: Standing, ids: Iterable[RecordId]) -> set[RecordId]:
    """Those of ``ids`` that are parents that flow."""
    asked = set(ids)
    found = asked & now.touched
    for pairing in now.pairings:
        name, prefix = pairing.objects.of(now.side), work.schema(pairing, now.side).key_prefix
        unread = (id for id in sorted(asked - now.touched - now.gone) if id.startswith(prefix))
        for some in chunks(unread, CHUNK):
            links = work.store.links(work.name, now.side, name, some)
            found |= {id for id, link in links.items() if link.status in LIVING}
    return found
