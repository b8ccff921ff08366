"""What a half put in force would do, in numbers: asked of the org, nothing changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from s2sctl.app.book import Book
from s2sctl.app.disable import keyed
from s2sctl.app.enable import carriers
from s2sctl.app.far_side import FarSide
from s2sctl.connection.footprint import subscribed
from s2sctl.connection.record import ConnectionRecord
from s2sctl.manifest.manifest import Terms
from s2sctl.metadata.consequences import Consequences, consequences
from s2sctl.model.names import ObjectName
from s2sctl.model.schema import ObjectSchema
from s2sctl.ports.org import Org, Query


@dataclass(frozen=True, slots=True)
class Matching:
    """How many records of an object a share rule takes in now; None: by hand, so any number."""

    object: ObjectName
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Unused:
    """An object whose copies no connection takes any more; ``keys`` of its records carry ours."""

    object: ObjectName
    keys: int

    @property
    def removable(self) -> bool:
        """Whether nothing is lost with the two fields."""
        return self.keys == 0


@dataclass(frozen=True, slots=True)
class Effects:
    """All of it. ``flows`` is None where the partner's side cannot be seen."""

    matching: tuple[Matching, ...] = ()
    flows: Consequences | None = None
    unused: tuple[Unused, ...] = ()


def effects(
    book: Book,
    record: ConnectionRecord,
    wanted: Terms,
    schemas: Mapping[ObjectName, ObjectSchema],
    far: FarSide,
) -> Effects:
    """What ``wanted`` would do once it is in force instead of the record's terms.

    ``schemas`` are those of the objects in ``wanted``. Raises what the org raises.
    """
    flows = None
    if far.in_force is not None:
        flows = consequences(record.role.side, record.terms, wanted, far.in_force)
    return Effects(
        matching(book.org, record.terms, wanted, schemas),
        flows,
        unused(book, (*book.terms(but=record.name), wanted)),
    )


def matching(
    org: Org, before: Terms, after: Terms, schemas: Mapping[ObjectName, ObjectSchema]
) -> tuple[Matching, ...]:
    """Each published rule's records, under the rule in force and under the new one."""
    asked: dict[tuple[ObjectName, str], Query] = {}
    rows: list[tuple[ObjectName, str | None, str | None]] = []
    for one in after.publish:
        schema, old = schemas.get(one.object), before.publication(one.object)
        was = old.share.where if old is not None else None
        if schema is None or (was is None and one.share.where is None):
            continue
        rows.append((one.object, was, one.share.where))
        for rule in (was, one.share.where):
            if rule is not None:
                asked[one.object, rule] = Query(schema, where=rule, deleted=False)
    counts = dict(zip(asked, org.count(tuple(asked.values())) if asked else (), strict=True))
    return tuple(
        Matching(
            name,
            counts[name, was] if was is not None else None,
            counts[name, now] if now is not None else None,
        )
        for name, was, now in rows
    )


def unused(book: Book, terms: tuple[Terms, ...]) -> tuple[Unused, ...]:
    """The objects that carry fields of ours although no connection takes copies of them."""
    taken = subscribed(terms)
    names = tuple(name for name in carriers(book.schema) if name not in taken)
    return tuple(Unused(name, count) for name, count in keyed(book.org, names).items())
