"""Take the footprint out of an org again, and say what remains."""

from collections.abc import Mapping
from dataclasses import dataclass

from s2sctl.app.book import OVER, Book, describe, find_book, read_all
from s2sctl.app.enable import carriers, check_report
from s2sctl.connection.objects import CONNECTION, KEY, KEY_FIELDS, SHARE
from s2sctl.connection.package import removal_files
from s2sctl.connection.permissions import RUNNER, SHARER
from s2sctl.connection.record import Status
from s2sctl.errors import RequestRefused, UsageError
from s2sctl.model.ids import RecordId
from s2sctl.model.names import ConnectionName, FieldName, ObjectName
from s2sctl.ports.org import DeployReport, Org, Query
from s2sctl.soql.literals import quote

_ASSIGNMENT, _SET = ObjectName("PermissionSetAssignment"), ObjectName("PermissionSet")
_SETS = (RUNNER, SHARER)
_NAME = FieldName("Name")


@dataclass(frozen=True, slots=True)
class Removal:
    """What would be deleted; empty where the org holds nothing of ours."""

    objects: tuple[ObjectName, ...]
    key_fields: Mapping[ObjectName, tuple[FieldName, ...]]
    permission_sets: tuple[str, ...]
    assignments: tuple[RecordId, ...]
    connections: int
    living: tuple[ConnectionName, ...] = ()
    """Connections that are not over; with ``force`` they are torn off."""
    keyed: Mapping[ObjectName, int] | None = None
    """How many records lose their key, by object; those in the recycle bin count."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.objects or self.permission_sets)


REMAINS = (
    "every copy stays, as an ordinary record without its key: a later connection cannot "
    "recognise it",
    "Salesforce keeps deleted custom objects and fields for 15 days under Setup",
    "the partner's own record of the connection",
    "what .s2sctl/ of this project remembers of the connections",
)
"""What disabling does not take away, for people."""


def plan_disable(org: Org, *, force: bool = False) -> Removal:
    """What ``disable`` would delete, and how many records lose their key; changes nothing.

    Raises UsageError S2S408 while a connection is not over, unless ``force``.
    """
    book = find_book(org)
    sets = _sets(org)
    if book is None:
        # A removal that stopped half-way leaves the permission sets.
        return Removal((), {}, sets, _assignments(org, sets), 0)
    living = tuple(one.name for one in book.records if one.status not in OVER)
    if living and not force:
        raise UsageError(
            f"{org.alias} has connections that are not over: {', '.join(living)}.",
            code="S2S408",
            help=f"end each:  s2sctl {_ending(book, living[0])} --org {org.alias} --reason TEXT"
            "  (--force tears them off, and the partner is not told)",
        )
    holders = carriers(book.schema)
    return Removal(
        objects=(CONNECTION, SHARE),
        key_fields=dict.fromkeys(holders, KEY_FIELDS),
        permission_sets=sets,
        assignments=_assignments(org, sets),
        connections=len(book.records),
        living=living,
        keyed=keyed(org, holders),
    )


def _ending(book: Book, name: ConnectionName) -> str:
    """The command that ends it: an open invitation is cancelled."""
    record = book.find(name)
    open_one = record is not None and record.status is Status.SENT
    return f"{'cancel' if open_one else 'deactivate'} {name}"


def disable(org: Org, removal: Removal) -> int:
    """Delete what the plan names; returns how many components went.

    Objects and fields go first, all or nothing: raises RequestRefused S2S440 where the org
    refuses that, and nobody's permission set was touched then. Raises RequestRefused S2S445
    where only the permission sets could not be deleted; repeating it takes them.
    """
    deleted = 0
    if removal.objects:
        report = org.deploy(removal_files(removal.objects, removal.key_fields, ()))
        check_report(report, str(org.alias))
        deleted += report.deployed
    if removal.permission_sets:
        # A permission set that is assigned to somebody cannot be deleted.
        kept = 0
        for start in range(0, len(removal.assignments), org.batch_size):
            outcomes = org.delete(removal.assignments[start : start + org.batch_size])
            kept += sum(one.refusal is not None for one in outcomes)
        report = org.deploy(removal_files((), {}, removal.permission_sets))
        _check_sets(org, removal, report, kept)
        deleted += report.deployed
    return deleted


def keyed(org: Org, names: tuple[ObjectName, ...]) -> dict[ObjectName, int]:
    """How many records of each object carry a key; those in the recycle bin count.

    An object whose key the user cannot see is left out.
    """
    schemas = describe(org, names)
    seen = {name: one for name, one in schemas.items() if KEY in one.fields}
    if not seen:
        return {}
    counts = org.count([Query(one, where=f"{KEY} != null") for one in seen.values()])
    return dict(zip(seen, counts, strict=True))


def _sets(org: Org) -> tuple[str, ...]:
    """The permission sets of ours that the org has."""
    schema = describe(org, (_SET,)).get(_SET)
    if schema is None:
        return _SETS
    names = ", ".join(quote(name) for name in _SETS)
    query = Query(schema, (_NAME,), f"Name IN ({names})", deleted=False)
    return tuple(sorted(str(row.values[_NAME]) for row in read_all(org, query)))


def _assignments(org: Org, sets: tuple[str, ...]) -> tuple[RecordId, ...]:
    schema = describe(org, (_ASSIGNMENT,)).get(_ASSIGNMENT)
    if schema is None or not sets:
        return ()
    names = ", ".join(quote(name) for name in sets)
    query = Query(schema, where=f"PermissionSet.Name IN ({names})", deleted=False)
    return tuple(row.id for row in read_all(org, query))


def _check_sets(org: Org, removal: Removal, report: DeployReport, kept: int) -> None:
    """``kept`` assignments the org did not let go of."""
    if report.success:
        return
    held = f"still assigned {kept} times" if kept else "assigned to nobody"
    told = "; ".join(f"{one.component}: {one.problem}" for one in report.problems[:5])
    raise RequestRefused(
        f"{org.alias} let go of all objects and fields, but keeps "
        f"{' and '.join(removal.permission_sets)}, {held}. {told}".rstrip(),
        status=400,
        error_code="DEPLOY_FAILED",
        code="S2S445",
        help=f"see what refers to them, then again:  s2sctl org disable {org.alias}",
    )
