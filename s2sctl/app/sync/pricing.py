"""Copies of opportunity products get the price book entry of the org they are made in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.entries import note_no_price
from s2sctl.app.sync.work import CHUNK, Work
from s2sctl.model.ids import Key, RecordId
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.records import Record
from s2sctl.model.schema import ObjectSchema
from s2sctl.model.side import Side
from s2sctl.model.values import Value
from s2sctl.ports.org import Query
from s2sctl.sync.chunks import chunks
from s2sctl.sync.prices import (
    BOOK_ID,
    CURRENCY,
    ENTRY_ID,
    LINE_ITEM,
    OPPORTUNITY_ID,
    PRODUCT_ID,
    Entry,
    Need,
    entry_for,
)
from s2sctl.sync.steps import Create

PRODUCTS_A_QUERY = 300
"""Products in one condition: each takes 21 characters of a query's text."""

_BOOK = ObjectName("Pricebook2")
_ENTRY = ObjectName("PricebookEntry")
_OPPORTUNITY = ObjectName("Opportunity")


@dataclass(frozen=True, slots=True)
class Priced:
    """Lines that may be made, those that wait for a price, and the entries of the former."""

    ready: tuple[Create, ...]
    waiting: tuple[Create, ...] = ()
    entries: Mapping[Key, RecordId] = field(default_factory=dict)

    def row(self, step: Create, values: Mapping[FieldName, Value]) -> dict[FieldName, Value]:
        """``values`` with the entry in the place of the product, which follows from it."""
        entry = self.entries.get(step.link.key)
        if entry is None:
            return dict(values)
        kept = {name: value for name, value in values.items() if name != PRODUCT_ID}
        return {**kept, ENTRY_ID: entry}


def price(work: Work, pairing: Pairing, target: Side, steps: Sequence[Create]) -> Priced:
    """Find each line's entry in ``target``; lines without one are noted in the ledger.

    Reads price books, prices and the two fields of the lines' opportunities that tell which of
    them apply: they stay in that org. Any other object needs no price.
    """
    if pairing.objects.of(target) != LINE_ITEM or not steps:
        return Priced(tuple(steps))
    needs = _needs(work, target, steps)
    books = {need.book for need in needs.values() if need.book is not None}
    standard = _standard(work, target) if needs else None
    products = sorted({need.product for need in needs.values()})
    multi = any(need.currency for need in needs.values())
    known = list(_entries(work, target, products, sorted({*books, standard or ""} - {""}), multi))
    found = {key: id for key, need in needs.items() if (id := entry_for(need, known, standard))}
    waiting = tuple(step for step in steps if step.link.key in needs.keys() - found.keys())
    for step in waiting:
        need = needs[step.link.key]
        note_no_price(work, step.link, target, need.product, need.book or standard, need.currency)
    ready = tuple(step for step in steps if step not in waiting)
    return Priced(ready, waiting, found)


def _needs(work: Work, target: Side, steps: Sequence[Create]) -> dict[Key, Need]:
    """What the lines' entries must match. A line that names no product, or an entry, is left to
    the org's own checks."""
    said = {step.link.key: step.plan.writes.of(target) for step in steps}
    ids = {str(values[OPPORTUNITY_ID]) for values in said.values() if values.get(OPPORTUNITY_ID)}
    schema = work.ends.schemas.of(target).get(_OPPORTUNITY)
    found: dict[RecordId, Record] = {}
    if schema is not None:
        fields = tuple(name for name in (BOOK_ID, CURRENCY) if schema.find(name))
        for some in chunks(sorted(map(RecordId, ids)), CHUNK):
            found |= work.ends.orgs.of(target).fetch(schema, some, fields)
    needs = {}
    for key, values in said.items():
        product, parent = values.get(PRODUCT_ID), values.get(OPPORTUNITY_ID)
        row = found.get(RecordId(str(parent)))
        if isinstance(product, str) and row is not None and not values.get(ENTRY_ID):
            book = row.values.get(BOOK_ID)
            currency = str(row.values.get(CURRENCY) or "")
            needs[key] = Need(product, str(book) if book else None, currency)
    return needs


def _standard(work: Work, target: Side) -> str | None:
    """The org's standard price book, None where our user may not see one."""
    schema = _schema(work, target, _BOOK)
    if schema is None:
        return None
    rows = _read(work, target, [Query(schema, where="IsStandard = TRUE", deleted=False)])
    return next((row.id for row in rows), None)


def _entries(
    work: Work, target: Side, products: Sequence[str], books: Sequence[str], multi: bool
) -> Iterable[Entry]:
    schema = _schema(work, target, _ENTRY)
    if schema is None:
        return
    fields = (BOOK_ID, PRODUCT_ID, *((CURRENCY,) if multi else ()))
    queries = [
        Query(
            schema,
            fields,
            f"IsActive = TRUE AND Pricebook2Id IN ({_listed(some_books)}) "
            f"AND Product2Id IN ({_listed(some)})",
            deleted=False,
        )
        for some_books in chunks(books, PRODUCTS_A_QUERY)
        for some in chunks(products, PRODUCTS_A_QUERY)
    ]
    for row in _read(work, target, queries):
        book, product = row.values.get(BOOK_ID), row.values.get(PRODUCT_ID)
        yield Entry(row.id, str(book), str(product), str(row.values.get(CURRENCY) or ""))


def _read(work: Work, target: Side, queries: Sequence[Query]) -> Iterable[Record]:
    for page in work.ends.orgs.of(target).read(queries) if queries else ():
        yield from page.records


def _listed(ids: Iterable[str]) -> str:
    return ",".join(f"'{id}'" for id in ids)


def _schema(work: Work, target: Side, name: ObjectName) -> ObjectSchema | None:
    known = work.ends.schemas.of(target).get(name)
    return work.ends.orgs.of(target).open({name: known}).schemas.get(name)
