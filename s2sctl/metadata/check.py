"""A side, or an agreement, against what the orgs' describes say. Pure."""

from collections.abc import Iterator, Mapping

from s2sctl.agreement.flows import Agreement
from s2sctl.manifest.manifest import Manifest, Terms
from s2sctl.metadata.fields import link_findings
from s2sctl.metadata.offers import offer_findings
from s2sctl.metadata.sides import of_agreement, of_terms
from s2sctl.metadata.takings import taking_findings
from s2sctl.model.finding import Finding
from s2sctl.model.names import ObjectName
from s2sctl.model.schema import ObjectSchema
from s2sctl.model.side import Pair, Side

ORGS = Pair("side a", "side b")
"""What messages call the orgs where no aliases are given."""


def check_side(
    side: Manifest | Terms, schemas: Mapping[ObjectName, ObjectSchema], org: str = "this org"
) -> tuple[Finding, ...]:
    """What one side asks of its own org and does not find there, as its running user sees it.

    ``schemas`` lacks what does not exist or may not be seen; ``org`` is how messages name the
    org. Paths are the manifest's own (``publish.Lead.fields.Email``).
    """
    terms = side.terms if isinstance(side, Manifest) else side
    offers, takings = of_terms(terms)
    return (
        *(found for one in offers for found in offer_findings(one, schemas, org)),
        *(found for one in takings for found in taking_findings(one, schemas, org)),
    )


def check(
    agreement: Agreement,
    schemas: Pair[Mapping[ObjectName, ObjectSchema]],
    orgs: Pair[str] = ORGS,
) -> tuple[Finding, ...]:
    """Everything that keeps an agreement from working in these two orgs.

    Both sides as :func:`check_side` does, and each mapped field's type, length, precision and
    values against the other's. Paths start with the side (``b.subscribe.Lead.fields.Email``).
    A field that is missing or closed is told once, not again by its type.
    """
    return tuple(_all(agreement, schemas, orgs))


def _all(
    agreement: Agreement, schemas: Pair[Mapping[ObjectName, ObjectSchema]], orgs: Pair[str]
) -> Iterator[Finding]:
    for side in Side:
        offers, takings = of_agreement(agreement, side)
        for offer in offers:
            yield from offer_findings(offer, schemas.of(side), orgs.of(side))
        for taking in takings:
            yield from taking_findings(taking, schemas.of(side), orgs.of(side))
    for pairing in agreement.pairings:
        for target in Side:
            yield from link_findings(agreement, pairing, target, schemas, orgs)
