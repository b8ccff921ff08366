"""What a received record gets beside its mapped fields: owner, record type, constants."""

from s2sctl.agreement.flows import Pairing, Transform
from s2sctl.agreement.transform import apply
from s2sctl.app.sync.work import Work
from s2sctl.errors import UsageError
from s2sctl.manifest.manifest import Owner
from s2sctl.model.ids import RecordId
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.schema import FieldSchema
from s2sctl.model.side import Side
from s2sctl.model.values import Value
from s2sctl.ports.org import Query

TEXT = FieldSchema(FieldName("constant"), "string")
OWNER_ID = FieldName("OwnerId")
RECORD_TYPE_ID = FieldName("RecordTypeId")


def intake_values(work: Work, pairing: Pairing, target: Side) -> dict[FieldName, Value]:
    """OwnerId, RecordTypeId and constants of copies made in ``target``, as its subscription says.

    The owner is looked up once per run. Raises UsageError where there is no such owner or type.
    """
    intake = pairing.intake.of(target)
    if intake is None:
        return {}
    values: dict[FieldName, Value] = {}
    if intake.owner is not None:
        values[OWNER_ID] = owner_id(work, target, intake.owner)
    if intake.record_type is not None:
        values[RECORD_TYPE_ID] = _record_type(work, pairing, target, intake.record_type)
    schema = work.schema(pairing, target)
    for name, text in intake.constants:
        field = schema.find(name)
        if field is not None:
            values[name] = apply(Transform(), TEXT, field, text)
    return values


def owner_id(work: Work, side: Side, owner: Owner) -> RecordId:
    """The id of a user or queue; raises UsageError (S2S708) where there is none."""
    known = work.owners.get((side, owner))
    if known is not None:
        return known
    name = ObjectName("Group" if owner.kind == "queue" else "User")
    quoted = owner.name.replace("\\", "\\\\").replace("'", "\\'")
    where = (
        f"Type = 'Queue' AND DeveloperName = '{quoted}'"
        if owner.kind == "queue"
        else f"Username = '{quoted}'"
    )
    org = work.ends.orgs.of(side)
    schema = org.open({name: work.ends.schemas.of(side).get(name)}).schemas.get(name)
    pages = org.read([Query(schema, where=where, deleted=False)]) if schema is not None else ()
    rows = [row for page in pages for row in page.records]
    if not rows:
        raise UsageError(
            f"{org.alias} has no {owner.kind} {owner.name}, which is to own received records.",
            code="S2S708",
            help=f"make it there, or name another owner: s2sctl diff {work.name}",
        )
    work.owners[side, owner] = rows[0].id
    return rows[0].id


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
