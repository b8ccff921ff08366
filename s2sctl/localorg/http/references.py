"""``@{reference.path}``: values of earlier answers in later subrequests (REST guide: Composite)."""

import re
from collections.abc import Sequence

from s2sctl.localorg.faults import RequestError

_REFERENCE = re.compile(r"@\{([A-Za-z0-9_]+)((?:\.[A-Za-z0-9_]+|\[\d+\])*)\}")
_STEP = re.compile(r"\.([A-Za-z0-9_]+)|\[(\d+)\]")

Bodies = Sequence[tuple[str | None, object]]
"""The answers so far: reference id and body."""


def resolved(value: object, bodies: Bodies) -> object:
    """A body with every reference in it replaced. Raises ``RequestError`` for one of no value."""
    if isinstance(value, str):
        return resolved_text(value, bodies)
    if isinstance(value, list):
        return [resolved(one, bodies) for one in value]
    if isinstance(value, dict):
        return {key: resolved(one, bodies) for key, one in value.items()}
    return value


def resolved_text(text: str, bodies: Bodies) -> str:
    """A text with every reference in it replaced. Raises ``RequestError`` for one of no value."""
    return _REFERENCE.sub(lambda match: _referred(match.group(1), match.group(2), bodies), text)


def named_in(text: str) -> set[str]:
    """The reference ids that a text names."""
    return {match.group(1) for match in _REFERENCE.finditer(text)}


def _referred(reference: str, path: str, bodies: Bodies) -> str:
    found = next((body for name, body in bodies if name == reference), None)
    for name, index in _STEP.findall(path):
        if name and isinstance(found, dict):
            found = found.get(name)
        elif index and isinstance(found, list) and int(index) < len(found):
            found = found[int(index)]
        else:
            found = None
    if found is None or isinstance(found, dict | list):
        text = f"Invalid reference specified. No value for {reference}{path} found in {reference}"
        raise RequestError(400, "PROCESSING_HALTED", text)
    return str(found).lower() if isinstance(found, bool) else str(found)
