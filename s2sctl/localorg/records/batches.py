"""Many rows in one request: an outcome per row, all-or-none, repeated keys."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from s2sctl.localorg.access import Viewer
from s2sctl.localorg.definitions import ObjectDefinition
from s2sctl.localorg.faults import RowError
from s2sctl.localorg.records.options import DEFAULT, SaveOptions
from s2sctl.localorg.records.removal import delete
from s2sctl.localorg.records.saving import insert, update
from s2sctl.localorg.records.upserting import key_field_of, upsert
from s2sctl.localorg.records.values import stored_value
from s2sctl.model.ids import RecordId, is_id, to18

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

ROLLED_BACK = RowError(
    "ALL_OR_NONE_OPERATION_ROLLED_BACK",
    "Record rolled back because not all records were valid and the request was using "
    "AllOrNone header",
)


class Operation(Enum):
    """What is asked for every row of a batch."""

    INSERT = "insert"
    UPDATE = "update"
    UPSERT = "upsert"


@dataclass(frozen=True, slots=True)
class Change:
    """One row of a batch. ``values`` names neither the Id nor, in an upsert, the key field."""

    sobject: str
    values: Mapping[str, object]
    id: str | None = None
    """The row to update."""
    key: object = None
    """The value of the upsert's key field."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row."""

    id: RecordId | None = None
    created: bool = False
    error: RowError | None = None


def save_many(
    org: "LocalOrg",
    viewer: Viewer,
    operation: Operation,
    changes: Sequence[Change],
    options: SaveOptions = DEFAULT,
    key_field: str = "",
) -> list[Outcome]:
    """Save every row and answer one outcome each, in order.

    With ``options.all_or_none`` one bad row undoes all; the innocent ones say so.
    """
    with org.database.transaction():
        repeated = _repeated(org, viewer, changes, key_field) if key_field else frozenset()
    outcomes: list[Outcome] = []
    try:
        with org.database.transaction():
            for place, one in enumerate(changes):
                if place in repeated:
                    outcomes.append(Outcome(error=_twice(key_field, one.key)))
                else:
                    outcomes.append(_save(org, viewer, operation, one, options, key_field))
            if options.all_or_none and any(one.error for one in outcomes):
                raise ROLLED_BACK
    except RowError as error:
        if error is not ROLLED_BACK:
            raise
        return [one if one.error else Outcome(error=ROLLED_BACK) for one in outcomes]
    return outcomes


def delete_many(
    org: "LocalOrg", viewer: Viewer, ids: Sequence[str], options: SaveOptions = DEFAULT
) -> list[Outcome]:
    """Delete rows of any objects by id and answer one outcome each, in order."""
    outcomes: list[Outcome] = []
    try:
        with org.database.transaction():
            outcomes += [_delete(org, viewer, one, options) for one in ids]
            if options.all_or_none and any(one.error for one in outcomes):
                raise ROLLED_BACK
    except RowError as error:
        if error is not ROLLED_BACK:
            raise
        return [one if one.error else Outcome(error=ROLLED_BACK) for one in outcomes]
    return outcomes


def _save(
    org: "LocalOrg",
    viewer: Viewer,
    operation: Operation,
    one: Change,
    options: SaveOptions,
    key_field: str,
) -> Outcome:
    try:
        definition = object_named(org, viewer, one.sobject)
        match operation:
            case Operation.INSERT:
                return Outcome(insert(org, viewer, definition, one.values, options), created=True)
            case Operation.UPDATE:
                if one.id is None:
                    raise RowError("MISSING_ARGUMENT", "Id not specified in an update call")
                update(org, viewer, definition, one.id, one.values, options)
                return Outcome(to18(one.id))
            case Operation.UPSERT:
                made, created = upsert(
                    org, viewer, definition, key_field, one.key, one.values, options
                )
                return Outcome(made, created=created)
    except RowError as error:
        return Outcome(error=error)


def _delete(org: "LocalOrg", viewer: Viewer, record_id: str, options: SaveOptions) -> Outcome:
    try:
        if not is_id(record_id):
            raise RowError("MALFORMED_ID", f"malformed id {record_id}")
        definition = org.definitions.by_prefix(record_id[:3])
        if definition is None:
            raise RowError("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")
        delete(org, viewer, definition, record_id, options)
        return Outcome(to18(record_id))
    except RowError as error:
        return Outcome(error=error)


def object_named(org: "LocalOrg", viewer: Viewer, name: str) -> ObjectDefinition:
    """The object of that name, if this user may read it. Raises ``RowError`` INVALID_TYPE."""
    definition = org.definitions.find(name)
    if definition is None or not viewer.access(definition).read:
        raise RowError("INVALID_TYPE", f"sObject type '{name}' is not supported.")
    return definition


def _repeated(
    org: "LocalOrg", viewer: Viewer, changes: Sequence[Change], key_field: str
) -> frozenset[int]:
    """Places of rows whose key another row of the request has too."""
    keys = [_comparable(org, viewer, one, key_field) for one in changes]
    counted = Counter(key for key in keys if key is not None)
    return frozenset(
        place for place, key in enumerate(keys) if key is not None and counted[key] > 1
    )


def _comparable(
    org: "LocalOrg", viewer: Viewer, one: Change, key_field: str
) -> tuple[str, str] | None:
    try:
        definition = object_named(org, viewer, one.sobject)
        field = key_field_of(viewer, definition, key_field)
        value = stored_value(field, one.key)
    except RowError:
        return None  # _save meets the same refusal and reports it
    if value is None:
        return None
    text = str(value)
    sensitive = field.case_sensitive or field.type == "id"
    return definition.name, text if sensitive else text.casefold()


def _twice(key_field: str, key: object) -> RowError:
    return RowError("DUPLICATE_VALUE", f"Duplicate external id specified: {key}", (key_field,))
