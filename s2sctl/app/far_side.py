"""The partner's side, as far as it can be seen from here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from s2sctl.app.book import describe, find_book
from s2sctl.connection.footprint import published, subscribed
from s2sctl.connection.record import ConnectionRecord
from s2sctl.errors import S2sError
from s2sctl.manifest.manifest import Manifest, Terms
from s2sctl.model.names import ObjectName, OrgAlias
from s2sctl.model.schema import ObjectSchema
from s2sctl.ports.org import Org
from s2sctl.ports.store import StateStore


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What a project holds of the partner's side.

    ``org_of`` gives the org of an alias, None where there is no login; ``manifest`` is the
    partner's own manifest, if it is a sound one, and ``file`` where it stands.
    """

    org_of: Callable[[OrgAlias], Org | None]
    manifest: Manifest | None = None
    file: str = ""


@dataclass(frozen=True, slots=True)
class FarSide:
    """The partner's side as its login shows it; None where no login does."""

    org: Org | None = None
    record: ConnectionRecord | None = None
    in_force: Terms | None = None
    schemas: Mapping[ObjectName, ObjectSchema] | None = None
    fault: str = ""
    """Why its login could not be asked, in its own words."""


def look_across(
    store: StateStore,
    label: str,
    record: ConnectionRecord,
    elsewhere: Elsewhere,
) -> FarSide:
    """What the partner's login shows. Never raises for a partner that cannot be asked.

    ``label`` is what this side's manifest calls the partner's org.
    """
    wanted = elsewhere.manifest.terms if elsewhere.manifest is not None else None
    try:
        org = _partner_org(store, label, record, elsewhere)
        if org is None:
            return FarSide()
        book = find_book(org)
        theirs = book.find(record.name) if book is not None else None
        in_force = theirs.terms if theirs is not None else Terms()
        sides = tuple(one for one in (wanted, in_force) if one is not None)
        seen = describe(org, (*published(sides), *subscribed(sides)))
    except S2sError as error:
        return FarSide(fault=error.message)
    return FarSide(org, theirs, in_force, seen)


def _partner_org(
    store: StateStore, label: str, record: ConnectionRecord, elsewhere: Elsewhere
) -> Org | None:
    """The login that answers as the partner's org, None where the project has none."""
    known = store.known(record.name)
    learnt = known.aliases.of(record.role.side.other) if known is not None else None
    for alias in dict.fromkeys([learnt, OrgAlias(label)]):
        org = elsewhere.org_of(alias) if alias is not None else None
        if org is not None and org.identity().org_id == record.partner_org:
            return org
    return None
