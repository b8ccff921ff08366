"""``UserRecordAccess``: what one user may do with some records, computed when it is asked.

Source: UserRecordAccess in the object reference. It is filtered by one UserId and by up to 200
RecordIds; RecordId has to be selected, UserId and Id cannot be; with a filter by a level of access
nothing but RecordId is selected. Records the asking user may not read are left out, and so are
those of objects that know no sharing. As a parent of a record (``UserRecordAccess.HasReadAccess``)
it is not offered here.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from s2sctl.localorg import sharing
from s2sctl.localorg.access import Viewer
from s2sctl.localorg.definitions import ObjectDefinition
from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.query.complaint import plain_complaint
from s2sctl.localorg.query.wire import JsonRecord
from s2sctl.model.ids import RecordId, is_id, to18
from s2sctl.soql.literals import Text, Truth
from s2sctl.soql.tree import And, Comparison, FieldPath, Membership, Or, Query, Selected

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

NAME = "UserRecordAccess"
MOST_RECORDS = 200
_LEVELS = {
    "hasreadaccess": "HasReadAccess",
    "haseditaccess": "HasEditAccess",
    "hasdeleteaccess": "HasDeleteAccess",
    "hastransferaccess": "HasTransferAccess",
    "hasallaccess": "HasAllAccess",
}
_MAXIMUM = "MaxAccessLevel"
_STEPS = ("None", "Read", "Edit", "Delete", "Transfer", "All")


def asks_for_access(query: Query) -> bool:
    """Whether the query is one of UserRecordAccess."""
    return str(query.source.path).lower() == NAME.lower()


def answer(org: "LocalOrg", viewer: Viewer, query: Query) -> list[JsonRecord]:
    """The rows of the answer. Raises ``RequestError`` where the object's own rules are not kept."""
    columns = _columns(query)
    user, ids, levels = _conditions(query)
    if levels and columns != ["RecordId"]:
        raise _refusal("When filtering by an access level only RecordId can be selected")
    if len(ids) > MOST_RECORDS:
        raise _refusal(f"Number of records exceeds limit:{MOST_RECORDS}")
    if org.database.one('SELECT 1 FROM "User" WHERE "Id" = ?', (user,)) is None:
        return []
    asked = org.viewer(user)
    seen = _open_to(org, viewer, ids, sharing.READ)
    may = {
        "HasReadAccess": _open_to(org, asked, seen, sharing.READ),
        "HasEditAccess": _open_to(org, asked, seen, sharing.EDIT),
        "HasDeleteAccess": _open_to(org, asked, seen, sharing.ALL),
    }
    may["HasTransferAccess"] = may["HasEditAccess"] & may["HasDeleteAccess"]
    may["HasAllAccess"] = may["HasReadAccess"] & may["HasTransferAccess"]
    rows: list[JsonRecord] = []
    for id in ids:
        if id in seen and all((id in may[name]) is wanted for name, wanted in levels.items()):
            shown: JsonRecord = {"attributes": {"type": NAME}}
            for column in columns:
                shown[column] = _value(column, id, may)
            rows.append(shown)
    return rows


def _value(column: str, id: RecordId, may: dict[str, set[RecordId]]) -> object:
    if column == "RecordId":
        return id
    if column != _MAXIMUM:
        return id in may[column]
    reached = [
        step for step, name in zip(_STEPS[1:], _LEVELS.values(), strict=True) if id in may[name]
    ]
    return reached[-1] if reached else _STEPS[0]


def _columns(query: Query) -> list[str]:
    known = {**_LEVELS, "recordid": "RecordId", _MAXIMUM.lower(): _MAXIMUM}
    found: list[str] = []
    for item in query.items:
        plain = isinstance(item, Selected) and isinstance(item.expression, FieldPath)
        name = str(item.expression) if isinstance(item, Selected) and plain else ""
        if name.lower() not in known:
            raise _refusal(f"{name or 'This'} cannot be selected of {NAME}")
        found.append(known[name.lower()])
    if "RecordId" not in found:
        raise _refusal(f"RecordId must be selected of {NAME}")
    if query.order or query.grouping or query.limit is not None or query.offset is not None:
        raise _refusal(f"This local org answers {NAME} without ORDER BY, GROUP BY and LIMIT")
    return found


def _conditions(query: Query) -> tuple[RecordId, list[RecordId], dict[str, bool]]:
    """The user, the records, and the levels of access asked for."""
    users: list[str] = []
    ids: list[str] | None = None
    levels: dict[str, bool] = {}
    flat = query.where is not None and not isinstance(query.where, Or)
    parts = query.where.parts if isinstance(query.where, And) else (query.where,)
    for part in parts if flat else ():
        leaf = part if isinstance(part, Comparison | Membership) else None
        name = str(leaf.operand).lower() if leaf is not None else ""
        if isinstance(leaf, Membership) and name == "recordid" and not leaf.negated:
            ids = _texts(leaf.values if not isinstance(leaf.values, Query) else ())
        elif isinstance(leaf, Comparison) and leaf.operator == "=":
            if name == "userid":
                users += _texts((leaf.value,))
            elif name == "recordid":
                ids = _texts((leaf.value,))
            elif name in _LEVELS and isinstance(leaf.value, Truth):
                levels[_LEVELS[name]] = leaf.value.value
            else:
                raise _refusal(f"{leaf.operand} cannot be filtered by in {NAME}")
        else:
            raise _refusal(f"{NAME} is filtered by UserId = and RecordId = or IN, joined by AND")
    if len(users) != 1 or not ids or not all(map(is_id, [*users, *ids])):
        raise _refusal(f"{NAME} must be filtered by one UserId and by RecordId")
    return to18(users[0]), list(dict.fromkeys(map(to18, ids))), levels


def _texts(literals: Iterable[object]) -> list[str]:
    return [one.value for one in literals if isinstance(one, Text)]


def _open_to(org: "LocalOrg", viewer: Viewer, ids: Iterable[RecordId], level: str) -> set[RecordId]:
    """Those of ``ids`` that are open to a user at a level: object permission and sharing."""
    found: set[RecordId] = set()
    by_object: dict[str, list[RecordId]] = {}
    for id in ids:
        by_object.setdefault(id[:3], []).append(id)
    for prefix, some in by_object.items():
        definition = org.definitions.by_prefix(prefix)
        if definition is not None and _granted(viewer, definition, level):
            found |= _rows(org, viewer, definition, some, level)
    return found


def _granted(viewer: Viewer, definition: ObjectDefinition, level: str) -> bool:
    access = viewer.access(definition)
    known = definition.owned or definition.sharing == "ControlledByParent"
    granted = {
        sharing.READ: access.read,
        sharing.EDIT: access.edit,
        sharing.ALL: access.edit and access.delete,
    }
    return known and granted[level]


def _rows(
    org: "LocalOrg", viewer: Viewer, definition: ObjectDefinition, ids: list[RecordId], level: str
) -> set[RecordId]:
    text = f'SELECT "Id" FROM "{definition.name}" WHERE "IsDeleted" = 0'
    text += f' AND "Id" IN ({", ".join("?" * len(ids))})'
    limited = viewer.opened(definition, "", level)
    values: tuple[str, ...] = tuple(ids)
    if limited is not None:
        text += f" AND {limited[0]}"
        values += limited[1]
    return {RecordId(str(row[0])) for row in org.database.all(text, values)}


def _refusal(message: str) -> RequestError:
    return plain_complaint("MALFORMED_QUERY", message)
