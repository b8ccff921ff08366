"""One field's mapping as a manifest would write it, in one line. Pure."""

from collections.abc import Iterator

from s2sctl.manifest.manifest import FieldMapping
from s2sctl.manifest.recast import Recast


def mapping_text(one: FieldMapping) -> str:
    """``Email``, or ``{to: Site, truncate: 80}`` where more is said than our field."""
    parts = list(_parts(one))
    return f"{{to: {one.target}, {', '.join(parts)}}}" if parts else one.target


def _parts(one: FieldMapping) -> Iterator[str]:
    if one.values is not None:
        pairs = ", ".join(f"{theirs}: {ours}" for theirs, ours in one.values)
        yield f"values: {{{pairs}}}"
    if one.default is not None:
        yield f"default: {one.default}"
    if one.truncate is not None:
        yield f"truncate: {one.truncate}"
    yield from recast_parts(one.recast)
    if one.on_conflict is not None:
        yield f"on_conflict: {one.on_conflict.value}"


def recast_parts(one: Recast) -> Iterator[str]:
    """Each key that is said, with its value."""
    for name in ("strip_prefix", "strip_suffix"):
        if getattr(one, name):
            yield f'{name}: "{getattr(one, name)}"'
    if one.part is not None:
        yield f'part {one.part[0] + 1} of {one.part[1]} split by "{one.separator}"'
    if one.join:
        yield f'join: [{", ".join(one.join)}], separator: "{one.separator}"'
    for name in ("prefix", "suffix"):
        if getattr(one, name):
            yield f'{name}: "{getattr(one, name)}"'
    for name in ("zone", "rate", "scale"):
        if getattr(one, name) is not None:
            yield f"{name}: {getattr(one, name)}"
    if one.keep_blank:
        yield "null: keep"
