"""Make an org ready: deploy the footprint, assign the permission set, see that it worked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from s2sctl.app.book import describe, find_book
from s2sctl.app.drifting import standing_terms
from s2sctl.app.granted import granted_by
from s2sctl.connection.components import CustomField
from s2sctl.connection.footprint import (
    Footprint,
    field_schema,
    footprint,
    published,
    subscribed,
)
from s2sctl.connection.objects import CONNECTION, CONNECTION_LOOKUP
from s2sctl.connection.package import package_files
from s2sctl.connection.permissions import RUNNER
from s2sctl.errors import AccessDenied, RequestRefused
from s2sctl.manifest.manifest import Terms
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.schema import ObjectSchema
from s2sctl.ports.org import DeployReport, Identity, Org


@dataclass(frozen=True, slots=True)
class Component:
    """One thing of the footprint; ``visible`` when the login's user sees it already."""

    kind: str
    name: str
    visible: bool


@dataclass(frozen=True, slots=True)
class FootprintPlan:
    """What would be deployed, unless it is ``in_place``: put there by somebody else's pipeline.

    A permission set is visible only where it is known to grant all that is wanted of it.
    """

    identity: Identity
    components: tuple[Component, ...]
    footprint: Footprint
    files: Mapping[str, bytes]
    in_place: bool = False

    @property
    def missing(self) -> tuple[Component, ...]:
        """What the user cannot see yet."""
        return tuple(one for one in self.components if not one.visible and one.kind != "set")


@dataclass(frozen=True, slots=True)
class Deployed:
    """A footprint that is in place: deployed, assigned, and seen by the login's user."""

    components: int
    assigned: bool
    """Whether the permission set had to be assigned now."""
    verified: int
    """How many fields the user was seen to see."""


def plan_enable(org: Org, more: Sequence[Terms] = ()) -> FootprintPlan:
    """What ``enable`` would deploy into this org; changes nothing.

    ``more`` are terms that are not in force yet, to be prepared for.
    """
    plan = plan_footprint(org, (*_terms(org), *more))
    if not in_place(org, plan.footprint):
        return plan
    components = tuple(replace(one, visible=True) for one in plan.components)
    return replace(plan, components=components, in_place=True)


def enable(org: Org) -> Deployed:
    """Deploy the footprint for all connections of the org, assign it and verify it.

    What is in place is not deployed again. Raises RequestRefused S2S440 where the org refuses a
    component (nothing is changed then), AccessDenied S2S441 where the user cannot see the fields
    after all.
    """
    terms = _terms(org)
    done = _ensure(org, plan_footprint(org, terms).footprint)
    # A user who could not see the terms before can now: their permissions belong in the sets.
    seen = _terms(org)
    return done if seen == terms else _ensure(org, plan_footprint(org, seen).footprint)


def _ensure(org: Org, wanted: Footprint) -> Deployed:
    """Deploy only what is not there, or is there in another form."""
    if not in_place(org, wanted):
        return put_footprint(org, wanted)
    assigned = org.assign_permission_set(RUNNER)
    if not _as_wanted(org, wanted):
        return put_footprint(org, wanted)
    return Deployed(0, assigned, verify(org, wanted))


def in_place(org: Org, wanted: Footprint) -> bool:
    """Whether the org's permission sets grant all of this, and so hold it.

    A set grants nothing that the org does not have: its rows go with the field. More than is
    wanted may be granted, as a pipeline deploys for terms to come.
    """
    granted = granted_by(org, [one.name for one in wanted.permission_sets])
    return all(
        one.name in granted and granted[one.name].covers(one) for one in wanted.permission_sets
    )


def _as_wanted(org: Org, wanted: Footprint) -> bool:
    """Whether what the user sees of our fields has the form they are deployed in."""
    fields = _fields(wanted)
    schemas = describe(org, fields)
    pairs = (
        (schemas[name].find(one.name), field_schema(one))
        for name in fields
        if name in schemas
        for one in fields[name]
    )
    return all(
        seen is None
        or (seen.type, seen.length, seen.unique, seen.external_id)
        == (meant.type, meant.length, meant.unique, meant.external_id)
        for seen, meant in pairs
    )


def plan_footprint(org: Org, terms: Sequence[Terms]) -> FootprintPlan:
    """What an org under these terms needs, and which of it the login's user sees already."""
    ours = footprint(()).objects
    names = (*(one.name for one in ours), *subscribed(terms), *published(terms))
    schemas = describe(org, names)
    kept = carriers(schemas.get(CONNECTION))
    unseen = [name for name in kept if name not in schemas]
    schemas = {**schemas, **describe(org, unseen)} if unseen else schemas
    wanted = footprint(terms, schemas, [name for name in kept if name in schemas])
    return FootprintPlan(
        identity=org.identity(),
        components=tuple(_components(wanted, schemas)),
        footprint=wanted,
        files=package_files(wanted),
    )


def carriers(connections: ObjectSchema | None) -> tuple[ObjectName, ...]:
    """The objects whose records carry our two fields, by the describe of our own object."""
    found = connections.children if connections is not None else ()
    return tuple(sorted({one.object for one in found if one.field == CONNECTION_LOOKUP}))


def put_footprint(org: Org, wanted: Footprint) -> Deployed:
    """Deploy, assign to the login's user, and describe as that user. Raises as ``enable``.

    A user who may not deploy goes on with what somebody else has put in place.
    """
    try:
        report = org.deploy(package_files(wanted))
        check_report(report, str(org.alias))
    except (AccessDenied, RequestRefused):
        if not in_place(org, wanted):
            raise
        report = DeployReport(success=True, deployed=0)
    assigned = org.assign_permission_set(RUNNER)
    return Deployed(report.deployed, assigned, verify(org, wanted))


def verify(org: Org, wanted: Footprint) -> int:
    """How many deployed fields the login's user sees; raises AccessDenied S2S441 if not all.

    Deployed fields are invisible, to administrators too, until a permission set that grants
    them is assigned (Metadata API Developer Guide: field-level security of new fields).
    """
    fields = _fields(wanted)
    schemas = describe(org, fields)
    hidden = [
        f"{name}.{field.name}"
        for name, wanted_fields in fields.items()
        for field in wanted_fields
        if not _seen(schemas, name, field.name)
    ]
    if hidden:
        raise AccessDenied(
            f"{org.identity().username} cannot see {', '.join(hidden[:5])}"
            f"{' and more' if len(hidden) > 5 else ''} although {RUNNER} is assigned.",
            code="S2S441",
            help="look for a muting permission set, or for a change by another admin",
        )
    return sum(len(one) for one in fields.values())


def check_report(report: DeployReport, alias: str) -> None:
    """Return if the deploy succeeded; raises RequestRefused S2S440 with the org's own words."""
    if report.success:
        return
    told = "; ".join(f"{one.component}: {one.problem}" for one in report.problems[:5])
    raise RequestRefused(
        f"{alias} refused the deploy and changed nothing. {told or 'It gave no reason.'}",
        status=400,
        error_code="DEPLOY_FAILED",
        code="S2S440",
        help="the user needs Modify Metadata Through Metadata API Functions",
    )


def _terms(org: Org) -> tuple[Terms, ...]:
    book = find_book(org)
    return standing_terms(org, book.living()) if book else ()


def _components(
    wanted: Footprint, schemas: Mapping[ObjectName, ObjectSchema]
) -> Sequence[Component]:
    objects = [Component("object", str(one.name), one.name in schemas) for one in wanted.objects]
    fields = [
        Component("field", f"{name}.{field.name}", _seen(schemas, name, field.name))
        for name, wanted_fields in _fields(wanted).items()
        for field in wanted_fields
    ]
    sets = [Component("set", one.name, False) for one in wanted.permission_sets]
    return [*objects, *fields, *sets]


def _fields(wanted: Footprint) -> dict[ObjectName, tuple[CustomField, ...]]:
    return {one.name: one.fields for one in wanted.objects} | dict(wanted.key_fields)


def _seen(schemas: Mapping[ObjectName, ObjectSchema], name: ObjectName, field: FieldName) -> bool:
    schema = schemas.get(name)
    return schema is not None and field in schema.fields
