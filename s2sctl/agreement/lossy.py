"""Fields that flow both ways and would not come back as they went. Pure."""

from collections.abc import Iterator

from s2sctl.agreement.flows import Agreement, FieldLink, Pairing, Transform
from s2sctl.manifest.mapping_text import recast_parts
from s2sctl.manifest.recast import Recast
from s2sctl.model.finding import Finding, Severity
from s2sctl.model.side import Side


def lossy_findings(agreement: Agreement) -> Iterator[Finding]:
    """S2S322 for each field whose two mappings do not undo each other."""
    for pairing in agreement.pairings:
        for link in pairing.fields:
            for side in Side:
                path = _path(pairing, link, side)
                if link.two_way:
                    yield from _loss(path, link, side)
                yield from _fed_back(path, pairing, link, side)


def _path(pairing: Pairing, link: FieldLink, side: Side) -> str:
    source = pairing.objects.of(side.other)
    return f"{side.value}.subscribe.{source}.fields.{link.fields.of(side.other)}"


def _loss(path: str, link: FieldLink, side: Side) -> Iterator[Finding]:
    inward, outward = link.into.of(side), link.into.of(side.other)
    if inward is None or outward is None:
        return
    name = link.fields.of(side.other)
    if inward.truncate is not None:
        text = f"{name} is cut to {inward.truncate} characters and flows back: the rest is lost"
        yield Finding("S2S322", path, text, "let it flow one way, or into a field as long")
    for key in _one_way(inward.recast):
        text = f'{name} flows both ways, and "{key}" cannot be undone without loss'
        yield Finding("S2S322", path, text, "let it flow one way: one side takes it out")
    # Both sides are at fault; told once, where a takes the field in.
    if side is Side.A and not _maps_undo(inward, outward):
        text = f"{name} flows both ways, but the two value maps are not each other's inverse"
        help = "map each value to one value, and back to the same one, on both sides"
        yield Finding("S2S322", path, text, help)
    elif inward.default is not None and _maps_undo(inward, outward):
        text = (
            f'every {name} outside the map becomes "{inward.default}", and an edit brings it back'
        )
        help = "map every value, or let the field flow one way"
        yield Finding("S2S322", path, text, help, Severity.WARNING)
    if side is Side.A and not _recasts_undo(inward.recast, outward.recast):
        yield _not_undone(path, link, inward.recast, outward.recast)


def _one_way(one: Recast) -> Iterator[str]:
    """Keys that lose something by what they are."""
    said = {
        "join": one.join,
        "split": one.part is not None,
        "zone": one.zone is not None,
        "scale": one.scale is not None,
    }
    return (key for key, value in said.items() if value)


def _not_undone(path: str, link: FieldLink, inward: Recast, outward: Recast) -> Finding:
    here, there = (", ".join(recast_parts(one)) or "nothing" for one in (inward, outward))
    text = (
        f"{link.fields.b} flows both ways, but what {link.fields.a} takes in ({here}) and what "
        f"{link.fields.b} takes in ({there}) do not undo each other"
    )
    help = "mirror each other: prefix and strip_prefix, suffix and strip_suffix, rate and 1/rate"
    return Finding("S2S322", path, text, help)


def _maps_undo(one: Transform, other: Transform) -> bool:
    """Whether the maps undo each other; what no map names stays as it is."""
    there, back = dict(one.values or ()), dict(other.values or ())
    return _undone(there, back) and _undone(back, there)


def _undone(first: dict[str, str], second: dict[str, str]) -> bool:
    return all(second.get(went, went) == value for value, went in first.items())


def _recasts_undo(one: Recast, other: Recast) -> bool:
    """Whether a value comes back as it went, once along each way."""
    return (
        (one.prefix, one.suffix) == (other.strip_prefix, other.strip_suffix)
        and (one.strip_prefix, one.strip_suffix) == (other.prefix, other.suffix)
        and (one.rate or 1) * (other.rate or 1) == 1
    )


def _fed_back(path: str, pairing: Pairing, link: FieldLink, side: Side) -> Iterator[Finding]:
    """A joined text that flows back into one of the fields it is made of, by another mapping."""
    made_of = link.sources(side.other)[1:]
    for other in pairing.fields:
        name, ours = other.fields.of(side.other), link.fields.of(side)
        back = other.into.of(side.other) is not None and other.fields.of(side) == ours
        if back and other is not link and name in made_of:
            text = f"{name} goes into {ours}, which flows back into {name}"
            yield Finding("S2S322", path, text, "let one of the two ways go")
