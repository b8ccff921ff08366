"""A side, or an agreement, against what the orgs' describes say. Pure."""

from collections.abc import Collection, Mapping

from s2sctl.agreement.flows import Agreement
from s2sctl.manifest.manifest import Manifest, Terms
from s2sctl.metadata.companions import pairing_findings
from s2sctl.metadata.fields import follow_findings, link_findings
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
    side: Manifest | Terms,
    schemas: Mapping[ObjectName, ObjectSchema],
    org: str = "this org",
    *,
    fresh: Collection[ObjectName] = (),
) -> tuple[Finding, ...]:
    """What one side asks of its own org and does not find there, as its running user sees it.

    ``schemas`` lacks what does not exist or may not be seen; ``org`` is how messages name the
    org. Paths are the manifest's own (``publish.Lead.fields.Email``). ``fresh`` are objects that
    nothing in force subscribes to yet: ``s2sctl subscribe`` deploys what marks their copies, so
    its absence is no finding.
    """
    terms = side.terms if isinstance(side, Manifest) else side
    return (
        *check_publish(terms, schemas, org),
        *check_subscribe(terms, schemas, org, fresh=fresh),
    )


def check_publish(
    terms: Terms, schemas: Mapping[ObjectName, ObjectSchema], org: str = "this org"
) -> tuple[Finding, ...]:
    """The part of :func:`check_side` about what is published."""
    return tuple(found for one in of_terms(terms)[0] for found in offer_findings(one, schemas, org))


def check_subscribe(
    terms: Terms,
    schemas: Mapping[ObjectName, ObjectSchema],
    org: str = "this org",
    *,
    fresh: Collection[ObjectName] = (),
) -> tuple[Finding, ...]:
    """The part of :func:`check_side` about what is subscribed to.

    Give it the whole side: where it publishes the object too, it may only get its own records'
    changes back, and an uncovered required field is a warning or nothing.
    """
    takings = of_terms(terms)[1]
    return tuple(
        found
        for one in takings
        for found in taking_findings(one, schemas, org, fresh=one.object in fresh)
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
    found: list[Finding] = []
    for side in Side:
        offers, takings = of_agreement(agreement, side)
        known, org = schemas.of(side), orgs.of(side)
        found += (one for offer in offers for one in offer_findings(offer, known, org))
        found += (one for taking in takings for one in taking_findings(taking, known, org))
    return (*found, *check_fields(agreement, schemas, orgs))


def check_fields(
    agreement: Agreement,
    schemas: Pair[Mapping[ObjectName, ObjectSchema]],
    orgs: Pair[str] = ORGS,
) -> tuple[Finding, ...]:
    """The part of :func:`check` that needs both orgs: each mapped field against the other's."""
    links = (
        found
        for pairing in agreement.pairings
        for target in Side
        for found in (
            *link_findings(agreement, pairing, target, schemas, orgs),
            *follow_findings(agreement, pairing, target, schemas, orgs),
        )
    )
    together = (found for side in Side for found in pairing_findings(agreement, side, schemas))
    return (*links, *together)
