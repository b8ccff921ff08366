"""What belongs to some records: their children below them, the parents they point to."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from s2sctl.app.book import describe
from s2sctl.app.sharing.rows import Door
from s2sctl.app.sync.followers import below
from s2sctl.errors import UsageError
from s2sctl.model.documents import ids_in
from s2sctl.model.ids import Key, RecordId
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.nearest import did_you_mean
from s2sctl.model.schema import ObjectSchema
from s2sctl.ports.org import Query
from s2sctl.sync.chunks import chunks

ALL = "all"
"""The word for every published object that belongs to the records."""
_IDS_A_QUERY = 300


@dataclass(frozen=True, slots=True)
class Kin:
    """Records of one object that belong to what is shared, and how they do."""

    object: ObjectName
    ids: tuple[RecordId, ...]
    below: ObjectName | None
    """The object they look up to; None for the records asked for, and for parents."""
    parent: bool = False
    """Whether they are here because something shared points to them."""


def family(
    door: Door, object_: ObjectName, ids: Sequence[RecordId], wanted: Collection[str]
) -> tuple[Kin, ...]:
    """The records asked for and all that belongs to them, parents first, each object once.

    Children are the records of a ``wanted`` published object (``all``: any) that look up to
    something found before, their children too. Parents are records that a *published* lookup of
    something found points to, where their object is published: nothing arrives orphaned. An
    object wanted by name that looks up to none of the found ones is sought below the parents
    (the Contacts of an Opportunity's Account). Raises UsageError S2S431 for an object that is
    not published.
    """
    published = [one.object for one in door.record.terms.publish]
    unknown = [name for name in wanted if name != ALL and name not in published]
    if unknown:
        raise UsageError(
            f"{', '.join(unknown)} is not published over {door.record.name}, so it cannot be"
            " shared along.",
            code="S2S431",
            help=did_you_mean(unknown[0], published),
        )
    chosen = [name for name in published if ALL in wanted or name in wanted]
    schemas = describe(door.org, (object_, *published))
    found = _Found(door, schemas)
    found.add(object_, ids, None)
    found.descend(chosen)
    found.ascend(published)
    missed = [name for name in chosen if name in wanted and name not in found.ids]
    if missed:
        found.descend(missed)
        found.ascend(published)
    return found.told()


class _Found:
    """What was found so far, by object."""

    def __init__(self, door: Door, schemas: Mapping[ObjectName, ObjectSchema]) -> None:
        self._door = door
        self._schemas = schemas
        self.ids: dict[ObjectName, dict[RecordId, None]] = {}
        self._below: dict[ObjectName, ObjectName | None] = {}
        self._parents: set[ObjectName] = set()

    def add(
        self, name: ObjectName, ids: Sequence[RecordId], below: ObjectName | None
    ) -> list[RecordId]:
        """Those of ``ids`` that are new, kept."""
        known = self.ids.setdefault(name, {}) if ids else self.ids.get(name, {})
        fresh = [one for one in dict.fromkeys(ids) if one not in known]
        known.update(dict.fromkeys(fresh))
        if fresh:
            self._below.setdefault(name, below)
        return fresh

    def descend(self, chosen: Sequence[ObjectName]) -> None:
        """Find the children of everything found, of these objects, and theirs."""
        open_ones = [(name, tuple(ids)) for name, ids in self.ids.items()]
        while open_ones:
            above, ids = open_ones.pop(0)
            for name in chosen:
                found = self._children(name, above, ids)
                open_ones.extend((name, tuple(fresh)) for fresh in found)

    def ascend(self, published: Sequence[ObjectName]) -> None:
        """Find the records that published lookups of everything found point to, and theirs."""
        open_ones = [(name, tuple(ids)) for name, ids in self.ids.items()]
        while open_ones:
            name, ids = open_ones.pop(0)
            for parent, above in self._pointed_to(name, ids, published):
                fresh = self.add(parent, above, None)
                if fresh:
                    self._parents.add(parent)
                    open_ones.append((parent, tuple(fresh)))

    def told(self) -> tuple[Kin, ...]:
        """All of it: parents, the records asked for, then what is below."""
        kin = [
            Kin(name, tuple(ids), self._below[name], name in self._parents)
            for name, ids in self.ids.items()
        ]
        return tuple(sorted(kin, key=lambda one: 0 if one.parent else 1))

    def _children(
        self, name: ObjectName, above: ObjectName, ids: Sequence[RecordId]
    ) -> Iterator[list[RecordId]]:
        schema = self._schemas.get(name)
        if schema is None:
            return
        for lookup in _lookups_to(schema, above):
            for some in chunks(ids, _IDS_A_QUERY):
                query = below(Query(schema, deleted=False), lookup, some)
                for page in self._door.org.read((query,)):
                    theirs = [row.id for row in page.records if not self._copied(row.key)]
                    yield self.add(name, theirs, above)

    def _pointed_to(
        self, name: ObjectName, ids: Sequence[RecordId], published: Sequence[ObjectName]
    ) -> Iterator[tuple[ObjectName, list[RecordId]]]:
        """Only published lookups are read: they are about to be shared (design §3.1)."""
        schema, publication = self._schemas.get(name), self._door.record.terms.publication(name)
        if schema is None or publication is None:
            return
        lookups = [
            one
            for one in publication.fields
            if (known := schema.find(one)) is not None
            and any(parent in published for parent in known.reference_to)
        ]
        if not lookups:
            return
        prefixes = {self._schemas[one].key_prefix: one for one in published if one in self._schemas}
        for some in chunks(ids, 2_000):
            above: dict[ObjectName, list[RecordId]] = {}
            for row in self._door.org.fetch(schema, some, lookups).values():
                for one in chain.from_iterable(map(ids_in, row.values.values())):
                    if one[:3] in prefixes:
                        above.setdefault(prefixes[one[:3]], []).append(one)
            for parent, pointed in above.items():
                yield parent, self._own(parent, pointed)

    def _own(self, name: ObjectName, ids: Sequence[RecordId]) -> list[RecordId]:
        """Those that are not the partner's own: copies have an origin there already."""
        rows = self._door.org.fetch(self._schemas[name], list(dict.fromkeys(ids)), ())
        return [id for id, row in rows.items() if not self._copied(row.key)]

    def _copied(self, key: Key | None) -> bool:
        return key is not None and key.org == self._door.record.partner_org


def _lookups_to(schema: ObjectSchema, above: ObjectName) -> list[FieldName]:
    return [
        one.name
        for one in schema.fields.values()
        if above in one.reference_to and one.filterable and not one.name.startswith("S2S_")
    ]
