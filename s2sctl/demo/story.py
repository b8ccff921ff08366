"""The story of design §4: two orgs meet, agree, share, disagree, and end in agreement."""

import re

from s2sctl.demo.hearing import hear, verdict_lines
from s2sctl.demo.judge import Verdict
from s2sctl.demo.setting import ALIASES, Scene, Size, fill, scene, shape
from s2sctl.demo.stage import Stage
from s2sctl.errors import Bug
from s2sctl.localorg import lifecycle
from s2sctl.wiring.project import Project, local_folder, open_project

ACME = "configs/acme-globex/acme.yaml"
GLOBEX = "configs/acme-globex/globex.yaml"
NAME = "acme-globex"
TOKEN = re.compile(r"\bs2s[\w.-]{40,}")
PAST_EVERY_LOOK = 20 * 60


class Story:
    """One performance. Starts two orgs below the stage's folder; :meth:`stop` ends them."""

    def __init__(self, stage: Stage, size: Size | None = None) -> None:
        self._stage = stage
        self._size = size or Size()

    def run(self) -> Verdict:
        """Play all of it; the judge's last verdict."""
        self._stage.act("Two orgs, on this machine")
        self._stage.play("local", "up", "--orgs", ",".join(ALIASES))
        self._prepare()
        self._connect()
        self._agree()
        self._first_sync()
        self._edits()
        verdict = self._second_sync()
        self._idle()
        return verdict

    def stop(self) -> None:
        """Stop the orgs this story started."""
        home = local_folder(self._stage.folder)
        for alias in lifecycle.aliases(home):
            lifecycle.down(home, alias)

    @property
    def project(self) -> Project:
        """The story's project."""
        return open_project(self._stage.folder)

    def scenes(self) -> tuple[Scene, Scene]:
        """Acme's doors and Globex's."""
        home = local_folder(self._stage.folder)
        return scene(home, "acme"), scene(home, "globex")

    def _prepare(self) -> None:
        for alias in ALIASES:
            shape(self.project, alias)
        acme, globex = self.scenes()
        fill(acme.plain, globex.plain, self._size)
        self._stage.say(
            f"acme has {self._size.leads} leads ({self._size.shared_leads} of the partner "
            f"programme), accounts, contacts and projects; globex has accounts and cases."
        )

    def _connect(self) -> None:
        stage = self._stage
        stage.act("Each admin prepares an org, one invites, the other accepts")
        for alias in ALIASES:
            stage.play("org", "enable", alias, "--yes")
        token = _token(stage.play("invite", ACME))
        answer = _token(stage.play("accept", token, "--org", "globex"))
        stage.play("confirm", answer, "--org", "acme")

    def _agree(self) -> None:
        stage = self._stage
        stage.act("Each side says what it publishes and what it takes")
        stage.play("validate")
        for half in ("publish", "subscribe"):
            for manifest in (ACME, GLOBEX):
                stage.play(half, manifest, "--yes")
        stage.play("connections")

    def _first_sync(self) -> None:
        self._stage.act("The first sync")
        self._stage.play("sync", NAME, "--dry-run", "--quiet", expect=(0,))
        self._stage.play("sync", NAME)
        self._judge()

    def _edits(self) -> None:
        stage = self._stage
        stage.act("A day passes: people edit on both sides")
        acme, globex = self.scenes()
        for one in (acme, globex):
            one.control.move_clock(3600)
        leads = [row["Id"] for row in acme.plain.query(_SHARED_LEADS)]
        copies = {
            row["S2S_Key__c"].partition("/")[2]: row["Id"]
            for row in globex.plain.query("SELECT Id, S2S_Key__c FROM Lead")
            if row["S2S_Key__c"]
        }
        first, second, third, gone, deleted = leads[:5]
        stage.say("different fields of one lead: acme moves the city, globex rates it Hot")
        acme.plain.update("Lead", first, {"City": "Malmö"})
        globex.plain.update("Lead", copies[first], {"Rating": "Hot"})
        stage.say("the same field of another, policy newest: globex is later and wins")
        acme.plain.update("Lead", second, {"Rating": "Cold"})
        globex.control.move_clock(60)
        globex.plain.update("Lead", copies[second], {"Rating": "Warm"})
        stage.say("the same field of a third, policy ask: a person will have to decide")
        acme.plain.update("Lead", third, {"Phone": "+46 40 111"})
        globex.plain.update("Lead", copies[third], {"Phone": "+46 40 222"})
        stage.say("a new lead in acme, one taken out of the programme, one deleted")
        acme.plain.create(
            "Lead", [{"LastName": "Neu 🌱", "Company": "Start-up", "LeadSource": "Partner"}]
        )
        acme.plain.update("Lead", gone, {"LeadSource": "Web"})
        acme.plain.delete("Lead", deleted)
        contact = next(acme.plain.query(_SHARED_CONTACT))["Id"]
        stage.play("unshare", NAME, "Contact", contact)

    def _second_sync(self) -> Verdict:
        for one in self.scenes():
            one.control.move_clock(10)
        self._stage.act("The second sync: one conflict waits, so it exits with 6")
        self._stage.play("sync", NAME, expect=(6,))
        return self._judge()

    def _idle(self) -> None:
        stage = self._stage
        stage.act("Twenty minutes later nothing has happened, and that costs next to nothing")
        for one in self.scenes():
            one.control.move_clock(PAST_EVERY_LOOK)
        stage.play("sync", NAME, "--quiet", expect=(0, 6))
        stage.play("sync", NAME, expect=(0, 6))
        stage.play("health", NAME, expect=(0, 1))

    def _judge(self) -> Verdict:
        verdict = hear(self.project, *self.scenes())
        for line in verdict_lines(verdict):
            self._stage.say(line)
        return verdict


_SHARED_LEADS = "SELECT Id FROM Lead WHERE LeadSource = 'Partner' ORDER BY Id LIMIT 5"
_SHARED_CONTACT = "SELECT Id FROM Contact WHERE LeadSource = 'Partner' ORDER BY Id LIMIT 1"


def _token(text: str) -> str:
    found = TOKEN.search(text)
    if found is None:
        raise Bug("The story needs a token and none was printed.", code="S2S971")
    return found.group()
