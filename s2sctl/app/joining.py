"""Would what one side is about to subscribe to join with the partner's side?

Asked before it is put in force, as far as the partner's side can be seen from here: by its login,
by its manifest in the same project, or not at all. ``sync`` asks again with both logins.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from s2sctl.agreement.join import join
from s2sctl.app.far_side import Elsewhere, FarSide
from s2sctl.connection.record import ConnectionRecord
from s2sctl.manifest.manifest import Manifest, Terms
from s2sctl.metadata.check import check_fields
from s2sctl.model.finding import Finding, Severity
from s2sctl.model.names import ObjectName
from s2sctl.model.schema import ObjectSchema
from s2sctl.model.side import Pair, Side

_NOT_PUBLISHED = frozenset({"S2S320", "S2S321"})
_NOT_INVERSE = "S2S322"


@dataclass(frozen=True, slots=True)
class Joining:
    """What is wrong between the sides; ``unchecked`` says why nobody could look, else empty."""

    findings: tuple[Finding, ...] = ()
    unchecked: str = ""


def check_join(
    manifest: Manifest,
    record: ConnectionRecord,
    schemas: Mapping[ObjectName, ObjectSchema],
    elsewhere: Elsewhere,
    far: FarSide,
) -> Joining:
    """What keeps this side's subscriptions from joining with the partner's side.

    ``schemas`` are this org's describes, ``far`` what was seen of the partner's side. Paths are
    those of ``manifest``. A partner whose manifest is here is judged by it, and what is not in
    force yet is a warning; else by what is in force.
    Never raises for a partner that cannot be reached: that is said in ``unchecked``.
    """
    side = record.role.side
    wanted = elsewhere.manifest.terms if elsewhere.manifest is not None else None
    judged = wanted or (far.in_force if far.in_force and far.in_force.publish else None)
    if judged is None:
        return Joining(unchecked=_why(manifest, far))
    agreement, found = join(manifest.connection, Pair.seen_from(side, manifest.terms, judged))
    if far.org is not None and far.schemas is not None:
        both = Pair.seen_from(side, schemas, far.schemas)
        names = Pair.seen_from(side, str(manifest.org), str(far.org.alias))
        found += check_fields(agreement, both, names)
    findings = _ours(found, side, manifest.terms)
    if wanted is None:
        # The partner's map may be about to follow ours: somebody has to be first.
        findings = tuple(_softer(one) if one.code == _NOT_INVERSE else one for one in findings)
    elif far.in_force is not None:
        findings += _not_yet(far.in_force, side, manifest, findings, elsewhere.file)
    return Joining(findings)


def _why(manifest: Manifest, far: FarSide) -> str:
    partner = manifest.partner.org
    if far.fault:
        told = f"{partner} could not be asked: {far.fault}"
    elif far.org is not None:
        told = f"{partner} publishes nothing yet"
    else:
        told = f"neither {partner}'s login nor its manifest is here"
    return f"{told}. Whether both sides join is checked by the next sync."


def _ours(found: tuple[Finding, ...], side: Side, terms: Terms) -> tuple[Finding, ...]:
    """What is about our own subscriptions, with our manifest's paths."""
    prefix = f"{side.value}.subscribe."
    mine = [
        replace(one, path=one.path.removeprefix(f"{side.value}."))
        for one in found
        if one.path.startswith(prefix)
    ]
    # Two maps that are not inverse are told once, on either side; both are at fault.
    crossed = [
        replace(one, path=path)
        for one in found
        if one.code == _NOT_INVERSE and not one.path.startswith(prefix)
        for path in _mirrored(one.path, terms)
    ]
    return tuple(dict.fromkeys((*mine, *crossed)))


def _mirrored(path: str, terms: Terms) -> tuple[str, ...]:
    """Our own mapping of a field that the partner's side maps at ``path``."""
    steps = path.split(".")
    return tuple(
        f"subscribe.{one.source}.fields.{mapping.source}"
        for one in terms.subscribe
        for mapping in one.fields
        if (one.target, mapping.target) == (steps[2], steps[4])
    )


def _not_yet(
    in_force: Terms, side: Side, manifest: Manifest, told: tuple[Finding, ...], file: str
) -> tuple[Finding, ...]:
    """What the partner's manifest publishes and its org does not: a warning."""
    both = Pair.seen_from(side, manifest.terms, in_force)
    _, found = join(manifest.connection, both)
    said = {one.path for one in told}
    return tuple(
        replace(
            _softer(one),
            message=f"{one.message} yet: its manifest does, and is not in force",
            help=f"s2sctl publish {file}",
        )
        for one in _ours(found, side, manifest.terms)
        if one.code in _NOT_PUBLISHED and one.path not in said
    )


def _softer(one: Finding) -> Finding:
    return replace(one, severity=Severity.WARNING)
