"""What else a document is linked to in its own org: no run takes that away."""

from collections.abc import Iterable

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.parents import parents_of
from s2sctl.app.sync.work import Work
from s2sctl.model.documents import DOCUMENT, LINKED, ids_in, ids_value
from s2sctl.model.ids import RecordId
from s2sctl.model.side import Side
from s2sctl.model.values import Values
from s2sctl.sync.link import Link


def own_links(
    work: Work, pairing: Pairing, side: Side, documents: Iterable[RecordId]
) -> dict[RecordId, list[RecordId]]:
    """By document of ``side``: the records it is linked to that this connection does not share."""
    if pairing.objects.of(side) != DOCUMENT:
        return {}
    schema = work.schema(pairing, side)
    found = work.ends.orgs.of(side).fetch(schema, list(documents), (LINKED,))
    fields = [one for one in work.mapped(pairing) if one.link.fields.of(side) == LINKED]
    shared = parents_of(work, fields, ((side, row.values) for row in found.values()))
    return {
        id: [one for one in ids_in(row.values[LINKED]) if (side, one) not in shared]
        for id, row in found.items()
    }


def with_own_links(work: Work, pairing: Pairing, side: Side, link: Link, values: Values) -> Values:
    """``values`` with what the document is linked to beside, where its links are to be written:
    the value written is all that it is to be linked to."""
    id = link.ids.of(side)
    if LINKED not in values or id is None:
        return values
    kept = own_links(work, pairing, side, [id]).get(id, [])
    return {**values, LINKED: ids_value([*ids_in(values[LINKED]), *kept])}
