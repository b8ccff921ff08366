"""Functions of a SELECT list that change how a value is shown: FORMAT, toLabel, convertCurrency.

Source: SOQL reference, "FORMAT ()", "toLabel()", "convertCurrency()". The org has one currency, so
that a converted amount is the amount.
"""

from collections.abc import Callable

from s2sctl.localorg.database import text_sql
from s2sctl.localorg.definitions import FieldDefinition
from s2sctl.localorg.query import complaint
from s2sctl.localorg.query.asking import Asking
from s2sctl.localorg.query.comparing import folded
from s2sctl.localorg.query.formats import formatter
from s2sctl.localorg.query.place import Column
from s2sctl.localorg.query.wire import Convert, convert_for
from s2sctl.soql.functions import PRESENTATIONS
from s2sctl.soql.tree import Call, Expression

_LABELLED = frozenset({"picklist", "multipicklist", "combobox"})


def formatted(asking: Asking, field: FieldDefinition, call: Call) -> Convert:
    """The conversion of ``FORMAT``. Raises ``INVALID_FIELD`` for a type that has no format."""
    locale = asking.locale
    convert = formatter(field, locale.key, locale.currency, asking.zone)
    if convert is None:
        text = f"field '{field.name}' can not be formatted in a query call"
        raise asking.refusal(complaint.INVALID_FIELD, text, call.at)
    return convert


def check_currency(asking: Asking, field: FieldDefinition, call: Call) -> None:
    """Refuse ``convertCurrency`` of anything but an amount of money."""
    if field.type != "currency":
        text = f"field '{field.name}' is not a currency field: convertCurrency() needs one"
        raise asking.refusal(complaint.INVALID_FIELD, text, call.at)


def labels(field: FieldDefinition) -> Convert:
    """The conversion of ``toLabel``: each value of a picklist said as its label."""
    known = {entry.value.upper(): entry.label for entry in field.picklist}

    def label(value: object) -> str:
        parts = str(value).split(";") if field.type == "multipicklist" else [str(value)]
        return ";".join(known.get(part.upper(), part) for part in parts)

    return label


def label_sql(column: Column) -> str:
    """What ``toLabel`` of a column is compared by: the label where it differs from the value."""
    differing = [one for one in column.field.picklist if one.label != one.value]
    if column.field.type not in _LABELLED or not differing:
        return column.sql
    whens = " ".join(
        f"WHEN {text_sql(one.value.upper())} THEN {text_sql(one.label)}" for one in differing
    )
    return f"(CASE {folded(column)} {whens} ELSE {column.sql} END)"


def shown(
    asking: Asking, expression: Expression, column_of: Callable[[Expression], Column]
) -> tuple[Column, Convert | None]:
    """The column of a selected expression, and how its values become JSON.

    ``column_of`` finds the column of what the functions are about.
    """
    if not isinstance(expression, Call) or expression.function not in PRESENTATIONS:
        column = column_of(expression)
        return column, convert_for(column.field)
    column, convert = shown(asking, expression.argument, column_of)
    match expression.function:
        case "FORMAT":
            return column, formatted(asking, column.field, expression)
        case "TOLABEL":
            return column, labels(column.field)
        case _:
            check_currency(asking, column.field, expression)
            return column, convert
