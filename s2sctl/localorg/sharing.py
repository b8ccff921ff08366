"""Which rows are open to a user: owner, roles, shares, sharing rules, masters, accounts of rows.

Source: "Sharing Settings" and "Controlling Access Using Hierarchies" in Salesforce help. A sharing
rule (``Rule`` of kind ``sharing``) knows ``to`` and ``from`` (ids of users or groups; a rule
without ``from`` shares the rows its formula is true of) and ``access`` (``Read`` or ``Edit``).
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

from s2sctl.localorg.catalog.share import share_name
from s2sctl.localorg.definitions import FieldDefinition, ObjectDefinition, Rule
from s2sctl.localorg.formulas import FormulaError, Scope, compile_formula

if TYPE_CHECKING:
    from s2sctl.localorg.access import Viewer

Condition: TypeAlias = tuple[str, tuple[str, ...]]
"""SQL, and the values of its marks in their order."""

READ, EDIT, ALL = "Read", "Edit", "All"
_GIVEN_BY_DEFAULT = {"ReadWrite": (READ, EDIT), "Read": (READ,), "Private": ()}
_AT_LEAST = {READ: (READ, EDIT, ALL), EDIT: (EDIT, ALL), ALL: (ALL,)}
_OF_ACCOUNTS = ("Contact", "Opportunity", "Case")
_TIMELESS = datetime(2000, 1, 1, tzinfo=UTC)
"""Criteria of sharing rules know no moment: rows are not shared anew each day."""


def opened(
    viewer: "Viewer", definition: ObjectDefinition, alias: str, level: str
) -> Condition | None:
    """What keeps the rows open to the user at a level, or None where every row is.

    ``alias`` is the table's in the statement, already quoted; empty: the table's own name.
    """
    place = alias or f'"{definition.name}"'
    if definition.sharing == "ControlledByParent":
        return _through_parents(viewer, definition, place, level)
    if not definition.owned or level in _GIVEN_BY_DEFAULT.get(definition.sharing, ()):
        return None
    return _either(_ways(viewer, definition, place, level))


def _either(ways: Iterator[Condition]) -> Condition:
    known = list(ways)
    text = " OR ".join(way[0] for way in known)
    return f"({text})", tuple(value for way in known for value in way[1])


def _ways(
    viewer: "Viewer", definition: ObjectDefinition, place: str, level: str
) -> Iterator[Condition]:
    yield _among(f'{place}."OwnerId"', (str(viewer.user_id), *map(str, viewer.queues)))
    if viewer.roles_below:
        inner, values = _among('"UserRoleId"', viewer.roles_below)
        yield f'{place}."OwnerId" IN (SELECT "Id" FROM "User" WHERE {inner})', values
    if definition.name == "Account" and level == READ:
        yield from _above_owned(viewer, place)
    share = viewer.definitions.find(share_name(definition.name))
    if share is not None:
        yield _shared(viewer, definition, share, place, level)
    for rule in definition.rules:
        if (
            rule.kind == "sharing"
            and rule.active
            and rule.setting("access", READ) in (_AT_LEAST[level])
        ):
            yield from _ruled(viewer, definition, place, rule)


def _above_owned(viewer: "Viewer", place: str) -> Iterator[Condition]:
    """An account may be read by whoever owns, or stands above who owns, a row of it.

    Source: "Implicit sharing" in Salesforce's guide to record access. Children that are
    controlled by their account open nothing.
    """
    for name in _OF_ACCOUNTS:
        child = viewer.definitions.find(name)
        if child is None or not child.owned or child.sharing == "ControlledByParent":
            continue
        owned, values = _among('c."OwnerId"', (str(viewer.user_id),))
        if viewer.roles_below:
            inner, below = _among('"UserRoleId"', viewer.roles_below)
            owned = f'({owned} OR c."OwnerId" IN (SELECT "Id" FROM "User" WHERE {inner}))'
            values += below
        yield (
            f'{place}."Id" IN (SELECT c."AccountId" FROM "{name}" c '
            f'WHERE c."IsDeleted" = 0 AND {owned})',
            values,
        )


def _among(column: str, values: Sequence[str]) -> Condition:
    return f"{column} IN ({', '.join('?' * len(values))})", tuple(values)


def _shared(
    viewer: "Viewer",
    definition: ObjectDefinition,
    share: ObjectDefinition,
    place: str,
    level: str,
) -> Condition:
    custom = definition.custom
    key = "ParentId" if custom else f"{definition.name}Id"
    told = "AccessLevel" if custom else f"{definition.name}AccessLevel"
    who, values = _among('"UserOrGroupId"', viewer.groups)
    how, levels = _among(f'"{told}"', _AT_LEAST[level])
    return (
        f'{place}."Id" IN (SELECT "{key}" FROM "{share.name}" '
        f'WHERE "IsDeleted" = 0 AND {who} AND {how})',
        (*values, *levels),
    )


def _ruled(
    viewer: "Viewer", definition: ObjectDefinition, place: str, rule: Rule
) -> Iterator[Condition]:
    if rule.setting("to") not in viewer.groups:
        return
    owners = rule.setting("from")
    if owners:
        yield (
            f'({place}."OwnerId" = ? OR {place}."OwnerId" IN (SELECT m."UserOrGroupId" '
            'FROM "GroupMember" m WHERE m."GroupId" = ?) OR '
            f'{place}."OwnerId" IN (SELECT u."Id" FROM "User" u JOIN "Group" g '
            'ON g."RelatedId" = u."UserRoleId" WHERE g."Id" = ?))',
            (owners, owners, owners),
        )
        return
    scope = Scope(viewer.definitions, definition, place, _TIMELESS, viewer.user_id)
    try:
        yield compile_formula(scope, rule.formula).truth, ()
    except FormulaError:
        return  # the field it names is gone: nothing is shared


def _through_parents(
    viewer: "Viewer", definition: ObjectDefinition, place: str, level: str
) -> Condition | None:
    """A detail is open where its masters are: all of them, whichever of several objects each is."""
    conditions: list[str] = []
    values: tuple[str, ...] = ()
    for one in _masters(definition):
        column = f'{place}."{one.name}"'
        for name in one.reference_to:
            master = viewer.definitions.find(name)
            limited = viewer.opened(master, "", level) if master is not None else None
            if master is None or limited is None:
                continue
            text = f'{column} IN (SELECT "Id" FROM "{master.name}" WHERE {limited[0]})'
            if len(one.reference_to) > 1:
                text = f"({column} NOT LIKE '{master.key_prefix}%' OR {text})"
            if one.nillable:
                text = f"({column} IS NULL OR {text})"
            conditions.append(text)
            values += limited[1]
    return (" AND ".join(conditions), values) if conditions else None


def _masters(definition: ObjectDefinition) -> list[FieldDefinition]:
    found = [one for one in definition.fields if one.on_delete == "cascade" and one.reference_to]
    required = [one for one in found if not one.nillable]
    return required if definition.custom else (required or found)[:1]


def is_shared(viewer: "Viewer", share: ObjectDefinition) -> bool:
    """Whether rows may be shared by hand: not where everybody may edit every row anyway."""
    parent = viewer.definitions.find(share.fields[1].reference_to[0])
    return parent is not None and parent.sharing in ("Private", "Read")
