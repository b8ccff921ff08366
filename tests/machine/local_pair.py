"""Two local orgs, connected, for long runs: the real client over the real wire, and no waiting."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from s2sctl.app.known import both_ends
from s2sctl.app.sync.run import sync
from s2sctl.app.sync.work import Options
from s2sctl.demo.plain import PlainOrg
from s2sctl.demo.setting import Scene
from s2sctl.demo.stage import Stage
from s2sctl.errors import UsageError
from s2sctl.model.side import Pair, Side
from s2sctl.ports.store import Holder
from s2sctl.salesforce.auth import ClientCredentials
from s2sctl.salesforce.client import Client
from s2sctl.salesforce.org import SalesforceOrg
from s2sctl.salesforce.transport import Timeouts, Trust
from s2sctl.sync.guards import Allowance
from s2sctl.wiring.stores import open_store
from tests.acceptance.world import MANIFESTS, NAME, World
from tests.support.world import Quiet

ALLOWED = Options(allowed=Allowance(deletes=99_999, updates=99_999))
GUARDS = "guards: {deletes: 100%, updates: 100%, api_calls: 100%}"
ALIASES = ("acme", "globex")
PERSON = "person@machine.example"


@dataclass
class Hurried:
    """The real time, and no waiting between tries."""

    def now(self):
        return datetime.now(UTC)  # noqa: TID251 - a test's clock

    def ticks(self):
        return monotonic()

    def sleep(self, seconds):
        return None


class LocalPair:
    """A project of its own with two orgs; ``manifests`` are both sides' texts, ``described`` what
    both orgs have beside the standard objects."""

    def __init__(self, folder: Path, manifests: dict[str, str], described: object = ()) -> None:
        self.world = World(folder)
        self.world.folder.mkdir(parents=True)
        Stage(self.world.folder)
        self.world.must("local", "up", "--orgs", ",".join(ALIASES))
        for one in self.world.scenes() if described else ():
            one.control.describe(described)
        self._connect(manifests)
        self.clock = Hurried()
        self.store = open_store(None, self.world.folder, self.clock)
        self.runs = 0

    def _connect(self, manifests: dict[str, str]) -> None:
        acme, globex = (one.plain for one in self.world.scenes())
        acme.create("Account", [{"Name": "Globex Distribution"}])
        globex.create("Account", [{"Name": "Acme Manufacturing"}])
        for alias in ALIASES:
            (self.world.folder / MANIFESTS[alias]).write_text(manifests[alias], encoding="utf-8")
            self.world.must("org", "enable", alias, "--yes")
            self.world.scene(alias).control.limit(10_000_000)
        invited = self.world.must("invite", MANIFESTS["acme"], "-o", "json")
        token = str(invited.result["token"])
        self.world.must("accept", token, "--org", "globex")
        self.world.put_in_force()

    def scenes(self):
        """Both orgs' doors."""
        return Pair(*self.world.scenes())

    def people(self):
        """Both orgs' doors for people with a login of their own: what our own login wrote last
        counts as our write, not as anybody's edit (design §8)."""
        return self.scenes().map(_person)

    def org(self, alias: str) -> SalesforceOrg:
        """A login of its own."""
        running = self.world.scene(alias).running
        flow = ClientCredentials(running.url, running.client_id, running.client_secret)
        trust = Trust(str(running.ca_file))
        timeouts = Timeouts(connect=20, read=60, write=60)
        return SalesforceOrg(Client(alias, flow, self.clock, trust=trust, timeouts=timeouts))

    def sync(self, around=lambda side, port: port):
        """One pass in this process; ``around`` may wrap the ports."""
        self.runs += 1
        known, orgs = both_ends(NAME, self.store, ALIASES, self.org)
        ports = Pair(*(around(side, orgs.of(side)) for side in Side))
        holder = Holder(f"run{self.runs}", "here", 1, self.clock.now())
        return sync(known, ports, self.store, self.clock, Quiet(), holder, ALLOWED)

    def stop(self) -> None:
        """End both orgs."""
        self.store.close()
        self.world.stop()


def _person(scene: Scene) -> Scene:
    """The org as an admin of its own sees it, made where it has none yet."""
    try:
        token = scene.control.token(PERSON)
    except UsageError:
        _hire(scene)
        token = scene.control.token(PERSON)
    return Scene(
        scene.running, PlainOrg(scene.running.url, scene.running.ca_file, token), scene.control
    )


def _hire(scene: Scene) -> None:
    (profile,) = scene.plain.query("SELECT Id FROM Profile WHERE Name = 'System Administrator'")
    (runner,) = scene.plain.query("SELECT Id FROM PermissionSet WHERE Name = 'S2S_Runner'")
    user = {
        "Username": PERSON,
        "LastName": "Person",
        "Alias": "person",
        "Email": PERSON,
        "ProfileId": profile["Id"],
        "TimeZoneSidKey": "Europe/Berlin",
        "LocaleSidKey": "en_US",
        "EmailEncodingKey": "UTF-8",
        "LanguageLocaleKey": "en_US",
    }
    (made,) = scene.plain.create("User", [user])
    assigned = {"AssigneeId": made, "PermissionSetId": runner["Id"]}
    scene.plain.create("PermissionSetAssignment", [assigned])
