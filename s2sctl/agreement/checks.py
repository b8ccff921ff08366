"""What two sides' terms, each sound alone, have wrong together. Pure."""

from collections.abc import Iterator

from s2sctl.agreement.flows import Agreement, FieldLink, Transform
from s2sctl.manifest.manifest import Terms
from s2sctl.model.finding import Finding, Severity, renaming
from s2sctl.model.names import ObjectName
from s2sctl.model.nearest import did_you_mean, nearest
from s2sctl.model.side import Pair, Side


def join_findings(agreement: Agreement, terms: Pair[Terms]) -> tuple[Finding, ...]:
    """Every finding of a join, side a's subscriptions first; paths start with the side."""
    return (
        *(found for side in Side for found in _not_published(side, terms)),
        *(found for side in Side for found in _not_taken(side, terms)),
        *_object_twice(agreement),
        *_lossy(agreement),
    )


def _not_published(side: Side, terms: Pair[Terms]) -> Iterator[Finding]:
    """S2S320, S2S321: what ``side`` subscribes to and the other side does not publish."""
    offered = terms.of(side.other)
    for one in terms.of(side).subscribe:
        path = f"{side.value}.subscribe.{one.source}"
        published = offered.publication(one.source)
        if published is None:
            text = f"the partner does not publish {one.source}"
            help = did_you_mean(one.source, (known.object for known in offered.publish))
            help = help or "nothing is published yet: the partner runs s2sctl publish"
            yield Finding("S2S320", path, text, help)
            continue
        for mapping in one.fields:
            if mapping.source not in published.fields:
                text = f"the partner does not publish {one.source}.{mapping.source}"
                help = did_you_mean(mapping.source, published.fields)
                near = nearest(mapping.source, published.fields)
                taken = near in {other.source for other in one.fields}
                fix = renaming(mapping.source, near) if near and not taken else None
                here = f"{path}.fields.{mapping.source}"
                yield Finding("S2S321", here, text, help, fix=fix)


def _not_taken(side: Side, terms: Pair[Terms]) -> Iterator[Finding]:
    """S2S323, a warning: what ``side`` publishes and nobody takes."""
    for one in terms.of(side).publish:
        if terms.of(side.other).subscription(one.object) is None:
            path = f"{side.value}.publish.{one.object}"
            text = f"the partner does not subscribe to {one.object}: nothing of it travels"
            help = "the partner adds it under subscribe:, or you remove it here"
            yield Finding("S2S323", path, text, help, Severity.WARNING)


def _object_twice(agreement: Agreement) -> Iterator[Finding]:
    """S2S324: an object with two counterparts; which one is a record's copy?"""
    for side in Side:
        partners: dict[ObjectName, ObjectName] = {}
        for pairing in agreement.pairings:
            here, there = pairing.objects.of(side), pairing.objects.of(side.other)
            first = partners.setdefault(here, there)
            if first != there:
                taken = pairing.intake.of(side) is not None
                part = f"subscribe.{there}" if taken else f"publish.{here}"
                text = f"{here} has two counterparts, {first} and {there}"
                help = "let each object have one counterpart, the same both ways"
                yield Finding("S2S324", f"{side.value}.{part}", text, help)


def _lossy(agreement: Agreement) -> Iterator[Finding]:
    """S2S322: a field that flows both ways and would not come back as it went."""
    for pairing in agreement.pairings:
        for link in pairing.fields:
            if not link.two_way:
                continue
            for side in Side:
                source = pairing.objects.of(side.other)
                path = f"{side.value}.subscribe.{source}.fields.{link.fields.of(side.other)}"
                yield from _loss(path, link, side)


def _loss(path: str, link: FieldLink, side: Side) -> Iterator[Finding]:
    inward, outward = link.into.of(side), link.into.of(side.other)
    if inward is None or outward is None:
        return
    name = link.fields.of(side.other)
    if inward.truncate is not None:
        text = f"{name} is cut to {inward.truncate} characters and flows back: the rest is lost"
        yield Finding("S2S322", path, text, "let it flow one way, or into a field as long")
    if not _inverse(inward, outward):
        text = f"{name} flows both ways, but the two value maps are not each other's inverse"
        help = "map each value to one value, and back to the same one, on both sides"
        # Both sides are at fault; told once, where a takes the field in.
        if side is Side.A:
            yield Finding("S2S322", path, text, help)
    elif inward.default is not None:
        text = (
            f'every {name} outside the map becomes "{inward.default}", and an edit brings it back'
        )
        help = "map every value, or let the field flow one way"
        yield Finding("S2S322", path, text, help, Severity.WARNING)


def _inverse(one: Transform, other: Transform) -> bool:
    """Whether the maps undo each other; what no map names stays as it is."""
    there, back = dict(one.values or ()), dict(other.values or ())
    return _undone(there, back) and _undone(back, there)


def _undone(first: dict[str, str], second: dict[str, str]) -> bool:
    return all(second.get(went, went) == value for value, went in first.items())
