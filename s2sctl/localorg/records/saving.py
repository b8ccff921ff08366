"""Insert and update of one row."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from s2sctl.localorg.access import AUDIT_FIELDS, SETUP_OBJECTS, Viewer
from s2sctl.localorg.database import Stored, quoted
from s2sctl.localorg.definitions import ObjectDefinition
from s2sctl.localorg.faults import RowError
from s2sctl.localorg.records import rows
from s2sctl.localorg.records.autonumber import number_row
from s2sctl.localorg.records.checks import (
    check_pair,
    check_parents,
    check_required,
    check_tree,
    check_unique,
)
from s2sctl.localorg.records.countries import settle_places
from s2sctl.localorg.records.defaults import defaults_of
from s2sctl.localorg.records.derived import derive
from s2sctl.localorg.records.following import FOLLOWED, follow
from s2sctl.localorg.records.options import DEFAULT, SaveOptions
from s2sctl.localorg.records.payload import Write, read_payload
from s2sctl.localorg.records.rules import apply_rules
from s2sctl.localorg.records.shares import check_share, end_manual_shares
from s2sctl.localorg.sharing import Condition
from s2sctl.model.ids import RecordId, is_id, to18

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg


def insert(
    org: "LocalOrg",
    viewer: Viewer,
    definition: ObjectDefinition,
    values: Mapping[str, object],
    options: SaveOptions = DEFAULT,
) -> RecordId:
    """Make a row of ``values`` (API names, wire values) and return its id. Raises ``RowError``."""
    if not (definition.createable and viewer.access(definition).create):
        raise RowError(
            "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
            f"entity type cannot be inserted: {definition.label}",
        )
    said = read_payload(org, viewer, definition, values, Write.CREATE)
    record_id = org.ids.mint(definition)
    row = {"Id": record_id, **defaults_of(org, definition, viewer.user_id), **said}
    if definition.owned and "OwnerId" not in said:
        row["OwnerId"] = viewer.user_id
    settle_places(definition, None, row)
    derive(org, definition, None, row)
    number_row(org, definition, row)
    check_required(definition, row, new=True)
    check_parents(org, viewer, definition, said)
    check_unique(org, definition, said, record_id)
    check_pair(org, definition, row)
    check_share(org, viewer, definition, row)
    row |= rows.stamps(org, definition, viewer.user_id, options.late, new=True)
    row |= {name: said[name] for name in AUDIT_FIELDS & said.keys() if said[name] is not None}
    with _guarded(org, definition):
        rows.put(org, definition, row)
        _settle(org, viewer, definition, record_id, None, options)
    _after(org, definition)
    return record_id


def update(
    org: "LocalOrg",
    viewer: Viewer,
    definition: ObjectDefinition,
    record_id: str,
    values: Mapping[str, object],
    options: SaveOptions = DEFAULT,
) -> None:
    """Change a row. An update that changes nothing still moves the stamps. Raises ``RowError``."""
    if not is_id(record_id):
        raise RowError("MALFORMED_ID", f"malformed id {record_id}")
    found = to18(record_id)
    before = changeable_row(org, viewer, definition, found)
    said = read_payload(org, viewer, definition, values, Write.UPDATE)
    if before.get("IsConverted"):
        raise RowError("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead")
    check_required(definition, said, new=False)
    check_parents(org, viewer, definition, _changed(before, said))
    check_unique(org, definition, said, found)
    check_tree(org, definition, said, found)
    settle_places(definition, before, said)
    derive(org, definition, before, said)
    said |= rows.stamps(org, definition, viewer.user_id, options.late, new=False)
    with _guarded(org, definition):
        rows.change(org, definition, found, said)
        end_manual_shares(org, definition, found, before, said)
        _settle(org, viewer, definition, found, before, options)
    _after(org, definition)


def _guarded(
    org: "LocalOrg", definition: ObjectDefinition
) -> AbstractContextManager[None, bool | None]:
    """A savepoint, where something may still refuse the row once it is stored."""
    ruled = definition.rules or definition.name in FOLLOWED
    return org.database.transaction() if ruled else nullcontext()


def _settle(
    org: "LocalOrg",
    viewer: Viewer,
    definition: ObjectDefinition,
    record_id: RecordId,
    before: Mapping[str, Stored] | None,
    options: SaveOptions,
) -> None:
    if definition.rules:
        apply_rules(org, viewer, definition, record_id, before, options)
    follow(org, viewer, definition, record_id, before)


def changeable_row(
    org: "LocalOrg", viewer: Viewer, definition: ObjectDefinition, record_id: RecordId
) -> dict[str, Stored]:
    """The row, if this user may edit it. Raises ``RowError``."""
    row = live_row(org, viewer, definition, record_id)
    if not (definition.updateable and viewer.access(definition).edit):
        raise no_access()
    return row


def live_row(
    org: "LocalOrg", viewer: Viewer, definition: ObjectDefinition, record_id: RecordId
) -> dict[str, Stored]:
    """The row, if it is there, not deleted, and sharing lets this user change it."""
    org.locks.check(record_id)
    row = rows.load(org, definition, record_id)
    if row is None or not within(org, definition, record_id, viewer.visible(definition)):
        raise RowError("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")
    if row.get("IsDeleted"):
        raise RowError("ENTITY_IS_DELETED", "entity is deleted")
    if not within(org, definition, record_id, viewer.changeable(definition)):
        raise no_access()
    return row


def no_access() -> RowError:
    """The refusal of a row, or an object, that this user may not change."""
    return RowError("INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id")


def within(
    org: "LocalOrg",
    definition: ObjectDefinition,
    record_id: str,
    limited: Condition | None,
) -> bool:
    """Whether a row satisfies a condition of sharing."""
    if limited is None:
        return True
    found = org.database.one(
        f'SELECT 1 FROM {quoted(definition.name)} WHERE "Id" = ? AND {limited[0]}',
        (record_id, *limited[1]),
    )
    return found is not None


def _changed(before: Mapping[str, Stored], said: Mapping[str, Stored]) -> dict[str, Stored]:
    """A parent that was there before is not looked up again: it may have been deleted since."""
    return {name: value for name, value in said.items() if before.get(name) != value}


def _after(org: "LocalOrg", definition: ObjectDefinition) -> None:
    if definition.name in SETUP_OBJECTS:
        org.forget_viewers()
