"""Duplicate rules: rows alike in some fields are alerted of, or blocked.

Settings: ``fields`` (names joined by commas, compared exactly but without regard to case),
``insert`` and ``update`` (``Allow`` or ``Block``; Allow alerts), ``message``. Source: "Duplicate
Rules" in Salesforce help and DuplicateRuleHeader in the REST guide.
"""

from typing import TYPE_CHECKING

from s2sctl.localorg.access import Viewer
from s2sctl.localorg.database import quoted
from s2sctl.localorg.definitions import ObjectDefinition, Rule
from s2sctl.localorg.faults import RowError
from s2sctl.localorg.records import rows
from s2sctl.localorg.records.options import SaveOptions
from s2sctl.model.ids import RecordId

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

_MESSAGE = "You're creating a duplicate record. We recommend you use an existing record instead."


def check_duplicates(
    org: "LocalOrg",
    viewer: Viewer,
    definition: ObjectDefinition,
    record_id: RecordId,
    rule: Rule,
    new: bool,
    options: SaveOptions,
) -> None:
    """Refuse a row like another one that the user may see. Raises ``RowError``."""
    action = rule.setting("insert" if new else "update", "Allow")
    if action == "Allow" and options.allow_duplicates:
        return
    found = _alike(org, viewer, definition, record_id, rule.setting("fields").split(","))
    if not found:
        return
    message = rule.setting("message", _MESSAGE)
    error = RowError("DUPLICATES_DETECTED", message)
    error.details = {"duplicateResut": _result(definition, rule, action, message, found)}
    raise error


def _alike(
    org: "LocalOrg",
    viewer: Viewer,
    definition: ObjectDefinition,
    record_id: RecordId,
    names: list[str],
) -> list[str]:
    row = rows.load(org, definition, record_id) or {}
    fields = [field for name in names if (field := definition.find(name.strip())) is not None]
    values = [row.get(field.name) for field in fields]
    if not fields or None in values:
        return []
    conditions = [f"x.{quoted(field.name)} = ?" for field in fields]
    conditions += ['x."Id" <> ?', 'x."IsDeleted" = 0']
    hidden = viewer.visible(definition, "x")
    condition, parameters = hidden if hidden is not None else ("1", ())
    found = org.database.all(
        f'SELECT x."Id" FROM {quoted(definition.name)} x '
        f"WHERE {' AND '.join(conditions)} AND {condition} LIMIT 5",
        (*values, record_id, *parameters),
    )
    return [str(one[0]) for one in found]


def _result(
    definition: ObjectDefinition, rule: Rule, action: str, message: str, found: list[str]
) -> dict[str, object]:
    return {
        "allowSave": action == "Allow",
        "duplicateRule": rule.name,
        "duplicateRuleEntityType": definition.name,
        "errorMessage": message,
        "matchResults": [
            {
                "entityType": definition.name,
                "errors": [],
                "matchEngine": "ExactMatchEngine",
                "matchRecords": [_match(definition, one) for one in found],
                "rule": rule.name,
                "size": len(found),
                "success": True,
            }
        ],
    }


def _match(definition: ObjectDefinition, record_id: str) -> dict[str, object]:
    return {
        "additionalInformation": [],
        "fieldDiffs": [],
        "matchConfidence": 100.0,
        "record": {"attributes": {"type": definition.name}, "Id": record_id},
    }
