"""Parents before children. Pure."""

from collections.abc import Mapping, Sequence

from s2sctl.agreement.flows import Agreement, Pairing
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.schema import ObjectSchema
from s2sctl.model.side import Pair, Side


def parents_first(
    agreement: Agreement, schemas: Pair[Mapping[ObjectName, ObjectSchema]]
) -> tuple[Pairing, ...]:
    """The agreement's pairings, each after those its mapped or followed lookups point to.

    Where they point in a circle the manifest's order decides; a lookup whose parent is not there
    yet waits in the ledger and is filled in the run's second pass. Deletes go the other way.
    """
    waiting = list(agreement.pairings)
    ordered: list[Pairing] = []
    while waiting:
        ready = next((one for one in waiting if not _needs(one, waiting, schemas)), waiting[0])
        waiting.remove(ready)
        ordered.append(ready)
    return tuple(ordered)


def _needs(
    child: Pairing, waiting: Sequence[Pairing], schemas: Pair[Mapping[ObjectName, ObjectSchema]]
) -> bool:
    """Whether a lookup of ``child`` points to another pairing that is not yet in the order."""
    for side in Side:
        schema = schemas.of(side).get(child.objects.of(side))
        targets = {
            target
            for name in (*child.mapped(side), *_followed(child, side))
            if schema and (field := schema.find(name)) and field.type == "reference"
            for target in field.reference_to
        }
        if any(other is not child and other.objects.of(side) in targets for other in waiting):
            return True
    return False


def _followed(child: Pairing, side: Side) -> tuple[FieldName, ...]:
    rule = child.share.of(side)
    return rule.follows if rule is not None else ()
