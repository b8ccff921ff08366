"""Owners that are mapped one by one: the ids of the users and queues a map names, in both orgs."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.owners import OWNER_ID, subscribed_owner
from s2sctl.app.sync.work import Work
from s2sctl.errors import UsageError
from s2sctl.model.ids import RecordId
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.records import Record
from s2sctl.model.side import Pair, Side
from s2sctl.ports.org import Org, Query
from s2sctl.sync.mapped import Mapped, Names, names_of

USER, GROUP = ObjectName("User"), ObjectName("Group")
USERNAME, DEVELOPER_NAME = FieldName("Username"), FieldName("DeveloperName")


def name_owners(work: Work) -> None:
    """Look up once what owner maps name, and give it to the fields that need it.

    A name with an @ is a user's, any other a queue's developer name. Raises UsageError (S2S708)
    where an owner to be written does not exist.
    """
    mapped = [one for fields in work.fields.values() for one in fields if _is_owner(one)]
    if not mapped:
        return
    names = Pair(*(_look_up(work.ends.orgs.of(side), _named(mapped, side)) for side in Side))
    for side in Side:
        _refuse_missing(work, side, _written(mapped, side), names.of(side))
    work.fields = {
        pairing.objects: tuple(
            replace(one, names=names, fallback=_fallback(work, pairing)) if _is_owner(one) else one
            for one in work.fields[pairing.objects]
        )
        for pairing in work.pairings
    }


def _is_owner(mapped: Mapped) -> bool:
    return mapped.link.fields == Pair(OWNER_ID, OWNER_ID)


def _written(mapped: Iterable[Mapped], side: Side) -> frozenset[str]:
    """The names of owners that may be written in ``side``."""
    return frozenset(_ours(mapped, side))


def _ours(mapped: Iterable[Mapped], side: Side) -> Iterator[str]:
    for one in mapped:
        inward = one.link.into.of(side)
        if inward is not None:
            yield from (ours for _, ours in inward.values or ())
            if inward.default is not None:
                yield inward.default


def _named(mapped: Collection[Mapped], side: Side) -> frozenset[str]:
    """All names of ``side``'s owners that any map says."""
    read = {
        theirs
        for one in mapped
        if (outward := one.link.into.of(side.other)) is not None
        for theirs, _ in outward.values or ()
    }
    return _written(mapped, side) | read


def _look_up(org: Org, names: Collection[str]) -> Names:
    users = sorted(name for name in names if "@" in name)
    queues = sorted(name for name in names if "@" not in name)
    schemas = org.open({USER: None, GROUP: None}).schemas
    queue = f"Type = 'Queue' AND {_among(DEVELOPER_NAME, queues)}"
    asked = [
        (field, Query(schemas[name], (field,), where, deleted=False))
        for name, field, where, wanted in (
            (USER, USERNAME, _among(USERNAME, users), users),
            (GROUP, DEVELOPER_NAME, queue, queues),
        )
        if wanted
    ]
    known: dict[RecordId, str] = {}
    for page in org.read([query for _, query in asked]) if asked else ():
        known |= {row.id: _text(row, asked[page.query][0], names) for row in page.records}
    return names_of(known)


def _text(row: Record, field: FieldName, names: Collection[str]) -> str:
    """The name as the map writes it: Salesforce finds names in any case."""
    shown = str(row.values.get(field))
    return next((name for name in names if name.lower() == shown.lower()), shown)


def _among(field: FieldName, names: Iterable[str]) -> str:
    quoted = (name.replace("\\", "\\\\").replace("'", "\\'") for name in names)
    texts = ", ".join(f"'{name}'" for name in quoted)
    return f"{field} IN ({texts})"


def _refuse_missing(work: Work, side: Side, names: Collection[str], known: Names) -> None:
    missing = sorted(name for name in names if name.lower() not in known.by_name)
    if missing:
        alias = work.ends.orgs.of(side).alias
        raise UsageError(
            f"{alias} has no user or queue {', '.join(missing)}, which an owner map names.",
            code="S2S708",
            help=f"make it there, or correct OwnerId in {alias}'s manifest",
        )


def _fallback(work: Work, pairing: Pairing) -> Pair[RecordId | None]:
    """Who owns what no map names: the subscription's ``owner:``."""

    return Pair(*(subscribed_owner(work, pairing, side) for side in Side))
