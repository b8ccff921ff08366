"""Step 7, after removals: children whose lookups an org cleared when a copy went to the bin.

Whether that moves a child's stamp no document says, and no sweep compares values. So they are
looked at once: their lookups are agreed on as null, and wait for the parent to be shared anew.
"""

from collections.abc import Callable, Iterable, Sequence

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.followers import PARENTS_A_QUERY
from s2sctl.app.sync.parents import parent_objects
from s2sctl.app.sync.rereading import read_again
from s2sctl.app.sync.work import CHUNK, Work
from s2sctl.model.documents import LINKED
from s2sctl.model.ids import RecordId
from s2sctl.model.names import FieldName
from s2sctl.model.side import Pair, Side
from s2sctl.ports.org import Query
from s2sctl.sync.chunks import chunks
from s2sctl.sync.link import LIVING
from s2sctl.sync.linking import Case
from s2sctl.sync.shares import Reason
from s2sctl.sync.steps import End

GONE = (Reason.ORIGIN_DELETED, Reason.MERGED, Reason.CONVERTED)
"""Ends after which no record at the source points to the origin any more, or all still do."""

Act = Callable[[Work, Pairing, Sequence[Case]], list[End]]


def look_at_orphans(work: Work, pairing: Pairing, ends: Iterable[End], act_on: Act) -> None:
    """Bring shared records that point to an origin into agreement once its copy was removed."""
    ends = [end for end in ends if end.reason not in GONE]
    for source in Side:
        ids = [end.link.key.record for end in ends if end.link.origin is source]
        for child in work.pairings if ids else ():
            for lookup in _lookups(work, child, pairing, source):
                for some in chunks(ids, PARENTS_A_QUERY):
                    _look(work, child, source, lookup, some, act_on)


def _lookups(work: Work, child: Pairing, parent: Pairing, source: Side) -> list[FieldName]:
    name = parent.objects.of(source)
    return [
        field
        for one in work.mapped(child)
        if one.is_lookup
        and one.link.into.of(source.other) is not None
        and (field := one.link.fields.of(source)) != LINKED
        and name in parent_objects(work, one, source)
    ]


def _look(
    work: Work,
    child: Pairing,
    source: Side,
    lookup: FieldName,
    parents: Sequence[RecordId],
    act_on: Act,
) -> None:
    """Of the children nothing but ids is asked before their links are known (design §3.1)."""
    listed = ",".join(f"'{id}'" for id in parents)
    query = Query(work.schema(child, source), (), f"{lookup} IN ({listed})", deleted=False)
    pages = work.ends.orgs.of(source).read([query])
    found = (row.id for page in pages for row in page.records)
    for some in chunks(found, CHUNK):
        links = work.store.links(work.name, source, child.objects.of(source), some)
        flowing = [link for link in links.values() if link.status in LIVING]
        far = [id for link in flowing if (id := link.ids.of(source.other)) is not None]
        if far:
            near_rows = read_again(work, child, source, [*links])
            far_rows = read_again(work, child, source.other, far)
            cases = [
                Case(link, Pair.seen_from(source, near_rows[near], far_rows[there]), link)
                for link in flowing
                if (near := link.ids.of(source)) in near_rows
                and (there := link.ids.of(source.other)) in far_rows
                and near is not None
                and there is not None
            ]
            act_on(work, child, cases)
