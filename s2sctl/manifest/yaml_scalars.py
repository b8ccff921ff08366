"""The types of unquoted YAML values, by the core schema of YAML 1.2. Pure.

Source: yaml.org/spec/1.2.2, chapter 10.3.
"""

import re

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL = {
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_INT = re.compile(r"[-+]?[0-9]+\Z")
_RADIX = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_MAX_DIGITS = 300


def core_value(text: str) -> bool | int | float | str | None:
    """What an unquoted scalar means in YAML 1.2: ``NO``, ``12:30`` and dates are text."""
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if len(text) > _MAX_DIGITS:
        return text
    if _INT.match(text):
        return int(text)
    if _RADIX.match(text):
        return int(text[2:], 8 if text[1] == "o" else 16)
    if _FLOAT.match(text):
        return float(text)
    return text


TAG = "tag:yaml.org,2002:"
SCALAR_TAGS = frozenset(TAG + name for name in ("str", "null", "bool", "int", "float"))


def tagged_value(tag: str, text: str) -> bool | int | float | str | None:
    """What a scalar means that carries a tag of the core schema."""
    return text if tag == TAG + "str" else core_value(text)
