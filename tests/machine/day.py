"""A day of edits on two orgs, with faults in every sync and a log of every value people wrote."""

import json
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from random import Random

from s2sctl.demo.plain import API
from s2sctl.errors import S2sError
from s2sctl.model.side import Side
from tests.machine.local_pair import GUARDS, LocalPair

A, B = Side.A, Side.B
FIELDS = ("Company", "City", "Title")
MANIFESTS = {
    "acme": f"""\
connection: acme-globex
org: acme
partner: {{org: globex, account: Globex Distribution}}
publish:
  Lead: {{fields: [LastName, Company, City, Title], share: {{where: "LeadSource = 'Partner'"}}}}
subscribe:
  Lead: {{fields: {{Company: Company, City: City, Title: Title}}}}
{GUARDS}
""",
    "globex": f"""\
connection: acme-globex
org: globex
partner: {{org: acme, account: Acme Manufacturing}}
publish:
  Lead: {{fields: [Company, City, Title]}}
subscribe:
  Lead: {{fields: {{LastName: LastName, Company: Company, City: City, Title: Title}}}}
{GUARDS}
""",
}

LATEST_SECONDS = 600
CALLS_AHEAD = 600
BATCH = 200


@dataclass(frozen=True)
class Write:
    """One value a person wrote, and what the field showed there before."""

    side: Side
    origin: str
    field: str
    value: str
    saw: str | None


@dataclass
class Day:
    """One day. ``shown`` is what each side's fields show as far as people know."""

    pair: LocalPair
    chance: Random
    rate: float = 0.01
    """How many of all calls fail, and of how many writes the answer is lost."""
    tally: Counter = field(default_factory=Counter)
    log: list[Write] = field(default_factory=list)
    narrow: set[str] = field(default_factory=set)
    """Values that were written between our re-read and our write of the same field."""
    copies: dict[str, str] = field(default_factory=dict)

    def fill(self, count: int) -> None:
        """The day's records."""
        rows = [
            {"LastName": f"n{n}", "Company": f"c{n}", "City": f"t{n}", "LeadSource": "Partner"}
            for n in range(count)
        ]
        self.pair.scenes().a.plain.create("Lead", rows)
        self.tally["records"] += count

    def rows(self, side: Side) -> dict[str, dict]:
        """By origin: what one side shows now. More than one living row of a key is a fault."""
        found = {}
        query = f"SELECT Id, S2S_Key__c, {', '.join(FIELDS)} FROM Lead"
        for row in self.pair.scenes().of(side).plain.query(query):
            origin = row["Id"] if side is A else str(row["S2S_Key__c"]).partition("/")[2]
            assert origin not in found, ("there twice", side, origin)
            found[origin] = row
        return found

    def hour(self, edits: int, seconds: float) -> None:
        """People edit on both sides, some of them in long transactions; then a sync amid faults."""
        self.move(seconds)
        rows = {side: self.rows(side) for side in Side}
        both = sorted(set(rows[A]) & set(rows[B]))
        for side in Side:
            chosen = self.chance.sample(both or sorted(rows[A]), min(edits, len(rows[A])))
            self.edit(side, [one for one in chosen if one in rows[side]], rows[side])
        self.contest(both, rows, edits // 20)
        self.move(self.chance.randrange(3, 60))
        self.disturb()
        self.sync()
        for scene in self.pair.scenes():
            self.count_faults(scene)

    def move(self, seconds: float) -> None:
        for scene in self.pair.scenes():
            scene.control.move_clock(seconds)

    def contest(self, both, rows, count: int) -> None:
        """The same field of the same record on both sides within the hour."""
        for side in (A, B):
            chosen = self.chance.sample(both, min(count, len(both)))
            self.edit(side, chosen, rows[side], field="City")
            self.edit(side.other, chosen, rows[side.other], field="City")

    def edit(self, side: Side, origins, rows, field: str | None = None) -> None:
        """New texts, 200 rows a call; every other call commits late."""
        scene = self.pair.scenes().of(side)
        for start in range(0, len(origins), BATCH):
            late = self.chance.choice((0, self.chance.randrange(1, LATEST_SECONDS)))
            if late:
                scene.control.order_fault("late_commit", every=1, seconds=late)
                self.tally["late commits"] += 1
            records = [
                self._written(side, one, rows[one], field) for one in origins[start : start + BATCH]
            ]
            update_many(scene, records)
            scene.control.clear_faults()

    def _written(self, side: Side, origin: str, row: dict, field: str | None) -> dict:
        name = field or self.chance.choice(FIELDS)
        value = f"{side.value}{len(self.log)}"
        self.log.append(Write(side, origin, name, value, row[name]))
        row[name] = value
        return {"attributes": {"type": "Lead"}, "Id": row["Id"], name: value}

    def disturb(self) -> None:
        """Calls fail and answers are lost at random, and a fifth as many connections drop and
        sessions expire."""
        for scene in self.pair.scenes():
            for kind in ("answer_status", "answer_lost", "dropped", "session_expired"):
                rate = self.rate if kind in ("answer_status", "answer_lost") else self.rate / 5
                for at in self.moments(rate):
                    scene.control.order_fault(kind, nth=at)
            for at in self.moments(self.rate / 2):
                scene.control.order_fault("row_refused", nth=at * 10)

    def moments(self, rate: float) -> list[int]:
        """Numbers of the calls that are struck."""
        return [n for n in range(1, CALLS_AHEAD) if self.chance.random() < rate]

    def count_faults(self, scene) -> None:
        for fault in scene.control.faults():
            self.tally[f"faults: {fault['kind']}"] += int(str(fault["happened"]))
        scene.control.clear_faults()

    def sync(self, *, beside: bool = True) -> None:
        """One pass; a failure is a temporary one, and the next pass goes on."""
        self.tally["syncs"] += 1
        around = (lambda side, port: Beside(self, side, port)) if beside else lambda _, port: port
        try:
            report = self.pair.sync(around)
        except S2sError as error:
            if error.exit_code != 5:
                raise
            self.tally[f"runs ended by {type(error).__name__}"] += 1
        else:
            self.tally["API calls"] += sum(report.api_calls.values())

    def rest(self) -> None:
        """No more faults, no more edits: until every look and every retry is past."""
        for _ in range(4):
            self.move(7 * 3600)
            self.sync(beside=False)


def update_many(scene, records) -> None:
    """Up to 200 rows in one call, as a person's data loader does."""
    request = urllib.request.Request(
        scene.running.url + f"{API}/composite/sobjects",
        method="PATCH",
        data=json.dumps({"allOrNone": False, "records": records}).encode(),
        headers={
            "Authorization": f"Bearer {scene.plain._token}",
            "Content-Type": "application/json",
        },
    )
    with urllib.request.urlopen(request, context=scene.plain._trust, timeout=60) as answer:
        refused = [row["errors"] for row in json.loads(answer.read()) if not row["success"]]
    assert not refused, refused[:2]


class Beside:
    """A port next to which a person edits a row between its re-read and its write."""

    def __init__(self, day: Day, side: Side, port) -> None:
        self._day, self._side, self._port = day, side, port

    def __getattr__(self, name):
        return getattr(self._port, name)

    def write(self, batch):
        """Now and then a row of the batch is edited just before it is written."""
        day = self._day
        known = [row for row in batch.rows if row.id is not None]
        if batch.schema.name == "Lead" and known and day.chance.random() < 0.3:
            self._edit(day.chance.choice(known))
        return self._port.write(batch)

    def _insist(self, deed):
        """A person's deed, again until no fault that was meant for the sync has hit it."""
        for _ in range(9):
            try:
                return deed(self._day.pair.scenes().of(self._side).plain)
            except OSError:
                self._day.tally["people's own calls hit by a fault"] += 1
        raise AssertionError("nobody could work")

    def _edit(self, row) -> None:
        day = self._day
        query = f"SELECT Id, S2S_Key__c, {', '.join(FIELDS)} FROM Lead WHERE Id = '{row.id}'"
        (shown,) = self._insist(lambda plain: list(plain.query(query)))
        key = shown["S2S_Key__c"]
        origin = str(key).partition("/")[2] if key else shown["Id"]
        name = day.chance.choice(FIELDS)
        value = f"{self._side.value}{len(day.log)}"
        day.log.append(Write(self._side, origin, name, value, shown[name]))
        self._insist(lambda plain: plain.update("Lead", str(row.id), {name: value}))
        day.tally["edits beside a write"] += 1
        if name in row.values:
            day.narrow.add(value)
