"""Fields whose ids are told by name: the record type, and the owner. Pure."""

from collections.abc import Iterator

from s2sctl.agreement.flows import Transform
from s2sctl.model.finding import Finding
from s2sctl.model.nearest import did_you_mean
from s2sctl.model.schema import FieldSchema, ObjectSchema
from s2sctl.model.side import Pair


def by_name(source: FieldSchema, target: FieldSchema) -> bool:
    """Whether ids go from one field into the other by the names they have in both orgs."""
    if "RecordType" in source.reference_to and "RecordType" in target.reference_to:
        return True
    return source.name == target.name == "OwnerId"


def type_findings(
    path: str, here: ObjectSchema, there: ObjectSchema, transform: Transform, orgs: Pair[str]
) -> Iterator[Finding]:
    """S2S332: record types that a map names and one of the orgs has not.

    ``orgs`` names the source's and the target's. Users and queues are in no describe: a run looks
    for them before it reads a record.
    """
    if not path.endswith(".fields.RecordTypeId.to"):
        return
    base = path.removesuffix(".to")
    theirs = [one.developer_name for one in there.record_types if not one.master]
    ours = [
        one.developer_name
        for one in here.record_types
        if one.active and one.available and not one.master
    ]
    for name, wanted in transform.values or ():
        if name not in theirs:
            text = f'{there.name} in {orgs.a} has no record type "{name}"'
            yield Finding("S2S332", f"{base}.values", text, did_you_mean(name, theirs))
        yield from _known(f"{base}.values", here, wanted, ours, orgs.b)
    if transform.default is not None:
        yield from _known(f"{base}.default", here, transform.default, ours, orgs.b)
    mapped = dict(transform.values or ())
    lost = [
        one.developer_name
        for one in there.record_types
        if one.active and not one.master and one.developer_name not in {*mapped, *ours}
    ]
    if lost and transform.default is None:
        text = (
            f"{here.name} in {orgs.b} has no record type {', '.join(lost)} that the running user "
            f"may use, and no map says what stands for those of {orgs.a}"
        )
        yield Finding("S2S332", path, text, f"add values: {{{lost[0]}: …}}, or default: …")


def _known(
    path: str, schema: ObjectSchema, name: str, known: list[str], org: str
) -> Iterator[Finding]:
    if name not in known:
        text = f'{schema.name} in {org} has no record type "{name}" that the running user may use'
        yield Finding("S2S332", path, text, did_you_mean(name, known))
