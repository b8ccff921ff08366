"""Two fake orgs for people to live on: fast, so that stories can be long."""

from contextlib import contextmanager
from dataclasses import replace

from s2sctl.connection.objects import CONNECTION, SHARE
from s2sctl.manifest.manifest import Terms, WhenShareEnds
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.side import Pair, Side
from s2sctl.ports.org import Refusal
from s2sctl.sync.marks import BIN
from tests.machine.fake_setup import FakeSetup
from tests.machine.people import NOTE, REGION, RULES, SHOWN
from tests.support.fake_org import LOCKED
from tests.support.world import NAME, publish, schema, subscribe, text, world

RULED = Refusal("FIELD_CUSTOM_VALIDATION_EXCEPTION", "a validation rule says no")
CASE = schema("Case", "500", text("Subject"), text("Origin"))


def terms(policies, ends=WhenShareEnds.REMOVE):
    """Leads, accounts and contacts of a, cases of b; some fields come back."""
    back = ("LastName", "Company", "Email", NOTE)
    leads = (*back, "LeadSource", REGION)
    rules = {name: f"{field} = '{inside}'" for name, (field, inside, _) in RULES.items()}
    a = Terms(
        (
            publish("Lead", *leads, where=rules["Lead"]),
            publish("Account", "Name", "Phone", where=rules["Account"]),
            publish("Contact", "LastName", "AccountId", follow="AccountId"),
            publish("Case", "Subject"),
        ),
        (
            subscribe("Lead", *back, on_conflict=policies.a),
            subscribe("Case", "Subject", "Origin", on_conflict=policies.a, ends=ends),
        ),
    )
    b = Terms(
        (publish("Lead", *back), publish("Case", "Subject", "Origin", where=rules["Case"])),
        (
            subscribe("Lead", *leads, on_conflict=policies.b, ends=ends),
            subscribe("Account", "Name", "Phone", ends=ends),
            subscribe("Contact", "LastName", "AccountId", ends=ends),
            subscribe("Case", "Subject", on_conflict=policies.b),
        ),
    )
    return a, b


def strictly(side):
    """The same with every row updated only where nobody edited it meanwhile."""
    return replace(side, subscribe=tuple(replace(one, strict=True) for one in side.subscribe))


class FakeGround:
    """People's doors to two fake orgs, and their accidents."""

    accidents = ("busy", "answers_lost", "rows_refused", "ruled_out", "out_of_calls")

    def __init__(self, policies, *, strict=False) -> None:
        self.world = world(*(strictly(one) if strict else one for one in terms(policies)))
        for org in (self.world.a, self.world.b):
            org.batch_size = 5
            org.schemas[CASE.name] = CASE
            for name, more in (("Lead", "LeadSource"), ("Account", "Site")):
                known = org.schemas[ObjectName(name)]
                fields = {**known.fields, FieldName(more): text(more)}
                org.schemas[known.name] = replace(known, fields=fields, _by_lower={})
        self.setup = FakeSetup(self.world)
        self.purged: set[str] = set()
        """What was deleted and has left its recycle bin."""

    def orgs(self):
        return Pair(self.world.a, self.world.b)

    @property
    def known(self):
        return self.world.known

    @property
    def store(self):
        return self.world.store

    @property
    def clock(self):
        return self.world.moment

    def users(self):
        return self.orgs().map(lambda org: org.identity().user_id)

    def rows(self, side: Side, name: str):
        """Living rows, as a plain query shows them."""
        return {
            id: {one: row.values.get(self.setup.now(side, one)) for one in SHOWN[name]}
            | {"key": row.values.get("S2S_Key__c"), "by": row.by}
            for id, row in self.orgs().of(side).living(name).items()
            if not row.values.get("IsConverted")
        }

    def binned(self, side: Side, name: str):
        """Deleted rows: who deleted them, their key and their account."""
        table = self.orgs().of(side).table(ObjectName(name))
        return {
            id: {"key": row.values.get("S2S_Key__c"), "by": row.by}
            | {"AccountId": row.values.get("AccountId")}
            for id, row in table.items()
            if row.deleted
        }

    def converted(self, side: Side):
        table = self.orgs().of(side).table(ObjectName("Lead"))
        return {id for id, row in table.items() if row.values.get("IsConverted")}

    def create(self, side, name, values):
        return self.orgs().of(side).insert(name, **values)

    def edit(self, side, name, id, values):
        named = {self.setup.now(side, one): value for one, value in values.items()}
        self.orgs().of(side).edit(name, id, **named)

    def delete(self, side, name, id):
        self.orgs().of(side).trash(name, id)

    def undelete(self, side, name, id):
        row = self.orgs().of(side).table(ObjectName(name)).get(id)
        if row is None:
            return False
        key = row.values.get("S2S_Key__c")
        doubled = key and any(key == one["key"] for one in self.rows(side, name).values())
        if not row.deleted or row.master or doubled:
            return False
        self.orgs().of(side).undelete(name, id)
        return True

    def merge(self, side, name, winner, loser):
        self.orgs().of(side).merge(name, winner, loser)

    def convert(self, side, id):
        self.orgs().of(side).edit("Lead", id, IsConverted=True)

    def say_shared(self, id, status):
        (connection,) = self.world.a.living(CONNECTION)
        self.world.a.insert(
            SHARE,
            Connection__c=connection,
            Object__c="Lead",
            Record_Id__c=id,
            Direction__c="Sent",
            Status__c=status,
        )

    def ripen(self) -> None:
        """Nothing: no time passes here between two runs."""

    def later(self, seconds):
        self.world.later(seconds=seconds)
        for org in self.orgs():
            for table in org.tables.values():
                gone = [id for id, row in table.items() if row.deleted and self._forgotten(row)]
                self._delete_for_good(table, gone)

    def _delete_for_good(self, table, ids):
        self.purged.update(ids)
        for id in ids:
            del table[id]

    def _forgotten(self, row) -> bool:
        return self.clock.now() - row.stamp >= BIN

    def empty_bin(self, side, name):
        """Delete for good what is in the recycle bin."""
        table = self.orgs().of(side).table(ObjectName(name))
        gone = [id for id, row in table.items() if row.deleted]
        self._delete_for_good(table, gone)
        return gone

    def shared_writes(self):
        return self.world.writes

    @contextmanager
    def accident(self, kind, chance, tell):
        """Something is wrong for one sync; ``tell`` hears how often it struck."""
        side = chance.choice(list(Side))
        org = self.orgs().of(side)
        every, seen, before = chance.randrange(2, 5), [0], org.refuse

        def refuse(refusal):
            def one(name, values):
                seen[0] += 1
                struck = not name.startswith("S2S_") and seen[0] % every == 0
                tell(kind) if struck else None
                return refusal if struck else before(name, values)

            return one

        if kind == "answers_lost":
            first = org._writes + chance.randrange(1, 4)
            org.lose = {first, first + 1, first + 4}
        elif kind in ("rows_refused", "ruled_out"):
            org.refuse = refuse(LOCKED if kind == "rows_refused" else RULED)
        try:
            yield
        finally:
            if kind == "answers_lost":
                for number in org.lose:
                    if number <= org._writes:
                        tell(kind)
            org.lose = set()
            org.refuse = before


__all__ = ["NAME", "FakeGround"]
