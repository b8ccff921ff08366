"""How a query is refused: Salesforce's text, with the place in the query quoted above it.

The excerpt's rule is read off recorded answers (shared wire/errors, and issue threads that paste
such messages): the line of the place, from the word 31 characters before it to the end of the word
31 characters behind it.
"""

from s2sctl.localorg.faults import RequestError
from s2sctl.soql.fault import TOO_COMPLICATED, SoqlError, position

_REACH = 31
_SEPARATORS = " \t\r\n,"

LONGEST_ALIAS = 25

MALFORMED = "MALFORMED_QUERY"
INVALID_FIELD = "INVALID_FIELD"
INVALID_TYPE = "INVALID_TYPE"
FILTER = "INVALID_QUERY_FILTER_OPERATOR"


def plain_complaint(code: str, message: str) -> RequestError:
    """A refusal that names no place."""
    return RequestError(400, code, message)


def complaint(code: str, message: str, text: str, at: int) -> RequestError:
    """A refusal with excerpt, caret, row and column of character ``at`` of the query."""
    row, column = position(text, at)
    start, excerpt = _excerpt(text, at)
    caret = " " * (at - start) + "^"
    return RequestError(
        400, code, f"\n{excerpt}\n{caret}\nERROR at Row:{row}:Column:{column}\n{message}"
    )


def unreadable(error: SoqlError, text: str) -> RequestError:
    """The refusal of a text that is no SOQL."""
    if error.message == TOO_COMPLICATED:
        return plain_complaint("QUERY_TOO_COMPLICATED", TOO_COMPLICATED)
    if error.offset == 0:
        return plain_complaint(MALFORMED, error.message)
    return complaint(MALFORMED, error.message, text, error.offset)


def _excerpt(text: str, at: int) -> tuple[int, str]:
    line_start = text.rfind("\n", 0, at) + 1
    line_end = text.find("\n", at)
    line_end = len(text) if line_end < 0 else line_end
    start = max(line_start, at - _REACH)
    while start > line_start and text[start - 1] not in _SEPARATORS:
        start -= 1
    while start < at and text[start] in _SEPARATORS:
        start += 1
    end = min(line_end, at + _REACH)
    while end < line_end and text[end] not in _SEPARATORS:
        end += 1
    return start, text[start:end].rstrip()


def check_alias(alias: str) -> None:
    """Refuse an alias that is too long."""
    if len(alias) > LONGEST_ALIAS:
        text = f"alias is too long, maximum of {LONGEST_ALIAS} characters: {alias}"
        raise plain_complaint(MALFORMED, text)


def no_column(name: str, entity: str) -> str:
    """The text for a field that is not there, or that the user may not read."""
    return (
        f"No such column '{name}' on entity '{entity}'. If you are attempting to use a custom "
        "field, be sure to append the '__c' after the custom field name. Please reference your "
        "WSDL or the describe call for the appropriate names."
    )


def no_relationship(name: str, where: str) -> str:
    """The text for a relationship that is not there; ``where`` is field path or FROM part."""
    return (
        f"Didn't understand relationship '{name}' in {where}. If you are attempting to use a "
        "custom relationship, be sure to append the '__r' after the custom relationship name. "
        "Please reference your WSDL or the describe call for the appropriate names."
    )


def closed_object(name: str) -> str:
    """The text for an object that is there, but not for this user (recorded in wire/errors)."""
    return f"sObject type '{name}' is not supported."


def no_object(name: str) -> str:
    """The text for an object that is not there."""
    return (
        f"{closed_object(name)} If you are attempting to use a custom object, "
        "be sure to append the '__c' after the entity name. Please reference your WSDL or the "
        "describe call for the appropriate names."
    )
