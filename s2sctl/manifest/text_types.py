"""The kinds of text a manifest holds, each checked where it is read. Pure."""

from functools import partial
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from s2sctl.model.names import API_NAME, LABEL

MOST_DAYS = 3650
"""Ten years."""

_LONGEST = 8
"""Characters of a number of days."""


def fault(code: str, message: str, help: str = "") -> PydanticCustomError:
    """An error of a value, to be told under ``code``."""
    # Braces in the text would be taken for a template; the text therefore travels as context.
    return PydanticCustomError(code, "{text}", {"text": message, "help": help})


def _label(text: str) -> str:
    if LABEL.match(text):
        return text
    raise fault(
        "S2S106",
        f'"{text}" is not a name',
        'use lower-case letters, digits, ".", "_" and "-"; start and end with a letter or digit',
    )


def _api_name(text: str) -> str:
    if API_NAME.match(text):
        return text
    help = "use the API name, as in Setup > Object Manager"
    if "." in text:
        help = "fields of another object cannot be used; map a field of the object itself"
    raise fault("S2S106", f'"{text}" is not an API name', help)


def _percent_to(most: int, raw: object) -> object:
    number = raw
    if isinstance(raw, str) and raw.endswith("%"):
        try:
            number = float(raw[:-1])
        except ValueError:
            number = None
    if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number <= most:
        help = f"write it as 5%, 0% to {most}%"
        raise fault("S2S107", f"{_shown(raw)} is not a percentage", help)
    return float(number)


def _percents_to(most: int) -> tuple[BeforeValidator, WithJsonSchema]:
    """A percentage, as it is checked here and as an editor checks it."""
    text = {"type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?%$"}
    number = {"type": "number", "minimum": 0, "maximum": most}
    return (
        BeforeValidator(partial(_percent_to, most)),
        WithJsonSchema({"anyOf": [text, number]}),
    )


def _days(raw: object) -> object:
    number = raw
    if isinstance(raw, str) and raw[:-1].isascii() and raw[:-1].isdigit() and raw.endswith("d"):
        number = int(raw[:-1]) if len(raw) <= _LONGEST else None
    said = isinstance(raw, str) or raw == 0
    if isinstance(number, bool) or not isinstance(number, int) or not said:
        raise fault("S2S580", f"{_shown(raw)} is no number of days", "write it as 30d; 0 for none")
    if not 0 <= number <= MOST_DAYS:
        raise fault(
            "S2S580", f"{_shown(raw)} is too long", f"write it as 30d, {MOST_DAYS}d at most"
        )
    return number


def _shown(raw: object) -> str:
    return f'"{raw}"' if isinstance(raw, str) else str(raw)


Label = Annotated[
    str,
    AfterValidator(_label),
    WithJsonSchema({"type": "string", "pattern": "^[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?$"}),
]
ApiName = Annotated[
    str,
    AfterValidator(_api_name),
    WithJsonSchema({"type": "string", "pattern": "^[A-Za-z](_?[A-Za-z0-9])*(__(c|s|pc))?$"}),
]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Percent = Annotated[float, *_percents_to(100)]
Growth = Annotated[float, *_percents_to(1000)]
Days = Annotated[
    int,
    BeforeValidator(_days),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": "^[0-9]{1,4}d$"}, {"const": 0}]}),
]
