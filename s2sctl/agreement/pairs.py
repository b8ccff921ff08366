"""Both sides of a connection, where both manifests are at hand. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from s2sctl.agreement.flows import Agreement
from s2sctl.agreement.join import join
from s2sctl.manifest.manifest import Manifest
from s2sctl.manifest.parse import Parsed
from s2sctl.model.finding import Finding
from s2sctl.model.side import Pair, Side


def sound_pairs(parsed: Sequence[Parsed]) -> Iterator[Pair[Parsed]]:
    """Two manifests of one connection that name each other's org, both without errors."""
    for number, first in enumerate(parsed):
        for second in parsed[number + 1 :]:
            if first.manifest and second.manifest and belong(first.manifest, second.manifest):
                yield Pair(first, second)


def belong(one: Manifest, other: Manifest) -> bool:
    """Whether the two are the sides of one connection, each naming the other's org."""
    return (
        one.connection == other.connection
        and one.org == other.partner.org
        and other.org == one.partner.org
    )


def joined(pair: Pair[Parsed]) -> tuple[Agreement, tuple[Finding, ...]]:
    """The agreement of two sound manifests, and its findings, each at its place.

    Raises ``ValueError`` where one of them has errors.
    """
    if pair.a.manifest is None or pair.b.manifest is None:
        raise ValueError("both manifests of a pair must be sound")
    terms = Pair(pair.a.manifest.terms, pair.b.manifest.terms)
    agreement, findings = join(pair.a.manifest.connection, terms)
    return agreement, tuple(located(found, pair) for found in findings)


def located(found: Finding, pair: Pair[Parsed]) -> Finding:
    """A finding whose path starts with its side, at its place in that side's file."""
    for side in Side:
        prefix = f"{side.value}."
        if found.path.startswith(prefix):
            bare = replace(found, path=found.path.removeprefix(prefix))
            return pair.of(side).index.locate(bare)
    return found


def pair_findings(parsed: Sequence[Parsed]) -> tuple[Finding, ...]:
    """What the sides of each connection have wrong together."""
    return tuple(found for pair in sound_pairs(parsed) for found in joined(pair)[1])
