"""Two local orgs for people to live on, reached through the real client over the real wire."""

from contextlib import contextmanager
from urllib.parse import quote

from s2sctl.app.known import both_ends
from s2sctl.demo.plain import API
from s2sctl.errors import UsageError
from s2sctl.model.side import Pair, Side
from tests.machine.local_pair import ALIASES, GUARDS, LocalPair
from tests.machine.local_setup import LocalSetup
from tests.machine.people import NOTE, ORIGIN, REGION, RULES, SHOWN, Refused
from tests.support.world import NAME

STRUCK = (
    "REQUEST_LIMIT_EXCEEDED",
    "SERVER_UNAVAILABLE",
    "INVALID_SESSION_ID",
    "UNABLE_TO_LOCK_ROW",
)
"""Refusals that were meant for the sync and hit a person."""

RULED = ("FIELD_CUSTOM_VALIDATION_EXCEPTION", "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST")
"""What an admin's rules refuse, people too."""

OWN = {"S2S_Connection__c", "S2S_Share__c"}


def manifests(policies) -> dict[str, str]:
    """The agreement of :func:`tests.machine.fake_ground.terms`, as both sides write it."""
    rules = {name: f"{field} = '{inside}'" for name, (field, inside, _) in RULES.items()}
    return {
        "acme": f"""\
connection: acme-globex
org: acme
partner: {{org: globex, account: Globex Distribution}}
publish:
  Lead:
    fields: [LastName, Company, Email, {NOTE}, LeadSource, {REGION}]
    share: {{where: "{rules["Lead"]}"}}
  Account: {{fields: [Name, Phone], share: {{where: "{rules["Account"]}"}}}}
  Contact: {{fields: [LastName, AccountId], share: {{with: AccountId}}}}
  Case: {{fields: [Subject]}}
subscribe:
  Lead:
    fields: {{LastName: LastName, Company: Company, Email: Email, {NOTE}: {NOTE}}}
    on_conflict: {policies.a.value}
  Case:
    fields: {{Subject: Subject, Origin: Origin}}
    on_conflict: {policies.a.value}
    when_share_ends: remove
{GUARDS}
""",
        "globex": f"""\
connection: acme-globex
org: globex
partner: {{org: acme, account: Acme Manufacturing}}
publish:
  Lead: {{fields: [LastName, Company, Email, {NOTE}]}}
  Case: {{fields: [Subject, Origin], share: {{where: "{rules["Case"]}"}}}}
subscribe:
  Lead:
    fields:
      LastName: LastName
      Company: Company
      Email: Email
      LeadSource: LeadSource
      {NOTE}: {NOTE}
      {REGION}: {REGION}
    on_conflict: {policies.b.value}
    when_share_ends: remove
  Account: {{fields: {{Name: Name, Phone: Phone}}, when_share_ends: remove}}
  Contact: {{fields: {{LastName: LastName, AccountId: AccountId}}, when_share_ends: remove}}
  Case: {{fields: {{Subject: Subject}}, on_conflict: {policies.b.value}}}
{GUARDS}
""",
    }


def _key(side: Side, name: str) -> str:
    """The key field, where the org receives the object and so has it."""
    return "" if side is Side.A and name in ("Account", "Contact") else ", S2S_Key__c"


class LocalGround:
    """People's doors to two local orgs, and their accidents."""

    accidents = ("answer_lost", "row_refused", "answer_status", "dropped", "session_expired")

    def __init__(self, pair: LocalPair) -> None:
        self.pair = pair
        self.store, self.clock = pair.store, pair.clock
        self.known, self._orgs = both_ends(NAME, pair.store, ALIASES, pair.org)
        self._moved = False
        self.scenes = pair.people()
        self.setup = LocalSetup(self)
        self.purged: set[str] = set()
        """Every row ever seen: what is neither there nor in the bin any more has left it."""
        self._before = {
            (side, name): set(self.rows(side, name)) for side in Side for name in ORIGIN
        }

    def orgs(self):
        """Both logins: new ones after a jump of the clocks, which no real org's clock does."""
        if self._moved:
            self._moved = False
            self._orgs = Pair(*map(self.pair.org, ALIASES))
        return self._orgs

    def users(self):
        return self.orgs().map(lambda org: org.identity().user_id)

    def _plain(self, side, deed):
        """A person's deed, again until no fault that was meant for the sync has hit it."""
        told = ""
        for _ in range(9):
            try:
                return deed(self.scenes.of(side).plain)
            except OSError as error:
                told = str(error)
                if "REQUEST_LIMIT_EXCEEDED" in told:
                    # The limit is the sync's: a person's screen costs no API call.
                    self.setup.over()
                held = self.setup.holding and "UNABLE_TO_LOCK_ROW" in told
                if held or any(one in told for one in RULED):
                    raise Refused(told) from error
                if "[{" in told and not any(one in told for one in STRUCK):
                    raise
                self.scenes = self.pair.people()
        raise AssertionError(f"nobody could work: {told}")

    def _rows(self, side, soql, door="query"):
        def ask(plain):
            path, found = f"{API}/{door}?q={quote(soql)}", []
            while path:
                page = plain._request("GET", path)
                found += page["records"]
                path = page.get("nextRecordsUrl")
            return found

        return self._plain(side, ask)

    def rows(self, side: Side, name: str):
        """Living rows that people of the story made or received."""
        alive = "WHERE IsConverted = FALSE" if name == "Lead" else ""
        fields = ", ".join(self.setup.now(side, one) for one in SHOWN[name])
        soql = f"SELECT Id{_key(side, name)}, LastModifiedById, {fields} FROM {name} {alive}"
        found = {
            row["Id"]: {one: row[self.setup.now(side, one)] for one in SHOWN[name]}
            | {"key": row.get("S2S_Key__c"), "by": row["LastModifiedById"]}
            for row in self._rows(side, soql)
            if row["Id"] not in getattr(self, "_before", {}).get((side, name), ())
        }
        self.purged.update(found)
        return found

    def binned(self, side: Side, name: str):
        """Deleted rows: who deleted them, their key and their account."""
        account = ", AccountId" if name == "Contact" else ""
        asked = f"Id{_key(side, name)}, LastModifiedById{account}"
        soql = f"SELECT {asked} FROM {name} WHERE IsDeleted = TRUE"
        return {
            row["Id"]: {
                "key": row.get("S2S_Key__c"),
                "by": row["LastModifiedById"],
                "AccountId": row.get("AccountId"),
            }
            for row in self._rows(side, soql, "queryAll")
        }

    def create(self, side, name, values):
        return self._plain(side, lambda plain: plain.create(name, [values]))[0]

    def edit(self, side, name, id, values):
        named = {self.setup.now(side, one): value for one, value in values.items()}
        self._plain(side, lambda plain: plain.update(name, id, named))

    def delete(self, side, name, id):
        self._plain(side, lambda plain: plain.delete(name, id))

    def undelete(self, side, name, id):
        key = self.binned(side, name).get(id, {"key": None})["key"]
        doubled = key and any(key == one["key"] for one in self.rows(side, name).values())
        if doubled or id in self.rows(side, name):
            return False
        self._click(side, lambda control: control.undelete(id))
        return True

    def empty_bin(self, side, name):
        """Nobody does: only time empties a local org's bin."""
        return None

    def merge(self, side, name, winner, loser):
        self._click(side, lambda control: control.merge(winner, loser))

    def convert(self, side, id):
        self._click(side, lambda control: control.convert(id))

    def _click(self, side, deed) -> None:
        """What a person does at a screen."""
        try:
            deed(self.scenes.of(side).control)
        except UsageError as error:
            raise Refused(str(error)) from error

    def say_shared(self, id, status):
        query = f"SELECT Id FROM S2S_Connection__c WHERE Connection__c = '{NAME}'"
        (connection,) = self._rows(Side.A, query)
        row = {
            "Connection__c": connection["Id"],
            "Object__c": "Lead",
            "Record_Id__c": id,
            "Direction__c": "Sent",
            "Status__c": status,
        }
        self.create(Side.A, "S2S_Share__c", row)

    def ripen(self) -> None:
        """Let the last edits grow older than what a run leaves out: time goes on between two."""
        self.later(3)

    def later(self, seconds):
        self._moved = True
        for scene in self.scenes:
            scene.control.move_clock(seconds)

    def shared_writes(self):
        """Requests that wrote a shared object, people's own among them."""
        return sum(
            one["operation"] == "write" and not set(one["objects"]) <= OWN
            for scene in self.scenes
            for one in scene.control.log()
        )

    @contextmanager
    def accident(self, kind, chance, tell):
        """A fault that strikes some calls of one sync; ``tell`` hears how often it did."""
        control = self.scenes.of(chance.choice(list(Side))).control
        control.order_fault(kind, every=chance.randrange(2, 9), times=3)
        try:
            yield
        finally:
            # Of two accidents in one org the first to end tells of both.
            for fault in control.faults():
                tell(str(fault["kind"]), int(str(fault["happened"])))
            control.clear_faults()
