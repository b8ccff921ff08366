"""Formulas as SQL over the row they are asked of, parents reached by inner selects."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count

from s2sctl.localorg.database import Stored, quoted
from s2sctl.localorg.definitions import Definitions, FieldDefinition, ObjectDefinition
from s2sctl.localorg.formulas.functions import FUNCTIONS
from s2sctl.localorg.formulas.operators import operate
from s2sctl.localorg.formulas.parser import parse
from s2sctl.localorg.formulas.tree import (
    Call,
    Formula,
    FormulaError,
    Literal,
    Operation,
    Reference,
)
from s2sctl.localorg.formulas.typed import Typed

_KINDS = {
    "boolean": "boolean", "int": "number", "long": "number", "double": "number",
    "currency": "number", "percent": "number", "date": "date", "datetime": "datetime",
    "time": "time", "picklist": "picklist", "multipicklist": "multipicklist",
}  # fmt: skip
_UNUSABLE = frozenset({"address", "location", "base64"})
_DEEPEST = 10
_GLOBALS = {"$user": "User", "$profile": "Profile", "$userrole": "UserRole"}
_ROW_FUNCTIONS = frozenset({"ISNEW", "ISCHANGED", "PRIORVALUE"})


@dataclass(frozen=True, slots=True)
class Scope:
    """What a formula is asked of: a row of ``definition`` in the table ``alias``.

    ``before`` is the row as it was, for rules that run at a save: None there means a new row.
    ``saving`` tells whether such a rule runs at all. ``row`` False: there is no row (defaults).
    """

    definitions: Definitions
    definition: ObjectDefinition
    alias: str
    now: datetime
    user_id: str
    blank_as_zero: bool = False
    saving: bool = False
    before: Mapping[str, Stored] | None = None
    row: bool = True
    depth: int = 0
    numbers: "count[int]" = field(default_factory=count)


def compile_formula(scope: Scope, text: str) -> Typed:
    """A formula's SQL and type. Raises ``FormulaError``."""
    return _compiled(scope, parse(text))


def field_sql(scope: Scope, one: FieldDefinition) -> str:
    """A formula field's SQL, in the shape its type has in a table."""
    inner = replace(scope, blank_as_zero=one.blank_as_zero, depth=scope.depth + 1)
    if inner.depth > _DEEPEST:
        raise FormulaError(f"Field {one.name} refers to itself")
    made = compile_formula(inner, one.formula)
    wanted = _KINDS.get(one.type, "text")
    if made.kind not in (wanted, "null"):
        raise FormulaError(
            f"Formula result is data type ({made.kind.capitalize()}), incompatible with expected "
            f"data type ({wanted.capitalize()})."
        )
    match wanted:
        case "text":
            return f"(nullif({made.sql}, '') COLLATE SALESFORCE)"
        case "number":
            factor = " * 100.0" if one.type == "percent" else ""
            return f"round({made.sql}{factor}, {one.scale})"
        case "boolean":
            return made.truth
        case _:
            return made.sql


def stored_literal(value: Stored) -> str:
    """A stored value as SQL."""
    if value is None:
        return "NULL"
    if isinstance(value, int | float):
        return str(value)
    doubled = value.replace("'", "''")
    return f"'{doubled}'"


def _compiled(scope: Scope, formula: Formula) -> Typed:
    match formula:
        case Literal(value):
            return _literal(value)
        case Reference(parts):
            return _reference(scope, parts)
        case Operation(operator, operands):
            return operate(operator, tuple(_compiled(scope, one) for one in operands))
        case Call(name, arguments):
            return _call(scope, name, arguments)


def _literal(value: str | float | bool | None) -> Typed:
    match value:
        case None:
            return Typed("NULL", "null")
        case bool():
            return Typed(str(int(value)), "boolean")
        case str():
            return Typed(stored_literal(value), "text")
        case _:
            return Typed(str(int(value)) if value == int(value) else repr(value), "number")


def _call(scope: Scope, name: str, arguments: tuple[Formula, ...]) -> Typed:
    if name in _ROW_FUNCTIONS:
        return _of_row(scope, name, arguments)
    known = FUNCTIONS.get(name)
    if known is None:
        raise FormulaError(f"Unknown function {name}. Check spelling.")
    given = tuple(_compiled(scope, one) for one in arguments)
    known.check(name, given)
    return known.build(scope.now, given)


def _of_row(scope: Scope, name: str, arguments: tuple[Formula, ...]) -> Typed:
    if not scope.saving:
        raise FormulaError(f"Function {name} may not be used in this type of formula")
    if name == "ISNEW":
        return Typed(str(int(scope.before is None)), "boolean")
    if len(arguments) != 1 or not isinstance(arguments[0], Reference):
        raise FormulaError(
            f"Incorrect argument type for function '{name}()'. The argument must be a field"
        )
    now = _reference(scope, arguments[0].parts)
    found = scope.definition.find(arguments[0].parts[0])
    if found is None or not found.stored or len(arguments[0].parts) > 1:
        raise FormulaError(f"Function {name} takes a field of the record itself")
    if scope.before is None:
        return Typed("0", "boolean") if name == "ISCHANGED" else now
    was = stored_literal(scope.before.get(found.name))
    if name == "PRIORVALUE":
        return replace(now, sql=was)
    column = f"{scope.alias}.{quoted(found.name)}"
    return Typed(f"({column} COLLATE BINARY IS NOT {was})", "boolean")


def _reference(scope: Scope, parts: tuple[str, ...]) -> Typed:
    if parts[0].startswith("$"):
        return _global(scope, parts)
    if len(parts) == 1:
        return _field(scope, parts[0])
    wanted, _, named = parts[0].partition(":")
    lookup = next(
        (one for one in scope.definition.fields if one.relationship.lower() == wanted.lower()), None
    )
    parent = None
    if lookup is not None and (named or len(lookup.reference_to) == 1):
        parent = scope.definitions.find(named or lookup.reference_to[0])
    if lookup is None or parent is None or parent.name not in lookup.reference_to:
        raise FormulaError(f"Field {'.'.join(parts)} does not exist. Check spelling.")
    key = f"{scope.alias}.{quoted(lookup.name)}"
    return _within(scope, parent, key, parts[1:])


def _within(scope: Scope, parent: ObjectDefinition, key: str, parts: tuple[str, ...]) -> Typed:
    alias = f"f{next(scope.numbers)}"
    inner = replace(
        scope, definition=parent, alias=alias, saving=False, row=True, depth=scope.depth + 1
    )
    found = _reference(inner, parts)
    sql = f'(SELECT {found.sql} FROM {quoted(parent.name)} {alias} WHERE {alias}."Id" = {key})'
    # Blank where there is no parent at all, too.
    number = found.kind == "number" and scope.blank_as_zero
    return Typed(f"coalesce({sql}, 0)" if number else sql, found.kind, found.field)


def _global(scope: Scope, parts: tuple[str, ...]) -> Typed:
    found = scope.definitions.find(_GLOBALS.get(parts[0].lower(), ""))
    if found is None or len(parts) != 2:
        raise FormulaError(f"Field {'.'.join(parts)} does not exist. Check spelling.")
    key = stored_literal(scope.user_id)
    if found.name != "User":
        key = f'(SELECT "{found.name}Id" FROM "User" WHERE "Id" = {key})'
    return _within(scope, found, key, parts[1:])


def _field(scope: Scope, name: str) -> Typed:
    found = scope.definition.find(name) if scope.row else None
    if found is None or found.type in _UNUSABLE:
        raise FormulaError(f"Field {name} does not exist. Check spelling.")
    column = f"{scope.alias}.{quoted(found.name)}"
    sql = field_sql(scope, found) if found.formula else column
    kind = _KINDS.get(found.type, "text")
    if kind == "number":
        sql = f"({sql} / 100.0)" if found.type == "percent" else sql
        sql = f"coalesce({sql}, 0)" if scope.blank_as_zero else sql
    elif kind == "boolean":
        sql = f"coalesce({sql}, 0)"
    return Typed(sql, kind, found.name)
