"""What a recorded answer and ours must share: status, keys, shapes, codes; not values."""

from typing import Any

_CODES = ("errorCode", "statusCode", "error", "httpStatusCode", "success", "created", "done")
_OPEN = ("httpHeaders", "urls", "photos")
"""Objects whose keys are the org's own business."""


def differences(expected: Any, actual: Any, at: str = "$") -> list[str]:
    """Where they differ, one line each; nothing where they agree."""
    if expected is None or actual is None:
        # A field without a value says nothing about its shape.
        return []
    if isinstance(expected, dict):
        if not isinstance(actual, dict):
            return [f"{at}: an object is {type(actual).__name__}"]
        return _objects(expected, actual, at)
    if isinstance(expected, list):
        if not isinstance(actual, list):
            return [f"{at}: a list is {type(actual).__name__}"]
        if bool(expected) != bool(actual):
            return [f"{at}: {len(expected)} entries are {len(actual)}"]
        pairs = zip(expected, actual, strict=False)
        return [one for n, (e, a) in enumerate(pairs) for one in differences(e, a, f"{at}[{n}]")]
    if _kind(expected) != _kind(actual):
        return [f"{at}: {_kind(expected)} is {_kind(actual)}"]
    return []


def _objects(expected: dict[str, Any], actual: dict[str, Any], at: str) -> list[str]:
    expected = {name: value for name, value in expected.items() if not name.startswith("_")}
    found = []
    if set(expected) != set(actual):
        missing, more = set(expected) - set(actual), set(actual) - set(expected)
        found.append(f"{at}: missing {sorted(missing)}, more {sorted(more)}")
    for name in expected.keys() & actual.keys():
        if name in _OPEN:
            continue
        if name in _CODES and expected[name] != actual[name]:
            found.append(f"{at}.{name}: {expected[name]} is {actual[name]}")
        found += differences(expected[name], actual[name], f"{at}.{name}")
    return found


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else type(value).__name__
