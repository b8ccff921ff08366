"""What a query asks for, read off its text before it is parsed: for routing and for the log."""

import re

_QUOTED = re.compile(r"'(?:\\.|[^'\\])*'")
_INNERMOST = re.compile(r"\([^()]*\)")
_FROM = re.compile(r"\bFROM\s+(\w+)", re.IGNORECASE)


def object_of(soql: str) -> str:
    """The object of the outermost FROM, empty where there is none.

    Subqueries stand in parentheses; a word inside quotes is a value.
    """
    flat, left = _QUOTED.sub("''", soql), ""
    while flat != left:
        left, flat = flat, _INNERMOST.sub("", flat)
    found = _FROM.search(flat)
    return found.group(1) if found else ""
