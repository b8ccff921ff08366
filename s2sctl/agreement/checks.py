"""What two sides' terms, each sound alone, have wrong together. Pure."""

from collections.abc import Iterator

from s2sctl.agreement.flows import Agreement
from s2sctl.agreement.lossy import lossy_findings
from s2sctl.manifest.manifest import FieldMapping, Publication, Subscription, Terms
from s2sctl.model.finding import Finding, Severity, renaming
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.nearest import did_you_mean, nearest
from s2sctl.model.side import Pair, Side


def join_findings(agreement: Agreement, terms: Pair[Terms]) -> tuple[Finding, ...]:
    """Every finding of a join, side a's subscriptions first; paths start with the side."""
    return (
        *(found for side in Side for found in _not_published(side, terms)),
        *(found for side in Side for found in _not_taken(side, terms)),
        *_object_twice(agreement),
        *lossy_findings(agreement),
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
            for name in mapping.sources:
                if name not in published.fields:
                    yield _unpublished(side, one, mapping, name, published)


def _unpublished(
    side: Side, one: Subscription, mapping: FieldMapping, name: FieldName, published: Publication
) -> Finding:
    near = nearest(name, published.fields)
    taken = near in {source for other in one.fields for source in other.sources}
    return Finding(
        "S2S321",
        f"{side.value}.subscribe.{one.source}.fields.{mapping.source}",
        f"the partner does not publish {one.source}.{name}",
        did_you_mean(name, published.fields),
        # A part of a joined text is no key of the mapping, and is a person's to change.
        fix=renaming(name, near) if near and not taken and name == mapping.source else None,
    )


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
