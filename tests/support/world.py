"""Two fake orgs joined by a connection, and a runner with a store in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from s2sctl.app.sync.run import sync
from s2sctl.app.sync.work import Options
from s2sctl.connection.footprint import CONNECTION_SCHEMA, SHARE_SCHEMA
from s2sctl.connection.objects import CONNECTION
from s2sctl.connection.record import ConnectionRecord, Role, Status
from s2sctl.manifest.manifest import (
    Accept,
    FieldMapping,
    Guards,
    OnConflict,
    Owner,
    Publication,
    ShareRule,
    Subscription,
    Terms,
    WhenShareEnds,
)
from s2sctl.model.digest import DigestKey
from s2sctl.model.ids import OrgId, RecordId, to18
from s2sctl.model.names import ConnectionName, FieldName, ObjectName, OrgAlias
from s2sctl.model.schema import ChildRelationship, FieldSchema, ObjectSchema
from s2sctl.model.side import Pair
from s2sctl.ports.reporter import Note, Progress
from s2sctl.ports.store import Holder, KnownConnection
from s2sctl.store.memory import MemoryStore, Shelf
from s2sctl.sync.report import RunReport
from tests.support.fake_org import FakeOrg, Moment
from tests.support.record_values import values_from_record

NAME = ConnectionName("acme-globex")
A_ORG, B_ORG = OrgId(to18("00D000000000AAA")), OrgId(to18("00D000000000BBB"))


def text(name: str, length: int = 255, **more: object) -> FieldSchema:
    return FieldSchema(FieldName(name), "string", name, length, **more)  # type: ignore[arg-type] # - test sugar


def lookup(name: str, *to: str, **more: object) -> FieldSchema:
    known = tuple(map(ObjectName, to))
    return FieldSchema(FieldName(name), "reference", name, 18, reference_to=known, **more)  # type: ignore[arg-type] # - test sugar


OURS = (
    text("S2S_Key__c", 80, unique=True, external_id=True, case_sensitive=True, id_lookup=True),
    lookup("S2S_Connection__c", "S2S_Connection__c"),
)


def schema(
    name: str, prefix: str, *fields: FieldSchema, children: Sequence[ChildRelationship] = ()
) -> ObjectSchema:
    id_field = FieldSchema(FieldName("Id"), "id", "Id", 18, createable=False, updateable=False)
    known = {one.name: one for one in (id_field, *fields, *OURS)}
    return ObjectSchema(ObjectName(name), name, prefix, known, children=tuple(children))


LEAD = schema(
    "Lead",
    "00Q",
    text("LastName", 80, nillable=False),
    text("Company", 255),
    text("Email", 80),
    text("Status", 40),
    text("City", 40),
    FieldSchema(FieldName("IsConverted"), "boolean", "Converted", createable=False),
)
ACCOUNT = schema(
    "Account",
    "001",
    text("Name", 255, nillable=False),
    text("Phone", 40),
    lookup("ParentId", "Account"),
    children=[ChildRelationship(ObjectName("Contact"), FieldName("AccountId"), True)],
)
CONTACT = schema(
    "Contact", "003", text("LastName", 80, nillable=False), lookup("AccountId", "Account")
)
SCHEMAS = {
    one.name: one
    for one in (
        LEAD,
        ACCOUNT,
        CONTACT,
        replace(CONNECTION_SCHEMA, key_prefix="a0C"),
        replace(SHARE_SCHEMA, key_prefix="a0S"),
    )
}


def publish(
    name: str, *fields: str, where: str | None = None, follow: str | Sequence[str] = ()
) -> Publication:
    lookups = [follow] if isinstance(follow, str) else follow
    rule = ShareRule(where, follows=tuple(map(FieldName, lookups)))
    return Publication(ObjectName(name), tuple(map(FieldName, fields)), rule)


def subscribe(
    name: str,
    *fields: str,
    on_conflict: OnConflict = OnConflict.NEWEST,
    ends: WhenShareEnds = WhenShareEnds.KEEP,
    accept: Accept = Accept.AUTO,
    owner: Owner | None = None,
) -> Subscription:
    mappings = tuple(FieldMapping(FieldName(one), FieldName(one)) for one in fields)
    return Subscription(
        ObjectName(name),
        ObjectName(name),
        mappings,
        accept,
        owner,
        on_conflict=on_conflict,
        when_share_ends=ends,
    )


@dataclass
class Quiet:
    """A reporter nobody listens to; ``stop`` is a signal that came."""

    stop: int | None = None
    stop_after: int | None = None
    heard: list[Progress] = field(default_factory=list)

    def progress(self, progress: Progress) -> None:
        self.heard.append(progress)

    def note(self, note: Note) -> None:
        return None

    def stop_asked(self) -> int | None:
        if self.stop_after is not None and len(self.heard) >= self.stop_after:
            return 2
        return self.stop


@dataclass
class World:
    a: FakeOrg
    b: FakeOrg
    moment: Moment
    shelf: Shelf
    reporter: Quiet = field(default_factory=Quiet)
    runs: int = 0

    @property
    def store(self) -> MemoryStore:
        return MemoryStore(self.moment, DigestKey(b"k" * 32), self.shelf)

    @property
    def known(self) -> KnownConnection:
        aliases = Pair(self.a.alias, self.b.alias)
        nothing: Pair[RecordId | None] = Pair(None, None)
        found = self.store.known(NAME)
        return found or KnownConnection(NAME, Pair(A_ORG, B_ORG), aliases, nothing)

    def run(self, store: MemoryStore | None = None, **options: object) -> RunReport:
        self.runs += 1
        holder = Holder(f"run{self.runs}", "here", 1, self.moment.at)
        return sync(
            self.known,
            Pair(self.a, self.b),
            store or self.store,
            self.moment,
            self.reporter,
            holder,
            Options(**options),  # type: ignore[arg-type] # - test sugar
        )

    def settle(self) -> None:
        """Let every look pass and see that nothing is left to do."""
        for _ in range(3):
            self.moment.pass_by(minutes=20)
            self.run()

    def later(self, **by: float) -> None:
        self.moment.pass_by(**(by or {"minutes": 1}))

    def set_terms(self, a: Terms, b: Terms) -> None:
        for org, terms in ((self.a, a), (self.b, b)):
            for id in tuple(org.table(CONNECTION)):
                record = ConnectionRecord(id, NAME, Status.ACCEPTED, "n", terms=terms)
                values = values_from_record(record)
                org.edit(
                    CONNECTION,
                    id,
                    Published__c=values[FieldName("Published__c")],
                    Subscribed__c=values[FieldName("Subscribed__c")],
                )

    @property
    def writes(self) -> int:
        """Rows written to shared objects so far, in both orgs."""
        return sum(
            call.rows
            for org in (self.a, self.b)
            for call in org.log
            if call.kind in ("write", "delete", "fill_job") and not call.object.startswith("S2S_")
        )


def world(a: Terms, b: Terms, status: Status = Status.ACCEPTED) -> World:
    """Two connected orgs under these terms; the clock stands at noon."""
    moment = Moment()
    orgs = []
    for alias, org_id, other, terms, role in (
        ("acme", A_ORG, B_ORG, a, Role.INVITER),
        ("globex", B_ORG, A_ORG, b, Role.INVITED),
    ):
        org = FakeOrg(OrgAlias(alias), org_id, dict(SCHEMAS), moment)
        record = ConnectionRecord(
            None, NAME, status, "nonce", partner_org=other, terms=terms, role=role
        )
        org.insert(CONNECTION, **values_from_record(record))
        orgs.append(org)
    moment.pass_by(minutes=5)
    return World(orgs[0], orgs[1], moment, Shelf())


def leads(
    *,
    where: str | None = "Status != 'Draft'",
    back: Sequence[str] = (),
    a_policy: OnConflict = OnConflict.NEWEST,
    b_policy: OnConflict = OnConflict.NEWEST,
    ends: WhenShareEnds = WhenShareEnds.KEEP,
    guards: Guards | None = None,
) -> tuple[Terms, Terms]:
    """Leads from a to b by rule; the fields in ``back`` flow both ways."""
    fields = ("LastName", "Company", "Email", "Status")
    guards = guards or Guards()
    a = Terms(
        (publish("Lead", *fields, where=where),),
        (subscribe("Lead", *back, on_conflict=a_policy),) if back else (),
        guards,
    )
    b = Terms(
        (publish("Lead", *back),) if back else (),
        (subscribe("Lead", *fields, on_conflict=b_policy, ends=ends),),
        guards,
    )
    return a, b


def moment_of(world: World) -> datetime:
    return world.moment.at
