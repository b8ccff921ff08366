"""JSON text for the wire, in which a Decimal keeps every digit."""

import json
from collections.abc import Mapping
from decimal import Decimal


def encode(value: object) -> bytes:
    """``value`` as UTF-8 JSON. Takes mappings, lists, tuples, str, int, bool, None and Decimal.

    The standard encoder would turn a Decimal into a float, and 0.1 + 0.2 into a new amount.
    """
    return _text(value).encode("utf-8")


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        pairs = (f"{json.dumps(str(name))}:{_text(part)}" for name, part in value.items())
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(_text(part) for part in value) + "]"
    return json.dumps(value)
