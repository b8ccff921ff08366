"""Gather what a first manifest is written from: the org's describe, and the partner's catalogue."""

from collections.abc import Sequence

from s2sctl.app.book import describe, find_book
from s2sctl.connection.record import ConnectionRecord
from s2sctl.errors import UsageError
from s2sctl.manifest.catalogue import Catalogue, catalogue_from_json
from s2sctl.metadata.scaffold import Scaffold
from s2sctl.model.names import ObjectName
from s2sctl.ports.org import Org

USUAL = tuple(map(ObjectName, ("Account", "Contact", "Lead", "Opportunity", "Case")))
"""What is looked at where nobody says which objects."""


def scaffold(
    org: Org, partner: str, objects: Sequence[ObjectName], connection: str | None
) -> Scaffold:
    """What a first manifest of this org's side needs; reads only.

    Without ``connection`` it is the one that names both, if the org has it, else both aliases.
    Raises UsageError S2S452 for an object the login's user does not see.
    """
    record = _record(org, partner, connection)
    offered = catalogue_from_json(record.partner_published) if record else Catalogue()
    named = tuple(one.object for one in offered.publish)
    schemas = describe(org, (*(objects or named or USUAL), *named))
    missing = [name for name in objects if name not in schemas]
    if missing:
        raise UsageError(
            f"{org.alias} has no object {', '.join(missing)}, or its user may not see it.",
            code="S2S452",
            help="say API names, as in Setup > Object Manager: --objects Lead,Project__c",
        )
    chosen = [schemas[name] for name in objects or named or USUAL if name in schemas]
    return Scaffold(
        str(record.name) if record else connection or f"{org.alias}-{partner}",
        str(org.alias),
        partner,
        chosen,
        offered,
        {name: schemas[name] for name in named if name in schemas},
    )


def _record(org: Org, partner: str, connection: str | None) -> ConnectionRecord | None:
    book = find_book(org)
    if book is None:
        return None
    names = [connection] if connection else [f"{org.alias}-{partner}", f"{partner}-{org.alias}"]
    return next((one for one in book.records if one.name in names), None)
