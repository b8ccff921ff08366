"""Fields, parts of dates and aggregates as SQL columns."""

from dataclasses import replace

from s2sctl.localorg.database import text_sql
from s2sctl.localorg.definitions import FieldDefinition
from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.query import calendar, complaint
from s2sctl.localorg.query.asking import Asking
from s2sctl.localorg.query.comparing import folded, key
from s2sctl.localorg.query.compound import part_keys
from s2sctl.localorg.query.place import Column, Tables
from s2sctl.localorg.query.presenting import label_sql
from s2sctl.localorg.query.values import NUMBERS
from s2sctl.soql.functions import AGGREGATES, DATE_PARTS
from s2sctl.soql.tree import Call, Distance, Expression, FieldPath

_UNCOUNTED = frozenset({"address", "location"})
_POINT = ("latitude", "longitude")
KM_PER_MILE = 1.609344
_PLACE_DIGITS = 6
_PLACE = f"%0{_PLACE_DIGITS}d"


def operand(asking: Asking, tables: Tables, expression: Expression) -> Column:
    """The column of an expression that is no aggregate."""
    match expression:
        case FieldPath():
            return tables.column(expression)
        case Call(function, argument) if function in DATE_PARTS:
            return _date_part(asking, tables, function, argument, expression.at)
        case Call("TOLABEL", argument):
            column = operand(asking, tables, argument)
            return replace(column, sql=label_sql(column))
        case Call(function) if function in AGGREGATES:
            text = f"aggregate function {function} is allowed in SELECT, HAVING and ORDER BY only"
            raise asking.refusal(complaint.MALFORMED, text, expression.at)
        case Call(function):
            text = f"function {function} is allowed in the SELECT list only"
            raise asking.refusal(complaint.MALFORMED, text, expression.at)
        case Distance():
            return _distance(asking, tables, expression)


def aggregate(asking: Asking, tables: Tables, call: Call) -> Column:
    """The column of an aggregate function. ``COUNT`` counts values that are not null."""
    column = operand(asking, tables, call.argument)
    field, sql = column.field, column.sql
    if not _may_aggregate(call.function, field):
        text = f"field {field.name} does not support aggregate operator {call.function}"
        raise asking.refusal(complaint.MALFORMED, text, call.at)
    whole = FieldDefinition(field.name, "int", field.label)
    match call.function:
        case "COUNT":
            return replace(column, sql=f"COUNT({sql})", field=whole)
        case "COUNT_DISTINCT":
            return replace(column, sql=f"COUNT(DISTINCT {key(column)})", field=whole)
        case "SUM" | "AVG":
            # AVG of whole numbers has a fraction all the same.
            kept = field if call.function == "SUM" else replace(whole, type="double")
            return replace(column, sql=f"{call.function}({sql})", field=kept)
        case _ if field.type == "picklist" and field.picklist:
            return replace(column, sql=_foremost(call.function, column))
        case _:
            return replace(column, sql=f"{call.function}({sql})")


def _foremost(function: str, column: Column) -> str:
    """MIN or MAX of a picklist: its values have the order in which they were set up."""
    entries = column.field.picklist
    whens = " ".join(
        f"WHEN {text_sql(entry.value.upper())} THEN {place}" for place, entry in enumerate(entries)
    )
    place = f"CASE {folded(column)} {whens} ELSE {len(entries)} END"
    return f"substr({function}(printf('{_PLACE}', {place}) || {column.sql}), {_PLACE_DIGITS + 1})"


def _distance(asking: Asking, tables: Tables, asked: Distance) -> Column:
    place = tables.holder(asked.location)
    column = tables.column(asked.location)
    if column.field.type not in _UNCOUNTED:
        text = f"field '{column.field.name}' is no location: DISTANCE needs one"
        raise asking.refusal(complaint.INVALID_FIELD, text, asked.at)
    (target,) = place.targets  # Name has no locations
    keys = {key: part for part, key in part_keys(target.definition, column.field)}
    sides = [tables.field_at(place, keys[name].name, asked.at) for name in _POINT]
    point = f"{float(asked.latitude)!r}, {float(asked.longitude)!r}"
    distance = f"SF_DISTANCE({sides[0].sql}, {sides[1].sql}, {point})"
    sql = distance if asked.unit == "km" else f"({distance} / {KM_PER_MILE})"
    return Column(
        sql, FieldDefinition(column.field.name, "double", column.field.label), place.trail
    )


def cannot(asking: Asking, what: str, at: int) -> RequestError:
    """The honest refusal of something a real org does and this one does not."""
    return asking.refusal(complaint.MALFORMED, f"{what} is not supported by the local org", at)


def _may_aggregate(function: str, field: FieldDefinition) -> bool:
    return field.aggregatable and (function not in ("SUM", "AVG") or field.type in NUMBERS)


def _moment(
    asking: Asking, tables: Tables, function: str, argument: FieldPath | Call, at: int
) -> Column:
    """The date or dateTime a date function is about, in the user's time zone where it says so."""
    if isinstance(argument, FieldPath):
        return operand(asking, tables, argument)
    if argument.function != "CONVERTTIMEZONE":
        raise asking.refusal(complaint.MALFORMED, f"unexpected function in {function}", at)
    column = operand(asking, tables, argument.argument)
    if column.field.type != "datetime":
        text = f"field {column.field.name} does not support function convertTimezone"
        raise asking.refusal(complaint.INVALID_FIELD, text, at)
    return replace(column, sql=f"SF_LOCAL({column.sql}, {text_sql(asking.locale.zone)})")


def _date_part(
    asking: Asking, tables: Tables, function: str, argument: FieldPath | Call, at: int
) -> Column:
    column = _moment(asking, tables, function, argument, at)
    fits = column.field.type == "datetime" or (
        column.field.type == "date" and function not in ("HOUR_IN_DAY", "DAY_ONLY")
    )
    if not fits:
        text = f"field {column.field.name} does not support function {function}"
        raise asking.refusal(complaint.INVALID_FIELD, text, at)
    made = FieldDefinition(
        column.field.name, "date" if function == "DAY_ONLY" else "int", column.field.label
    )
    return replace(
        column, sql=calendar.part_sql(function, column.sql, column.field.type), field=made
    )
