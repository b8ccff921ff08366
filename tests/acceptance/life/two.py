"""Two connected local orgs that share leads, accounts and contacts by rule; and both logins."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from s2sctl.localorg import lifecycle
from tests.acceptance.people import NAME, People, Person, forget, leave, settle_in
from tests.localorg.http import bulk
from tests.localorg.http.wire import Org, Reply, Wire

HOME = """\
connection: acme-globex
org: acme
partner: {org: globex, account: Globex Distribution}
publish:
  Lead:
    fields: [LastName, Company, Email, Status, City]
    share: {where: "LeadSource = 'Partner'", on_leave: end}
  Account:
    fields: [Name, Phone]
    share: {where: "Type = 'Customer'"}
  Contact:
    fields: [LastName, AccountId]
    share: {with: AccountId}
subscribe:
  Lead:
    fields: {Rating: Rating, Status: Status}
"""
AWAY = """\
connection: acme-globex
org: globex
partner: {org: acme}
publish:
  Lead:
    fields: [Rating, Status]
subscribe:
  Lead:
    fields: {LastName: LastName, Company: Company, Email: Email, Status: Status, City: City}
    when_share_ends: remove
  Account:
    fields: {Name: Name, Phone: Phone}
    when_share_ends: remove
  Contact:
    fields: {LastName: LastName, AccountId: AccountId}
    when_share_ends: remove
"""


@dataclass(frozen=True, slots=True)
class Two:
    """``home`` shares, ``away`` receives; ``runner`` syncs."""

    people: People

    @property
    def home(self) -> Person:
        return self.people.ann

    @property
    def away(self) -> Person:
        return self.people.gil

    def sync(self, *flags: str, minutes: float = 20, code: int = 0) -> Any:
        """One run, after time has passed in both orgs."""
        self.later(minutes=minutes)
        return self.say("sync", NAME, *flags, code=code)

    def say(self, *arguments: str, code: int = 0) -> Any:
        """A command of whoever holds both logins."""
        return self.people.runner.say(*arguments, code=code)

    def later(self, minutes: float) -> None:
        for one in (self.home, self.away):
            one.control.move_clock(minutes * 60)

    def lead(self, name: str = "Ada", **values: object) -> str:
        """A shared lead at home."""
        known = {"LastName": name, "Company": "Lovelace", "LeadSource": "Partner"}
        return self.home.create("Lead", **{**known, **values})

    def copies(self, of: str | None = None, name: str = "Lead") -> list[dict[str, Any]]:
        """Living copies at the other end: all, or those of one record."""
        org = self.home.org().identity().org_id
        key = f"= '{org}/{of}'" if of else f"LIKE '{org}/%'"
        fields = {"Lead": ", Company, Status, City, Rating", "Contact": ", AccountId"}
        shown = f"Id, S2S_Key__c{fields.get(name, ', Phone')}"
        return self.away.rows(f"SELECT {shown} FROM {name} WHERE S2S_Key__c {key} ORDER BY Id")

    def copy(self, of: str, name: str = "Lead") -> str:
        """The id of the one copy of a record."""
        (found,) = self.copies(of, name)
        return str(found["Id"])

    def share_of(self, of: str, name: str = "Lead") -> tuple[str, str]:
        """What ``shares show`` says about a share: its state and why it ended."""
        told = self.say("shares", "show", NAME, of, "--org", "acme")
        return str(told["state"]), str(told["reason"] or "")


def call(one: Person, token: str, method: str, path: str, body: object = None) -> Reply:
    """One request to a person's org as whoever the token is of."""
    wire = Wire(lifecycle.status(one.project.local, one.alias))
    wire.token = token
    answer = wire.call(method, path, body)
    assert answer.status < 300, answer.body
    wire.close()
    return answer


def trash(one: Person, name: str, id: str) -> None:
    """Move a row to the recycle bin, past s2sctl."""
    org = _door(one)
    assert org.wire.call("DELETE", f"/sobjects/{name}/{id}").status == 204
    org.wire.close()


def erase(one: Person, name: str, *ids: str) -> None:
    """Delete rows past the recycle bin, by whoever may."""
    org = _door(one)
    grant = {"Name": "Eraser", "Label": "Eraser", "PermissionsBulkApiHardDelete": True}
    granted = org.wire.create("PermissionSet", **grant)
    user = org.wire.query("SELECT Id FROM User WHERE Username LIKE 'admin@%'").json["records"][0]
    org.wire.create("PermissionSetAssignment", PermissionSetId=granted, AssigneeId=user["Id"])
    done = bulk.load(org, "\n".join(["Id", *ids, ""]), object=name, operation="hardDelete")
    assert done["numberRecordsFailed"] == 0
    org.wire.close()


def _door(one: Person) -> Org:
    running = lifecycle.status(one.project.local, one.alias)
    wire = Wire(running)
    wire.login()
    return Org(running, wire, one.control)


def build(root: Path) -> Two:
    """Both orgs started, connected and agreed, nothing synced yet; kept like that."""
    two = Two(settle_in(root))
    (two.home.folder / "acme.yaml").write_text(HOME)
    (two.away.folder / "globex.yaml").write_text(AWAY)
    two.people.connect()
    two.people.agree()
    for one in (two.home, two.away):
        one.control.keep()
    return two


def rewind(two: Two) -> None:
    """As it was kept; the runner remembers nothing."""
    for one in (two.home, two.away):
        lifecycle.reset(one.project.local, one.alias)
    forget(two.people.runner)


def stop(two: Two) -> None:
    leave(two.people)
