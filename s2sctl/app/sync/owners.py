"""What a received record gets beside its mapped fields: owner, record type, constants."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from s2sctl.agreement.flows import Pairing, Transform
from s2sctl.agreement.transform import apply
from s2sctl.app.owner_check import UNFIT_HELP, Owners, Unfit, unfit_text
from s2sctl.app.sync.inbox import accepts_by_hand, inbox_rows
from s2sctl.app.sync.work import Work
from s2sctl.errors import UsageError
from s2sctl.manifest.manifest import Owner
from s2sctl.model.ids import Key, RecordId
from s2sctl.model.names import FieldName
from s2sctl.model.schema import FieldSchema
from s2sctl.model.side import Side
from s2sctl.model.values import Value
from s2sctl.ports.org import Refusal
from s2sctl.sync.steps import Create

TEXT = FieldSchema(FieldName("constant"), "string")
OWNER_ID = FieldName("OwnerId")
RECORD_TYPE_ID = FieldName("RecordTypeId")
REFUSED_AS = {Unfit.INACTIVE: "INACTIVE_OWNER_OR_USER", Unfit.QUEUE: "QUEUE_NOT_SUPPORTED"}
"""The code in the ledger: Salesforce's own, where it has one that says as much."""


@dataclass(frozen=True, slots=True)
class Given:
    """Who is to own some copies: ``owner`` (None: our user), or whoever the org's assignment
    rules name. ``refusal`` says why nobody can have them now: they wait in the ledger."""

    owner: RecordId | None = None
    assign: bool = False
    refusal: Refusal | None = None


def by_owner(
    work: Work, pairing: Pairing, target: Side, steps: Sequence[Create]
) -> dict[Given, list[Create]]:
    """Copies to be made in ``target`` by who is to own them: what a person said on accepting
    comes before what the subscription says.

    Raises UsageError S2S708 where the subscription names somebody who does not exist.
    """
    chosen = _chosen(work, pairing, target, [step.link.key for step in steps])
    groups: dict[Given, list[Create]] = {}
    for step in steps:
        key = step.link.key
        given = Given(chosen[key]) if key in chosen else _given(work, pairing, target)
        groups.setdefault(given, []).append(step)
    return groups


def _chosen(
    work: Work, pairing: Pairing, target: Side, keys: Sequence[Key]
) -> Mapping[Key, RecordId]:
    """The owners people named for single records in the inbox."""
    if not accepts_by_hand(pairing, target):
        return {}
    rows = inbox_rows(work, target, keys)
    return {key: row.owner for key, row in rows.items() if row.owner is not None}


def _given(work: Work, pairing: Pairing, target: Side) -> Given:
    intake = pairing.intake.of(target)
    owner = intake.owner if intake is not None else None
    if owner is None:
        return Given()
    if owner.by_rules:
        return Given(assign=True)
    return _found(work, pairing, target, owner)


def subscribed_owner(work: Work, pairing: Pairing, side: Side) -> RecordId | None:
    """Whom the subscription names as owner; None where nobody, or nobody who can own records now.

    Raises UsageError S2S708 where it names somebody who does not exist.
    """
    return _given(work, pairing, side).owner


def _found(work: Work, pairing: Pairing, side: Side, owner: Owner) -> Given:
    org, object_ = work.ends.orgs.of(side), pairing.objects.of(side)
    owners = work.owners.setdefault(side, Owners(org))
    found = owners.find(owner, object_)
    if found.unfit is None:
        return Given(found.id)
    text = unfit_text(found.unfit, owner, object_, str(org.alias))
    if found.unfit is Unfit.UNKNOWN:
        raise UsageError(
            f"{text}.",
            code="S2S708",
            help=f"{UNFIT_HELP[found.unfit]}: s2sctl diff {work.name}",
        )
    return Given(refusal=Refusal(REFUSED_AS[found.unfit], text))


def intake_values(
    work: Work, pairing: Pairing, target: Side, given: Given
) -> dict[FieldName, Value]:
    """OwnerId, RecordTypeId and constants of copies made in ``target``, where somebody says so.

    Raises UsageError where there is no such record type.
    """
    values: dict[FieldName, Value] = {}
    if given.owner is not None:
        values[OWNER_ID] = given.owner
    intake = pairing.intake.of(target)
    if intake is None:
        return values
    if intake.record_type is not None:
        values[RECORD_TYPE_ID] = _record_type(work, pairing, target, intake.record_type)
    schema = work.schema(pairing, target)
    for name, text in intake.constants:
        field = schema.find(name)
        if field is not None:
            values[name] = apply(Transform(), TEXT, field, text)
    return values


def _record_type(work: Work, pairing: Pairing, side: Side, name: str) -> str:
    for record_type in work.schema(pairing, side).record_types:
        if record_type.developer_name == name and record_type.active and record_type.available:
            return record_type.id
    raise UsageError(
        f"{work.ends.orgs.of(side).alias} has no record type {name} for "
        f"{pairing.objects.of(side)} that we may use.",
        code="S2S709",
        help="assign it to the run-as user's profile, or name another one in the manifest",
    )
