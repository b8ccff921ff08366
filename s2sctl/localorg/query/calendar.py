"""Relative dates as half-open ranges of days, and parts of dates as SQL.

Days are those of the user's time zone; parts of a dateTime are UTC's, unless ``convertTimezone``
asks for the user's.

Source: SOQL reference, "Date Formats and Date Literals" and "Date Functions". Weeks begin on
Sunday (locale en_US), fiscal years on the first of January (a new org's default).
"""

from datetime import date, timedelta

from s2sctl.soql.literals import RelativeDate

_DAY = timedelta(days=1)
_MONTHS = {"MONTH": 1, "QUARTER": 3, "YEAR": 12, "FISCAL_QUARTER": 3, "FISCAL_YEAR": 12}


def days_of(literal: RelativeDate, today: date) -> tuple[date, date]:
    """The first day of the range, and the first day behind it.

    Raises ``OverflowError`` or ``ValueError`` for a range outside of the calendar.
    """
    name, count = literal.name, literal.count or 0
    simple = {"YESTERDAY": -1, "TODAY": 0, "TOMORROW": 1}
    if name in simple:
        first = today + simple[name] * _DAY
        return first, first + _DAY
    if name in ("LAST_90_DAYS", "NEXT_90_DAYS"):
        name, count = f"{name[:4]}_N_DAYS", 90
    if name == "LAST_N_DAYS":
        # Includes today, as measured (salesforce.stackexchange.com/questions/190643).
        return today - count * _DAY, today + _DAY
    if name == "NEXT_N_DAYS":
        return today + _DAY, today + (count + 1) * _DAY
    if name.endswith("_AGO"):
        return _period(name[2:-4].removesuffix("S"), today, -count, 1 - count)
    way, _, rest = name.partition("_")
    if rest.startswith("N_"):
        unit = rest[2:].removesuffix("S")
        return _period(unit, today, *((-count, 0) if way == "LAST" else (1, count + 1)))
    shift = {"LAST": -1, "THIS": 0, "NEXT": 1}[way]
    return _period(rest, today, shift, shift + 1)


def _period(unit: str, today: date, first: int, behind: int) -> tuple[date, date]:
    if unit == "DAY":
        return today + first * _DAY, today + behind * _DAY
    if unit == "WEEK":
        sunday = today - (today.isoweekday() % 7) * _DAY
        return sunday + 7 * first * _DAY, sunday + 7 * behind * _DAY
    months = _MONTHS[unit]
    start = (today.year * 12 + today.month - 1) // months
    return _month((start + first) * months), _month((start + behind) * months)


def _month(index: int) -> date:
    year, month = divmod(index, 12)
    return date(year, month + 1, 1)


_PARTS = {
    "CALENDAR_YEAR": "CAST(strftime('%Y', {0}) AS INTEGER)",
    "CALENDAR_QUARTER": "((CAST(strftime('%m', {0}) AS INTEGER) + 2) / 3)",
    "CALENDAR_MONTH": "CAST(strftime('%m', {0}) AS INTEGER)",
    "DAY_IN_MONTH": "CAST(strftime('%d', {0}) AS INTEGER)",
    "DAY_IN_WEEK": "(CAST(strftime('%w', {0}) AS INTEGER) + 1)",
    "DAY_IN_YEAR": "CAST(strftime('%j', {0}) AS INTEGER)",
    "WEEK_IN_MONTH": "((CAST(strftime('%d', {0}) AS INTEGER) + 6) / 7)",
    "WEEK_IN_YEAR": "((CAST(strftime('%j', {0}) AS INTEGER) + 6) / 7)",
    "HOUR_IN_DAY": "CAST(strftime('%H', {0}) AS INTEGER)",
    "DAY_ONLY": "strftime('%Y-%m-%d', {0})",
}
_PARTS |= {f"FISCAL_{part}": _PARTS[f"CALENDAR_{part}"] for part in ("YEAR", "QUARTER", "MONTH")}


def part_sql(function: str, column: str, type_: str) -> str:
    """A part of a date or dateTime column as SQL; null where the column is."""
    moment = f"{column} / 1000, 'unixepoch'" if type_ == "datetime" else column
    return _PARTS[function].format(moment)
