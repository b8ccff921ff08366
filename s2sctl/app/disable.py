"""Take the footprint out of an org again, and say what remains."""

from collections.abc import Mapping
from dataclasses import dataclass

from s2sctl.app.book import OVER, describe, find_book, read_all
from s2sctl.app.enable import check_report
from s2sctl.connection.objects import CONNECTION, CONNECTION_LOOKUP, KEY, SHARE
from s2sctl.connection.package import removal_files
from s2sctl.connection.permissions import RUNNER, SHARER
from s2sctl.errors import UsageError
from s2sctl.model.ids import RecordId
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.ports.org import Org, Query
from s2sctl.soql.literals import quote

_ASSIGNMENT = ObjectName("PermissionSetAssignment")
_SETS = (RUNNER, SHARER)


@dataclass(frozen=True, slots=True)
class Removal:
    """What would be deleted; empty where the org holds nothing of ours."""

    objects: tuple[ObjectName, ...]
    key_fields: Mapping[ObjectName, tuple[FieldName, ...]]
    permission_sets: tuple[str, ...]
    assignments: tuple[RecordId, ...]
    connections: int

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.objects


REMAINS = (
    "every copy stays, as an ordinary record without its key: a later connection cannot "
    "recognise it",
    "Salesforce keeps deleted custom objects and fields for 15 days under Setup",
    "the partner's own record of the connection",
)
"""What disabling does not take away, for people."""


def plan_disable(org: Org) -> Removal:
    """What ``disable`` would delete; changes nothing.

    Raises UsageError S2S408 while a connection is not over.
    """
    book = find_book(org)
    if book is None:
        return Removal((), {}, (), (), 0)
    living = [one.name for one in book.records if one.status not in OVER]
    if living:
        raise UsageError(
            f"{org.alias} has connections that are not over: {', '.join(living)}.",
            code="S2S408",
            help=f"end each:  s2sctl deactivate {living[0]} --org {org.alias} --reason TEXT",
        )
    holders = sorted(
        {child.object for child in book.schema.children if child.field == CONNECTION_LOOKUP}
    )
    return Removal(
        objects=(CONNECTION, SHARE),
        key_fields=dict.fromkeys(holders, (CONNECTION_LOOKUP, KEY)),
        permission_sets=_SETS,
        assignments=_assignments(org),
        connections=len(book.records),
    )


def disable(org: Org, removal: Removal) -> int:
    """Unassign and delete what the plan names; returns how many components went.

    Raises RequestRefused S2S440 where the org refuses; it deletes all or nothing, and the
    running user's assignment is given back then.
    """
    if removal.empty:
        return 0
    files = removal_files(removal.objects, removal.key_fields, removal.permission_sets)
    for start in range(0, len(removal.assignments), org.batch_size):
        org.delete(removal.assignments[start : start + org.batch_size])
    report = org.deploy(files)
    if not report.success:
        org.assign_permission_set(RUNNER)
    check_report(report, str(org.alias))
    return report.deployed


def _assignments(org: Org) -> tuple[RecordId, ...]:
    """A permission set that is assigned to somebody cannot be deleted."""
    schema = describe(org, (_ASSIGNMENT,)).get(_ASSIGNMENT)
    if schema is None:
        return ()
    names = ", ".join(quote(name) for name in _SETS)
    query = Query(schema, where=f"PermissionSet.Name IN ({names})", deleted=False)
    return tuple(row.id for row in read_all(org, query))
