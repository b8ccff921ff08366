"""What a field's mapping says that does not go together, told without any org. Pure."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from s2sctl.manifest.index import Index
from s2sctl.manifest.manifest import FieldMapping
from s2sctl.manifest.mapping_text import recast_parts
from s2sctl.manifest.recast import Recast
from s2sctl.model.finding import Edit, Finding, Fix, Place

NAMED = frozenset({"ownerid", "recordtypeid"})
"""Fields whose ids differ from org to org and are told by name."""


def mapping_findings(path: str, mapping: FieldMapping, index: Index) -> Iterator[Finding]:
    """S2S206, S2S210, S2S220, S2S222 of the mapping at ``path``."""
    target, recast = mapping.target.lower(), mapping.recast
    if mapping.default is not None and mapping.values is None:
        text = '"default" says what values outside "values" become; there is no "values"'
        help, fix = 'add "values", or remove "default"', _removing(f"{path}.default", index)
        yield Finding("S2S210", f"{path}.default", text, help, fix=fix)
    if target in NAMED:
        yield from _named(path, mapping)
    elif mapping.source.lower() in NAMED:
        text = f"{mapping.source} can only go into {mapping.source}: it is told by name"
        yield Finding("S2S220", f"{path}.to", text, f"map to {mapping.source}, with values:")
    yield from _recast(path, recast)
    if recast.zone is not None and not _is_zone(recast.zone):
        text = f'"{recast.zone}" is not a time zone known here'
        help = "use an IANA name: Europe/Berlin, America/New_York, UTC"
        yield Finding("S2S222", f"{path}.zone", text, help)


def _removing(path: str, index: Index) -> Fix | None:
    """The fix that takes a mapping's entry out; None where it spans lines."""
    key, value = index.keys.get(path), index.scalars.get(path)
    if key is None or value is None or value.block or value.place.line != key.line:
        return None
    width = value.place.column + value.place.width - key.column
    name = path.rpartition(".")[2]
    whole = Place(index.file, key.line, key.column, width)
    return Fix(f'remove "{name}"', (Edit(name, None, whole),))


def _named(path: str, mapping: FieldMapping) -> Iterator[Finding]:
    if mapping.source.lower() != mapping.target.lower():
        text = f"only the partner's {mapping.target} can go into {mapping.target}"
        yield Finding("S2S206", f"{path}.to", text, f"map {mapping.target}, or another field")
    elif mapping.values is None and mapping.target.lower() == "ownerid":
        text = f"{mapping.target} cannot be mapped as it is: its ids differ from org to org"
        help = "add values: {ann@acme.example: ann@globex.example}, or say owner: beside fields:"
        yield Finding("S2S206", f"{path}.to", text, help)
    others = [part for part in recast_parts(mapping.recast) if part != "null: keep"]
    if others or mapping.truncate is not None:
        text = f"{mapping.target} is told by name: values, default and null are all it takes"
        yield Finding("S2S220", path, text, "remove the other keys")


def _recast(path: str, one: Recast) -> Iterator[Finding]:
    text_ways = one.join or one.part is not None
    if one.separator and not text_ways:
        text = '"separator" stands between joined or split texts; there is no "join" or "split"'
        yield Finding("S2S220", f"{path}.separator", text, 'add "join" or "split", or remove it')
    elif text_ways and not one.separator:
        key = "join" if one.join else "split"
        text = f'"{key}" lacks "separator": what stands between the texts'
        yield Finding("S2S220", f"{path}.{key}", text, 'separator: " "')
    if one.join and one.part is not None:
        text = '"join" and "split" in one mapping'
        yield Finding("S2S220", f"{path}.join", text, "keep one of them")
    if one.scale is not None and one.rate is None:
        text = '"scale" says how many decimals "rate" leaves; there is no "rate"'
        yield Finding("S2S220", f"{path}.scale", text, 'add "rate", or remove "scale"')
    amounts = one.rate is not None or one.zone is not None
    texts = text_ways or one.prefix or one.suffix or one.strip_prefix or one.strip_suffix
    if amounts and (texts or (one.rate is not None and one.zone is not None)):
        key = "rate" if one.rate is not None else "zone"
        text = f'"{key}" is for {"amounts" if key == "rate" else "dates"}, the others are not'
        yield Finding("S2S220", f"{path}.{key}", text, "keep what the field's type needs")


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
