"""The functions SOQL knows, by what they are for.

Source: SOQL and SOSL reference, "Aggregate Functions", "Date Functions", "toLabel()",
"FORMAT ()", "convertCurrency()", "convertTimezone()".
"""

AGGREGATES = frozenset({"COUNT", "COUNT_DISTINCT", "SUM", "AVG", "MIN", "MAX"})

DATE_PARTS = frozenset(
    {
        "CALENDAR_MONTH",
        "CALENDAR_QUARTER",
        "CALENDAR_YEAR",
        "DAY_IN_MONTH",
        "DAY_IN_WEEK",
        "DAY_IN_YEAR",
        "DAY_ONLY",
        "FISCAL_MONTH",
        "FISCAL_QUARTER",
        "FISCAL_YEAR",
        "HOUR_IN_DAY",
        "WEEK_IN_MONTH",
        "WEEK_IN_YEAR",
    }
)

PRESENTATIONS = frozenset({"TOLABEL", "FORMAT", "CONVERTCURRENCY"})

FUNCTIONS = AGGREGATES | DATE_PARTS | PRESENTATIONS | {"CONVERTTIMEZONE", "GROUPING"}
"""Every function of one field, in upper case. ``DISTANCE`` and ``FIELDS`` have their own forms."""
