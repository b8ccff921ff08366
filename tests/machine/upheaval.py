"""What else befalls two orgs: Setup changes and changes back, time jumps, people settle conflicts.

Drawn from a chance of its own, so that a life without it stays the life it was.
"""

from random import Random

from s2sctl.app.parked import parked
from s2sctl.app.settling.failures import retry
from s2sctl.app.settling.resolve import resolve
from s2sctl.app.settling.word import Word
from s2sctl.model.side import Pair, Side
from s2sctl.sync.ledger import DIVERGED
from s2sctl.sync.link import EntryKind
from tests.machine.invariants import kept_in
from tests.machine.people import MARK, NOTE, ORIGIN, REGION, REGIONS, Edit, Refused
from tests.support.world import Quiet

DAY = 24 * 3600
SHARE = 0.4
"""How many of a life's steps are upheavals."""


class Upheaval:
    """A life's admins, its calendar, and the people who look after what waits."""

    def __init__(self, life, seed: int) -> None:
        self.life, self.ground, self.people = life, life.ground, life.people
        self.chance = Random(f"upheaval {seed}")
        self.under_way: dict[tuple[str, Side], object] = {}

    def strikes(self) -> bool:
        """Let something befall, or nothing."""
        if self.chance.random() >= SHARE:
            return False
        deeds = (
            [self.note] * 6
            + [self.region] * 3
            + [self.both_notes] * 2
            + [self.settle] * 2
            + [self.change] * 6
            + [self.retry_all, self.weeks_later, self.empty_bin, self.foresee, self.foresee]
        )
        self.people.do(self.chance.choice(deeds))
        return True

    # -- people

    def _text(self) -> str:
        """A note nobody has written before, of any length that fits."""
        text = f"{MARK}{len(self.people.log)}"
        return text + "x" * self.chance.choice((0, 0, 5, 20, 40))

    def note(self):
        """A note on either side."""
        side = self.chance.choice(list(Side))
        rows = sorted(self.ground.rows(side, "Lead").items())
        if rows:
            self._write_note(side, *self.chance.choice(rows))
        return rows

    def _write_note(self, side, id, row):
        self.people.say(side, "Lead", id, row, {NOTE: self._text()})

    def both_notes(self):
        """The two ends of one share."""
        far = self.ground.rows(Side.B, "Lead")
        home = self.ground.rows(Side.A, "Lead")
        pairs = [
            (id, row, there)
            for id, row in sorted(far.items())
            if row["key"] and (there := row["key"].partition("/")[2]) in home
        ]
        if not pairs:
            return None
        id, row, there = self.chance.choice(pairs)
        self._write_note(Side.B, id, row)
        self.ground.later(self.chance.choice((0, 2, 90)))
        self._write_note(Side.A, there, home[there])
        return id

    def region(self):
        """A choice, where Leads are at home."""
        rows = sorted(self.ground.rows(ORIGIN["Lead"], "Lead"))
        if rows:
            id = self.chance.choice(rows)
            self.ground.edit(ORIGIN["Lead"], "Lead", id, {REGION: self.chance.choice(REGIONS)})
        return rows

    def empty_bin(self):
        """Somebody empties a recycle bin: what nobody saw deleted leaves no trace."""
        name = self.chance.choice(tuple(ORIGIN))
        return self.ground.empty_bin(self.chance.choice(list(Side)), name)

    # -- admins

    def change(self):
        """Something changes in an org's Setup, or is changed back."""
        kind = self.chance.choice(self.ground.setup.kinds)
        side = self.chance.choice(list(Side))
        if back := self.under_way.pop((kind, side), None):
            back()
            return True
        back = getattr(self.ground.setup, kind)(side, self.chance)
        if back is not None:
            self.under_way[kind, side] = back
            self.life.watch.tell(f"upheavals: {kind}")
        return back

    def all_back(self) -> None:
        """Everything is as it was; what automations make of texts may go on."""
        for at in [one for one in self.under_way if one[0] != "jobs"]:
            self.under_way.pop(at)()

    # -- time

    def weeks_later(self):
        """Nobody looks for longer than a recycle bin keeps anything."""
        self.ground.later(self.chance.choice((8, 16, 40)) * DAY)
        return True

    # -- who looks after what waits

    def settle(self):
        """A person decides one open conflict: takes a side, or says a value of their own."""
        life = self.life
        store, known = self.ground.store, self.ground.known
        found = [
            one
            for one in parked(store, known, (EntryKind.CONFLICT,))
            if one.entry.code != DIVERGED and None not in one.ids and one.fields is not None
        ]
        if not found or "dry" in {kind for kind, _ in self.under_way}:
            return None
        one = self.chance.choice(found)
        origin, name = one.entry.target.other, str(one.entry.objects.a)
        field = one.fields.of(origin)
        text = self.people.text(field)
        said = self.chance.random() < 0.3
        word = Word(sets={field: text}) if said else Word(take=self.chance.choice(list(Side)))
        id = str(one.ids.of(origin))
        row = self.ground.rows(origin, name).get(id)
        ports = Pair(life.watch.port(Side.A), life.watch.port(Side.B))
        (done,) = resolve(
            known, ports, store, self.ground.clock, Quiet(), life.holder(), [one], word
        )
        life.kept |= kept_in(store)
        # It is written as an edit there first; the partner may not take it.
        shown = self.ground.rows(origin, name).get(id, {}).get(field)
        if said and row is not None and shown == text:
            log = self.people.log
            log.append(Edit(len(log), origin, name, id, field, text, row[field]))
        life.watch.tell("conflicts settled" if not done.why else "conflicts left open")
        return True

    def retry_all(self):
        """A person lets everything that was refused be tried again."""
        store, known = self.ground.store, self.ground.known
        some = parked(store, known, (EntryKind.FAILURE,))
        retry(store, known, self.life.holder(), some)
        return some

    def foresee(self):
        """Two dry runs and the run after them do the same."""
        return self.life.foresee()


__all__ = ["Refused", "Upheaval"]
