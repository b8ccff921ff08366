"""A proposal as a plan that can be kept, and a kept plan done: exactly it, or not at all."""

import hashlib
from collections.abc import Iterable

from s2sctl.app.book import OVER
from s2sctl.app.far_side import Elsewhere
from s2sctl.app.in_force import ACCOUNT, Half, Proposal, propose
from s2sctl.connection.record import ConnectionRecord
from s2sctl.errors import UsageError, WrongOrg
from s2sctl.manifest.manifest import Manifest, Partner
from s2sctl.manifest.terms_json import digest_of, terms_to_json
from s2sctl.metadata.drift import fingerprint
from s2sctl.metadata.sides import used_fields
from s2sctl.metadata.terms_plan import TermsPlan, changes
from s2sctl.model.names import ConnectionName, OrgAlias
from s2sctl.ports.org import Org
from s2sctl.ports.store import StateStore


def plan_of(proposal: Proposal, manifest: Manifest) -> TermsPlan:
    """The proposal with everything it was computed from, as a value that a file can hold."""
    org = proposal.book.org
    return TermsPlan(
        section=proposal.half.value,
        connection=str(proposal.record.name),
        org=str(org.alias),
        org_id=org.identity().org_id,
        partner=manifest.partner.org,
        account=manifest.partner.account or "",
        wanted=manifest.terms,
        basis=_basis(proposal),
        seen=_seen(proposal),
    )


def manifest_of(plan: TermsPlan) -> Manifest:
    """The side that the plan was made of."""
    return Manifest(
        ConnectionName(plan.connection),
        OrgAlias(plan.org),
        Partner(plan.partner, plan.account or None),
        plan.wanted,
    )


def replan(org: Org, store: StateStore, plan: TermsPlan, elsewhere: Elsewhere) -> Proposal:
    """The same proposal once more, from the orgs as they are now; changes nothing.

    Raises WrongOrg S2S449 where the login is another org than the plan's, UsageError S2S446
    naming what the plan was computed from and is not so any more, S2S450 where the partner ended
    the connection meanwhile; and as ``propose``.
    """
    found = org.identity().org_id
    if found != plan.org_id:
        raise WrongOrg(
            f"The plan was made for org {plan.org_id}, but {org.alias} answers as {found}.",
            code="S2S449",
            help="check the login in configs/orgs.yaml; nothing was changed",
        )
    manifest = manifest_of(plan)
    proposal = propose(
        org, store, manifest, Half(plan.section), None, elsewhere, plan.seen.get("reason", "")
    )
    theirs = proposal.far.record
    if theirs is not None and theirs.status in OVER:
        reason = f": {theirs.reason}" if theirs.reason else ""
        raise UsageError(
            f"{plan.partner} says that {plan.connection} is {theirs.status.value}{reason}.",
            code="S2S450",
            help=f"see where it stands:  s2sctl connections; end it here too:  "
            f"s2sctl deactivate {plan.connection} --org {plan.org} --reason TEXT",
        )
    stale = changes(plan, plan_of(proposal, manifest))
    if stale:
        raise UsageError(
            f"The plan for {plan.connection} in {plan.org} does not hold any more. "
            f"Changed since: {', '.join(stale)}.",
            code="S2S446",
            help="nothing was changed; plan again:  "
            f"s2sctl {plan.section} MANIFEST --plan-out FILE",
        )
    return proposal


def check_checksum(plan: TermsPlan, wanted: str) -> None:
    """Raise UsageError S2S448 unless the plan is the one that was looked at."""
    if plan.checksum != wanted.strip().lower():
        raise UsageError(
            f"The plan for {plan.connection} in {plan.org} has the checksum {plan.checksum}, "
            "not the one you gave.",
            code="S2S448",
            help=f"look at it again:  s2sctl {plan.section} MANIFEST --dry-run",
        )


def _basis(proposal: Proposal) -> dict[str, str]:
    """What the proposal was computed from, each under the words a refusal says."""
    record, alias = proposal.record, proposal.book.org.alias
    published, subscribed = terms_to_json(record.terms)
    account = proposal.values[ACCOUNT]
    facts = {
        f"what {alias} publishes": digest_of(published),
        f"what {alias} subscribes to": digest_of(subscribed),
        "the connection's state": _state(record),
        "the partner's org": record.partner_org or "",
        "the partner's Account": f"{record.partner_account or ''} to {account or ''}",
        "what is to be deployed": _listed(one.name for one in proposal.plan.missing),
        "what is to be granted": _listed(one.path for one in proposal.granted),
        "what is to be removed": _listed(
            one.object for one in proposal.effects.unused if one.removable
        ),
    }
    for name, fields in used_fields(proposal.terms).items():
        schema = proposal.schemas.get(name)
        facts[f"{name} in {alias}"] = fingerprint(schema, fields) if schema else "not seen"
    return facts


def _seen(proposal: Proposal) -> dict[str, str]:
    facts = {
        f"count of {one.object}": f"{one.before} to {one.after}"
        for one in proposal.effects.matching
    }
    facts |= {f"keys of {one.object}": str(one.keys) for one in proposal.effects.unused}
    if proposal.reason:
        facts["reason"] = proposal.reason
    if proposal.far.in_force is not None:
        published, subscribed = terms_to_json(proposal.far.in_force)
        facts["partner publishes"] = digest_of(published)
        facts["partner subscribes"] = digest_of(subscribed)
    return facts


def _state(record: ConnectionRecord) -> str:
    # A new invitation has a new nonce: an ended and renewed connection is another one.
    round = hashlib.sha256(record.nonce.encode()).hexdigest()[:16]
    return f"{record.status.value} {record.role.value} {round}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
