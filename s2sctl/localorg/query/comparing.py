"""Columns as SQL compares, sorts and groups them: text without regard to case, and fast.

The collation is a callback into Python, too slow for a million rows. A text of ASCII characters
only is compared by SQLite's own ``upper``; the callback serves the rest. Columns with an index of
their own are compared as they are, so that the index (which has the collation) serves them.
"""

from s2sctl.localorg.definitions import FieldDefinition
from s2sctl.localorg.query.place import Column
from s2sctl.localorg.tables import indexed

_TEXTS = frozenset(
    {
        "string", "picklist", "multipicklist", "textarea", "email", "phone", "url", "combobox",
        "encryptedstring", "anyType",
    }
)  # fmt: skip


def has_case_rule(field: FieldDefinition) -> bool:
    """Whether the field's values are compared without regard to case."""
    return field.type in _TEXTS and not field.case_sensitive


def key(column: Column) -> str:
    """What rows are compared, sorted and grouped by. ``fold`` makes a literal fit it."""
    if column.field.type == "date":
        return f"{column.sql} COLLATE BINARY"
    if not has_case_rule(column.field) or indexed(column.field):
        return column.sql
    return folded(column)


def fold(column: Column, value: str) -> str:
    """A literal as ``key`` has the column's values."""
    plain = not has_case_rule(column.field) or indexed(column.field)
    return value if plain else value.upper()


def folded(column: Column) -> str:
    """The column's text in upper case."""
    sql = column.sql
    if not has_case_rule(column.field):
        return sql
    if column.field.formula:
        return f"SF_FOLD({sql})"  # long already; said once
    return (
        f"(CASE WHEN length(CAST({sql} AS BLOB)) <> length({sql}) "
        f"THEN SF_FOLD({sql}) ELSE upper({sql}) END)"
    )


def like(column: Column, pattern: str) -> tuple[str, str]:
    """The condition that the column fits a LIKE pattern with ``\\`` as its escape, and its value.

    A case-sensitive field is matched with regard to case, by GLOB.
    """
    if has_case_rule(column.field):
        return f"{folded(column)} LIKE ? ESCAPE '\\'", pattern.upper()
    return f"{column.sql} GLOB ?", _glob(pattern)


def _glob(pattern: str) -> str:
    parts: list[str] = []
    characters = iter(pattern)
    for one in characters:
        if one == "\\":
            parts.append(_literally(next(characters, "\\")))
        else:
            parts.append({"%": "*", "_": "?"}.get(one) or _literally(one))
    return "".join(parts)


def _literally(character: str) -> str:
    return f"[{character}]" if character in "*?[" else character
