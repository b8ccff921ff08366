"""Put one half of a manifest in force in its org: ``publish`` or ``subscribe``.

Only this org's own login is needed. The org holds what is in force; nothing of it is changed
before its fields are checked as the login's user sees them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from s2sctl.app.book import OVER, Book, describe, open_book, write_part
from s2sctl.app.catalogue import published_text, show_catalogues
from s2sctl.app.chronicle import check_known, remember
from s2sctl.app.drifting import Drifted, drifted, stale_print, standing_terms, taken_print
from s2sctl.app.effects import Effects, effects
from s2sctl.app.enable import Deployed, FootprintPlan, plan_footprint, put_footprint
from s2sctl.app.far_side import Elsewhere, FarSide, look_across
from s2sctl.app.joining import Joining, check_join
from s2sctl.app.owner_check import owner_findings
from s2sctl.app.partner import find_partner
from s2sctl.app.rings import ring_findings
from s2sctl.connection.footprint import published, subscribed
from s2sctl.connection.objects import KEY_FIELDS
from s2sctl.connection.package import removal_files
from s2sctl.connection.record import ConnectionRecord
from s2sctl.connection.rows import terms_values
from s2sctl.errors import FindingsPresent, UsageError
from s2sctl.manifest.index import Index
from s2sctl.manifest.manifest import Manifest, Terms
from s2sctl.manifest.terms_json import size_findings
from s2sctl.metadata.check import check_publish, check_subscribe
from s2sctl.metadata.difference import Difference, Kind, differences
from s2sctl.metadata.drift import Drift
from s2sctl.metadata.drifted import without_lost
from s2sctl.model.finding import Finding, Severity, errors_in
from s2sctl.model.names import ConnectionName, FieldName, ObjectName
from s2sctl.model.schema import ObjectSchema
from s2sctl.model.values import Value
from s2sctl.ports.org import Org
from s2sctl.ports.store import StateStore


class Half(Enum):
    """Which half of a manifest; the value is the command's name and the key in the file."""

    PUBLISH = "publish"
    SUBSCRIBE = "subscribe"

    @property
    def field(self) -> FieldName:
        """Where the org keeps it."""
        return FieldName("Published__c" if self is Half.PUBLISH else "Subscribed__c")


_GRANTABLE = frozenset({"S2S300", "S2S301", "S2S302", "S2S303", "S2S306", "S2S307"})
"""Findings that say the user may not see or write something, or that a key field is missing:
what the deploy brings, if the org has it at all."""
ACCOUNT = FieldName("Partner_Account__c")
"""Where the org keeps which Account stands for the partner."""
FINGERPRINT = FieldName("Fingerprint__c")
"""Where the org keeps what the fields were when they were put in force."""
_KEYS = frozenset({"S2S306", "S2S307"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a half would change. ``differences`` is empty where it is in force already."""

    book: Book
    record: ConnectionRecord
    half: Half
    partner: str
    """What this side calls the partner's org."""
    terms: Terms
    """All of this side's terms once the half is in force."""
    differences: tuple[Difference, ...]
    warnings: tuple[Finding, ...]
    granted: tuple[Finding, ...]
    """What the user may not see or write yet; the deploy will grant it."""
    plan: FootprintPlan
    values: Mapping[FieldName, Value]
    effects: Effects
    reason: str
    """Why something is published no more, for the partner."""
    unchecked: str
    """Why nobody could look whether the partner's side joins; empty where somebody did."""
    far: FarSide
    schemas: Mapping[ObjectName, ObjectSchema]
    """The describes it was computed from."""
    drifts: tuple[Drift, ...] = ()
    """What is not as it was when the side was put in force."""
    stale: bool = False
    """Whether what is kept of this half's fields is not what they are."""

    @property
    def settled(self) -> bool:
        """Whether all of it is in force, deployed and visible: then nothing is to be done."""
        account = self.values[ACCOUNT]
        changed = self.differences or account != self.record.partner_account
        if self.half is Half.PUBLISH:
            changed = changed or self.values[self.half.field] != self.record.published
        idle = any(one.removable for one in self.effects.unused)
        return not (changed or self.granted or self.plan.missing or idle or self.stale)


@dataclass(frozen=True, slots=True)
class InForce:
    """A half that is in force now."""

    record: ConnectionRecord
    deployed: Deployed
    removed: tuple[ObjectName, ...] = ()
    """The objects that were freed of our two fields."""
    kept: str = ""
    """Why the org would not let go of them, in its words."""


def propose(
    org: Org,
    store: StateStore,
    manifest: Manifest,
    half: Half,
    index: Index | None = None,
    elsewhere: Elsewhere | None = None,
    reason: str = "",
) -> Proposal:
    """What putting this half in force would change; changes nothing.

    ``index`` gives findings their place in the file, ``elsewhere`` leads to the partner's side;
    ``reason`` is told to the partner for what is published no more.
    Raises FindingsPresent where the org does not have what the half names, or where the next
    sync would refuse what is subscribed to, UsageError S2S402 or S2S407 where there is no
    connection to put it in, WrongOrg where the login is another org.
    """
    book = open_book(org)
    record = _living(book, manifest.connection)
    check_known(store, record.name, org, record.role.side)
    wanted = _merged(record.terms, manifest.terms, half)
    found_now = _seen_now(org, record, wanted)
    # The half in force may name what is not there any more: it is no reason to refuse this one.
    there = _merged(without_lost(record.terms, found_now.drifts), manifest.terms, half)
    plan = plan_footprint(org, (*standing_terms(org, book.living(but=record.name)), there))
    schemas = found_now.schemas
    findings = _check(manifest, half, schemas, index)
    joining = Joining()
    known = elsewhere or Elsewhere(lambda _: None)
    far = look_across(store, manifest.partner.org, record, known)
    if half is Half.SUBSCRIBE:
        joining = check_join(manifest, record, schemas, known, far)
        findings += _placed((*joining.findings, *owner_findings(org, wanted)), index)
    findings += _placed(_rings(book, record, wanted, known), index)
    granted = tuple(one for one in findings if one.code in _GRANTABLE)
    found = tuple(one for one in findings if one.code not in _GRANTABLE)
    _stop(manifest, half, found + _missing(org, plan, granted))
    account = find_partner(org, replace(manifest.partner, contact=None)).account
    return Proposal(
        book=book,
        record=record,
        half=half,
        partner=manifest.partner.org,
        terms=wanted,
        differences=differences(record.terms, wanted),
        warnings=tuple(one for one in findings if one.severity is Severity.WARNING),
        granted=granted,
        plan=plan,
        values={
            half.field: _stored(org, half, record, wanted, schemas, reason),
            ACCOUNT: account or record.partner_account,
        },
        effects=effects(book, record, wanted, schemas, far),
        reason=reason,
        unchecked=joining.unchecked,
        far=far,
        schemas=schemas,
        drifts=found_now.drifts,
        stale=stale_print(record, wanted, schemas, publishes=half is Half.PUBLISH),
    )


def _rings(
    book: Book, record: ConnectionRecord, wanted: Terms, known: Elsewhere
) -> tuple[Finding, ...]:
    return tuple(ring_findings(book, record, wanted, known.aliases, known.org_of))


def _seen_now(org: Org, record: ConnectionRecord, wanted: Terms) -> Drifted:
    """The describes of all that is in force or wanted, and what drifted in them."""
    names = (*published((record.terms, wanted)), *subscribed((record.terms, wanted)))
    return drifted(org, record, describe(org, names))


def put_in_force(
    store: StateStore, manifest: Manifest, proposal: Proposal, index: Index | None = None
) -> InForce:
    """Deploy what the half needs, check again with everything granted, store it in the org.

    Where all of that is so already nothing is sent. Raises as :func:`propose` and
    ``enable.put_footprint``; the half is stored last, so a failure leaves in force what was.
    """
    org, record = proposal.book.org, proposal.record
    if proposal.settled:
        fields = sum(one.kind == "field" for one in proposal.plan.components)
        return InForce(record, Deployed(0, assigned=False, verified=fields))
    deployed = put_footprint(org, proposal.plan.footprint)
    terms = (proposal.terms,)
    schemas = describe(org, (*published(terms), *subscribed(terms)))
    _stop(manifest, proposal.half, _check(manifest, proposal.half, schemas, index))
    half, values = proposal.half, dict(proposal.values)
    # Only now does the user see all fields, and so their types.
    stored = _stored(org, half, record, proposal.terms, schemas, proposal.reason)
    values[half.field] = stored
    kept = taken_print(org, record, proposal.terms, schemas, publishes=half is Half.PUBLISH)
    values[FINGERPRINT] = kept
    id = write_part(proposal.book, record.name, values)
    text = str(stored) if half is Half.PUBLISH else record.published
    written = replace(record, id=id, terms=proposal.terms, published=text, fingerprint=kept)
    show_catalogues(org, written, proposal.far)
    remember(store, org, written, proposal.half.value, _told(proposal))
    removed, refused = _free(org, proposal.effects)
    return InForce(written, deployed, removed, refused)


def _stored(
    org: Org,
    half: Half,
    record: ConnectionRecord,
    wanted: Terms,
    schemas: Mapping[ObjectName, ObjectSchema],
    reason: str,
) -> Value:
    """What the org is to keep of the half."""
    if half is Half.SUBSCRIBE:
        return terms_values(wanted)[half.field]
    return published_text(org, record, wanted, schemas, reason)


def _free(org: Org, seen: Effects) -> tuple[tuple[ObjectName, ...], str]:
    """Take our two fields from objects without copies; what the org refuses is only said."""
    names = tuple(one.object for one in seen.unused if one.removable)
    if not names:
        return (), ""
    report = org.deploy(removal_files((), dict.fromkeys(names, KEY_FIELDS), ()))
    if report.success:
        return names, ""
    return (), "; ".join(f"{one.component}: {one.problem}" for one in report.problems[:5])


def _told(proposal: Proposal) -> str:
    """The history's line: how much changed, and the objects that came or went."""
    found = proposal.differences
    told = f"{len(found)} difference{'' if len(found) == 1 else 's'} put in force"
    for kind in (Kind.ADDED, Kind.REMOVED):
        names = [one.path for one in found if one.kind is kind and one.path.count(".") == 1]
        told += f"; {kind.value}: {', '.join(names)}" if names else ""
    return told


def _living(book: Book, name: ConnectionName) -> ConnectionRecord:
    record = book.need(name)
    if record.status in OVER:
        raise UsageError(
            f"{name} is {record.status.value} in {book.org.alias}.",
            code="S2S407",
            help="invite the same partner again:  s2sctl reconnect MANIFEST",
        )
    return record


def _merged(in_force: Terms, wanted: Terms, half: Half) -> Terms:
    if half is Half.PUBLISH:
        return replace(in_force, publish=wanted.publish)
    return replace(
        in_force, subscribe=wanted.subscribe, guards=wanted.guards, keep_days=wanted.keep_days
    )


def _check(
    manifest: Manifest,
    half: Half,
    schemas: Mapping[ObjectName, ObjectSchema],
    index: Index | None,
) -> tuple[Finding, ...]:
    """Findings about this half alone, each at its place in the file."""
    # The whole side is looked at: what a subscription needs depends on what is published too.
    check = check_publish if half is Half.PUBLISH else check_subscribe
    sizes = size_findings(_merged(Terms(), manifest.terms, half))
    found = (*sizes, *check(manifest.terms, schemas, str(manifest.org)))
    return _placed(found, index)


def _placed(found: tuple[Finding, ...], index: Index | None) -> tuple[Finding, ...]:
    return tuple(index.locate(one) for one in found) if index else found


def _missing(org: Org, plan: FootprintPlan, granted: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """What cannot be granted after all. The org itself says whether what is hidden exists: it
    checks the deploy, no more.
    """
    # The key fields are part of that deploy: that they are not there yet is no one's mistake.
    hidden = tuple(one for one in granted if one.code not in _KEYS)
    if not hidden or org.deploy(plan.files, check_only=True).success:
        return ()
    return hidden


def _stop(manifest: Manifest, half: Half, findings: tuple[Finding, ...]) -> None:
    errors = errors_in(findings)
    if errors:
        count = "One problem keeps" if len(errors) == 1 else f"{len(errors)} problems keep"
        raise FindingsPresent(
            f"{count} the {half.value} section from being put in force in {manifest.org}.",
            findings,
            help=f"nothing was changed; explain one:  s2sctl explain {errors[0].code}",
        )
