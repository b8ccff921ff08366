"""Children by their parents' ids, and parents by their children's lookups."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.standing import Standing, flowing
from s2sctl.app.sync.work import CHUNK, Work
from s2sctl.connection.objects import KEY, OPEN, open_condition
from s2sctl.model.documents import DOCUMENT, LINKED, ids_in
from s2sctl.model.ids import RecordId
from s2sctl.model.names import FieldName
from s2sctl.model.records import Record
from s2sctl.model.schema import ObjectSchema
from s2sctl.model.side import Side
from s2sctl.ports.org import Query
from s2sctl.sync.apart import own_rows
from s2sctl.sync.chunks import chunks

PARENTS_A_QUERY = 300
"""Parents in one condition: each takes 21 characters of a query's text."""

QUERIES_AT_ONCE = 25
"""Conditions that are asked together; the adapter packs five of them into a call."""


def children(
    work: Work,
    pairing: Pairing,
    side: Side,
    parents: Iterable[RecordId],
    fields: tuple[FieldName, ...],
    like: Query | None = None,
) -> Iterator[Record]:
    """The living rows whose followed lookup points to one of ``parents``, as ``like`` asks."""
    schema = work.schema(pairing, side)
    base = like or Query(schema, fields, deleted=False)
    org = work.ends.orgs.of(side)
    for some in chunks(_queries(work, pairing, side, parents, base), QUERIES_AT_ONCE):
        for page in org.read(some):
            yield from page.records


def below(base: Query, lookup: FieldName, ids: Sequence[RecordId]) -> Query:
    """The rows of ``base`` whose lookup points to one of ``ids``, beside what its condition says;
    no more ids than one condition holds."""
    if base.schema.name == DOCUMENT and lookup == LINKED:
        return replace(base, linked=tuple(ids))
    listed = ",".join(f"'{id}'" for id in ids)
    also = f" AND {base.where}" if base.where else ""
    return replace(base, where=f"{lookup} IN ({listed}){also}")


def _queries(
    work: Work, pairing: Pairing, side: Side, parents: Iterable[RecordId], base: Query
) -> Iterator[Query]:
    rule = pairing.share.of(side)
    schema = work.schema(pairing, side)
    names = [name for name in (rule.follows if rule is not None else ()) if schema.find(name)]
    prefixes = {name: _prefixes(work, schema, side, name) for name in names}
    # What came over another connection is not its org's own, and nothing of it may be read.
    foreign = rule is not None and not rule.onward and KEY in schema.fields
    ours = f"{KEY} = NULL" if foreign else ""
    also = [one for one in (own_rows(schema), open_condition(schema.name), ours) if one]
    base = replace(base, where=" AND ".join(also))
    for some in chunks(parents, PARENTS_A_QUERY):
        for name in names:
            ids = [id for id in some if id.startswith(prefixes[name])]
            if ids:
                yield below(base, name, ids)


def _prefixes(work: Work, schema: ObjectSchema, side: Side, name: FieldName) -> tuple[str, ...]:
    """Of an id that a lookup can never hold it need not be asked."""
    lookup = schema.find(name)
    targets = lookup.reference_to if lookup is not None else ()
    return tuple(
        work.schema(one, side).key_prefix
        for one in work.pairings
        if one.objects.of(side) in targets
    )


def still_following(
    work: Work, pairing: Pairing, now: Standing, ids: Sequence[RecordId]
) -> set[RecordId]:
    """Those of some shares' rows that point to a record that is shared. Reads their lookups."""
    rule = pairing.share.of(now.side)
    schema = work.schema(pairing, now.side)
    names = tuple(
        known.name
        for name in (rule.follows if rule is not None else ())
        if (known := schema.find(name)) is not None
    )
    mark, wanted = OPEN.get(schema.name, (None, None))
    asked = names if mark is None else (*names, mark)
    found: set[RecordId] = set()
    for some in chunks(ids, CHUNK):
        rows = work.ends.orgs.of(now.side).fetch(schema, some, asked)
        pointed = {
            id: {parent for value in row.values.values() for parent in ids_in(value)}
            for id, row in rows.items()
            if mark is None or row.values[mark] is wanted
        }
        shared = flowing(work, now, {one for parents in pointed.values() for one in parents})
        found |= {id for id, parents in pointed.items() if parents & shared}
    return found
