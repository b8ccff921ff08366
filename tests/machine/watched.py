"""An org port that is looked at: what it is asked, what people do in between, when it fails."""

import functools
from collections import Counter
from contextlib import suppress

from s2sctl.connection.objects import KEY
from s2sctl.errors import LimitReached, Temporary
from s2sctl.model.side import Side
from tests.machine.people import BOTH_WAYS, ORIGIN, TEXTS, Refused
from tests.support.fake_org import Killed

CALLS = ("open", "read", "count", "fetch", "write", "delete")


class Watch:
    """Both orgs' ports during one machine's life."""

    def __init__(self, ground, people) -> None:
        self.ground, self.people = ground, people
        self.calls = 0
        self.at: dict[int, object] = {}
        """What happens before the call of that number."""
        self.kill_late: int | None = None
        self.seen: dict[tuple[Side, str], int] = {}
        """How many writes of people there were when the row was last read."""
        self.shown: dict[tuple[Side, str], dict] = {}
        self.narrow: set[int] = set()
        """Writes of people that fell between our re-read and our write of the same field."""
        self.faults: list[str] = []
        self.beside = False
        """Whether a person edits one of the rows we are about to write."""
        self.tally: dict[str, int] = {}
        self.done: set[tuple[str, str, str]] = set()
        """Rows we asked an org to change: the object, what to do, and the copy's own id or, of one
        to be made, its origin's."""
        self.followed = False
        """Whether a key was rewritten among them: a merge, which is followed before any plan."""
        self.refused = 0
        self.turns: Counter = Counter()
        """How often we wrote a field of a row."""

    def tell(self, what: str, count: int = 1) -> None:
        self.tally[what] = self.tally.get(what, 0) + count

    def port(self, side: Side):
        return Watched(self, side, self.ground.orgs().of(side))

    def before(self) -> None:
        self.calls += 1
        happens = self.at.pop(self.calls, None)
        if happens is not None:
            happens()

    def after(self) -> None:
        if self.kill_late == self.calls:
            self.kill_late = None
            self.die()

    def die(self):
        self.tell("kills")
        raise Killed

    def busy(self):
        self.tell("calls refused")
        raise Temporary("the org is busy", code="S2S600")

    def out_of_calls(self):
        self.tell("limits run out")
        raise LimitReached("the org has no calls left", code="S2S600")

    def saw(self, side, records) -> None:
        for id, record in records.items():
            self.seen[side, id] = len(self.people.log)
            self.shown[side, id] = dict(record.values)

    def edit_beside(self, side, batch) -> None:
        """A person edits a row that was read again and is about to be written."""
        name, chance = str(batch.schema.name), self.people.chance
        rows = self.ground.rows(side, name)
        known = [str(row.id) for row in batch.rows if row.id in rows]
        fields = TEXTS[name] if side is ORIGIN[name] else BOTH_WAYS.get(name, ())
        if known and fields and chance.random() < 0.5:
            id = chance.choice(known)
            # Where somebody holds the row, the person is refused like anybody.
            with suppress(Refused):
                self.people.write(side, name, id, rows[id], chance.choice(fields))

    def wrote(self, side, batch) -> None:
        """Before a write: which edits it runs over, and whether it is one of ours at all."""
        for row in batch.rows:
            self._note(batch.schema.name, row)
            self.turns.update((side, row.id, field) for field in row.values if row.id)
            self._check_parents(side, row)
            if row.id is None:
                continue
            read = self.seen.get((side, row.id), 0)
            for edit in self.people.log[read:]:
                if (edit.side, edit.id) == (side, row.id) and edit.field in row.values:
                    self.narrow.add(edit.number)
                    self.tell("edits between re-read and write")
            shown = self.shown.get((side, row.id), {})
            for field, value in row.values.items():
                assert field not in shown or shown[field] != value, (batch.schema.name, field)

    def _note(self, name, row) -> None:
        if row.id is None:
            self.done.add((name, "create", str(row.values[KEY]).partition("/")[2]))
        elif KEY in row.values:
            self.followed = True
        else:
            self.done.add((name, "update", str(row.id)))

    def removed(self, side, ids) -> None:
        """Before a delete."""
        names = {id: name for name in ORIGIN for id in self.ground.rows(side, name)}
        self.done.update((names[id], "delete", str(id)) for id in ids if id in names)

    def _check_parents(self, side, row) -> None:
        """No child is sent before its parent is there (§5.7, 16)."""
        parent = row.values.get("AccountId")
        if parent and parent not in self.ground.rows(side, "Account"):
            gone = self.ground.purged | self.ground.binned(side, "Account").keys()
            assert parent in gone, parent


class Watched:
    """One side's port."""

    def __init__(self, watch, side, port) -> None:
        self._watch, self._side, self._port = watch, side, port

    def __getattr__(self, name):
        if name not in CALLS:
            return getattr(self._port, name)
        return functools.partial(self._call, name)

    def _call(self, name, *given, **named):
        watch = self._watch
        watch.before()
        if watch.ground.setup.refuses(self._side):
            watch.out_of_calls()
        if name == "write" and not given[0].schema.name.startswith("S2S_"):
            if watch.beside:
                watch.edit_beside(self._side, given[0])
            watch.wrote(self._side, given[0])
        if name == "delete":
            watch.removed(self._side, given[0])
        answer = getattr(self._port, name)(*given, **named)
        if name == "write":
            watch.refused += sum(one.refusal is not None for one in answer)
        if name == "fetch":
            watch.saw(self._side, answer)
        watch.after()
        return answer
