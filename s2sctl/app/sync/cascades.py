"""What a removal would take with it: a copy that has children is never removed."""

from collections.abc import Sequence

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.own_links import own_links
from s2sctl.app.sync.work import Work
from s2sctl.model.documents import DOCUMENT
from s2sctl.model.ids import RecordId
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.schema import ChildRelationship, ObjectSchema
from s2sctl.model.side import Side
from s2sctl.ports.org import Query
from s2sctl.sync.chunks import chunks

SHADOWS = ("History", "Feed", "Share", "ChangeEvent")
"""Objects that only tell of another one's rows; the platform makes them, nobody loses them."""

PARTS_A_CALL = 20
"""Describes that fit one call beside a query or two."""


def with_children(
    work: Work, pairing: Pairing, side: Side, ids: Sequence[RecordId]
) -> dict[RecordId, str]:
    """Those of ``ids`` whose removal would cascade to other rows, and to what.

    Children that were copies of ended shares are gone already when this is asked (deletes go
    children first), so whatever is found now was not brought by us or is still shared. Where a
    child object cannot be asked, every row counts as having children: when unsure, spare.
    """
    if not ids:
        return {}
    if pairing.objects.of(side) == DOCUMENT:
        kept = own_links(work, pairing, side, ids)
        text = "it is linked to other records there"
        return {id: text for id in ids if kept.get(id)}
    children = [one for one in work.schema(pairing, side).children if _matters(one)]
    schemas = _describe(work, side, children)
    found: dict[RecordId, str] = {}
    queries: list[tuple[FieldName, ObjectName, Query]] = []
    for child in children:
        schema = schemas.get(child.object)
        if schema is None or schema.find(child.field) is None or not schema.queryable:
            return dict.fromkeys(ids, f"{child.object} records below it cannot be seen")
        listed = ",".join(f"'{id}'" for id in ids)
        query = Query(schema, (child.field,), f"{child.field} IN ({listed})", deleted=False)
        queries.append((child.field, child.object, query))
    if not queries:
        return {}
    for page in work.ends.orgs.of(side).read([query for _, _, query in queries]):
        field, name, _ = queries[page.query]
        for row in page.records:
            parent = row.values.get(field)
            if isinstance(parent, str):
                found[RecordId(parent)] = f"{name} records hang below it"
    return found


def _matters(child: ChildRelationship) -> bool:
    return child.cascade and not child.object.endswith(SHADOWS)


def _describe(
    work: Work, side: Side, children: Sequence[ChildRelationship]
) -> dict[ObjectName, ObjectSchema]:
    known = dict(work.ends.schemas.of(side))
    missing = list(dict.fromkeys(one.object for one in children if one.object not in known))
    for some in chunks(missing, PARTS_A_CALL):
        known |= work.ends.orgs.of(side).open(dict.fromkeys(some)).schemas
    return known
