"""What an admin set to happen when a row is saved, in Salesforce's order of execution.

Triggers rewrite fields, validation rules refuse, duplicate rules alert or block, assignment rules
give the row an owner. Source: "Triggers and Order of Execution" in the Apex guide. The row is in
its table when the rules run; the caller's savepoint takes it out again where one refuses.

Settings: a trigger knows ``field`` and ``value`` (a formula); a validation rule ``message`` and
``field``; an assignment rule ``owner``; a duplicate rule see ``duplicates``; a record type the
values it offers of each picklist, joined by semicolons.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from s2sctl.localorg.access import Viewer
from s2sctl.localorg.database import Stored, quoted
from s2sctl.localorg.definitions import ObjectDefinition, Rule
from s2sctl.localorg.faults import RowError
from s2sctl.localorg.formulas import FormulaError, Scope, compile_formula
from s2sctl.localorg.records import rows
from s2sctl.localorg.records.duplicates import check_duplicates
from s2sctl.localorg.records.options import SaveOptions
from s2sctl.localorg.records.values import stored_value
from s2sctl.model.ids import RecordId

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

_ROW = "x"


def apply_rules(
    org: "LocalOrg",
    viewer: Viewer,
    definition: ObjectDefinition,
    record_id: RecordId,
    before: Mapping[str, Stored] | None,
    options: SaveOptions,
) -> None:
    """Run every active rule of the object over a row just stored. Raises ``RowError``.

    ``before`` is the row as it was, None for a new one.
    """
    scope = Scope(
        org.definitions,
        definition,
        _ROW,
        org.clock.now(),
        viewer.user_id,
        saving=True,
        before=before,
    )
    active = [rule for rule in definition.rules if rule.active]
    for rule in (one for one in active if one.kind == "trigger"):
        _rewrite(org, scope, record_id, rule)
    for rule in (one for one in active if one.kind == "recordtype"):
        _offered(org, scope, record_id, rule)
    for rule in (one for one in active if one.kind == "validation"):
        _validate(org, scope, record_id, rule)
    for rule in (one for one in active if one.kind == "duplicate"):
        check_duplicates(org, viewer, definition, record_id, rule, before is None, options)
    if options.assign is not False:
        _assign(org, scope, record_id, [one for one in active if one.kind == "assignment"])


def holds(org: "LocalOrg", scope: Scope, record_id: str, formula: str) -> bool:
    """Whether a condition is true of a row; an empty one always is."""
    return not formula or bool(_value(org, scope, record_id, formula))


def _value(org: "LocalOrg", scope: Scope, record_id: str, formula: str) -> Stored:
    try:
        made = compile_formula(scope, formula)
    except FormulaError as error:
        # A field the rule names is gone since it was saved.
        raise RowError("CANNOT_EXECUTE_FLOW_TRIGGER", error.message) from None
    found = org.database.one(
        f'SELECT {made.sql} FROM {quoted(scope.definition.name)} {_ROW} WHERE {_ROW}."Id" = ?',
        (record_id,),
    )
    return None if found is None else found[0]


def _rewrite(org: "LocalOrg", scope: Scope, record_id: RecordId, rule: Rule) -> None:
    field = scope.definition.find(rule.setting("field"))
    if field is None or not field.writable or not holds(org, scope, record_id, rule.formula):
        return
    value = _value(org, scope, record_id, rule.setting("value"))
    if field.type not in ("datetime", "time"):
        value = stored_value(field, bool(value) if field.type == "boolean" else value)
    rows.change(org, scope.definition, record_id, {field.name: value})


def _offered(org: "LocalOrg", scope: Scope, record_id: RecordId, rule: Rule) -> None:
    """Refuse a value that a restricted picklist has, but not for rows of this record type."""
    row = rows.load(org, scope.definition, record_id) or {}
    found = org.database.one(
        'SELECT "DeveloperName" FROM "RecordType" WHERE "Id" = ?', (row.get("RecordTypeId"),)
    )
    if found is None or found[0] != rule.name:
        return
    for name, values in rule.settings:
        field = scope.definition.find(name)
        if field is None or not field.restricted_picklist:
            continue
        value = row.get(field.name)
        if value is not None and not set(str(value).split(";")) <= set(values.split(";")):
            raise RowError(
                "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                f"{field.label}: bad value for restricted picklist field: {value}",
                (field.name,),
            )


def _validate(org: "LocalOrg", scope: Scope, record_id: RecordId, rule: Rule) -> None:
    if holds(org, scope, record_id, rule.formula):
        shown = rule.setting("field")
        raise RowError(
            "FIELD_CUSTOM_VALIDATION_EXCEPTION",
            rule.setting("message"),
            (shown,) if shown else (),
        )


def _assign(org: "LocalOrg", scope: Scope, record_id: RecordId, entries: list[Rule]) -> None:
    """The first entry whose condition holds gives the owner."""
    for rule in entries:
        if holds(org, scope, record_id, rule.formula):
            rows.change(org, scope.definition, record_id, {"OwnerId": rule.setting("owner")})
            return
