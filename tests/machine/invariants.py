"""The invariants of facts/salesforce-api.md §5.7, one function each.

They read both orgs by plain queries, the state, and what was asked of the orgs. Those no run of a
machine can show are held elsewhere: 8 and 16 at each write (watched.py), 9, 14 and 19 by properties
(tests/unit/sync, tests/unit/agreement), 10 by the crash matrix beside this file, 17 by the guards'
tests. The table of all twenty-one is in tests/README.md.
"""

from s2sctl.model.side import Side
from s2sctl.sync.flips import MOST
from s2sctl.sync.ledger import OSCILLATES
from s2sctl.sync.link import EntryKind, LinkStatus
from s2sctl.sync.marks import REBUILT, SWEPT
from tests.machine.people import COMPARED, FLOWS_BACK, NOTE, ORIGIN, RULES, TEXTS
from tests.support.world import NAME

PASSING = ("UNABLE_TO_LOCK_ROW", "SERVER_UNAVAILABLE", "REMOVAL_UNDER_WAY", "COPY_CAME_BACK")
"""Refusals that time cures: none may be left at rest."""


def hold_at_rest(life) -> None:
    """Everything that must be so when people and accidents have stopped."""
    told = Told(life)
    converged(told)
    no_lost_update(life, told)
    no_resurrection(life)
    no_invented_delete(life)
    no_value_in_the_state(life, told)
    dead_letters_block_nothing(life, told)
    all_that_is_shared_arrived(life, told)
    quiescent(life, told)
    no_dance(life)


class Told:
    """What can be read at rest: living links, the ledger by key and field, both orgs' rows."""

    def __init__(self, life) -> None:
        self.ground = life.ground
        store = self.ground.store
        self.links = list(store.scan_links(NAME))
        self.active = [one for one in self.links if one.status is LinkStatus.ACTIVE]
        self.ledger = store.ledger(NAME)
        self.open = {(one.key, one.field.partition("=")[0]) for one in self.ledger}
        self.failing = {one.key for one in self.ledger if one.kind is EntryKind.FAILURE}
        self.kept = life.kept | kept_in(store)
        """Every value that ever was in a conflict record: settled ones go after thirty days."""
        self.rows = {(side, name): self.ground.rows(side, name) for side in Side for name in ORIGIN}

    def with_bins(self):
        """Rows by side and object, deleted ones too."""
        return {
            (side, name): rows | self.ground.binned(side, name)
            for (side, name), rows in self.rows.items()
        }

    def pair(self, link):
        return [
            self.rows[side, str(link.objects.of(side))].get(str(link.ids.of(side)))
            for side in (Side.A, Side.B)
        ]


def kept_in(store) -> set[str | None]:
    """Every value in a conflict record, open or settled."""
    return {
        value
        for one in (*store.settled_conflicts(NAME), *store.ledger(NAME))
        if one.values is not None
        for value in (one.values.a, one.values.b)
    }


def converged(told) -> None:
    """1: mapped values are equal, but for fields in the ledger (open conflicts, failures)."""
    for link in told.active:
        if link.key in told.failing:
            continue
        a, b = told.pair(link)
        assert a is not None, ("gone from a", link)
        assert b is not None, ("gone from b", link)
        name = str(link.objects.a)
        for field in (*TEXTS[name], *COMPARED.get(name, ())):
            if (link.key, field) not in told.open:
                assert alike(a[field], b[field]), (link.key, field, a[field], b[field])


def alike(one, other) -> bool:
    """Whether two texts are the same but for what an automation makes of them: upper, lower."""
    return (one or "").casefold() == (other or "").casefold()


def quiescent(life, told) -> None:
    """2 and 7: another sync writes nothing, also after saves that changed nothing."""
    # A save by a person makes what a job left there a person's: it would start them again, and
    # sets free what is held of those that have stopped.
    touched = None if life.ground.setup.working else life.people.touch()
    held = {str(one.key.record) for one in told.ledger if one.code == OSCILLATES}
    before = life.ground.shared_writes()
    life.ground.later(1_800)
    life.sync()
    freed = touched is not None and life.people.origin(touched) in held
    assert freed or life.ground.shared_writes() == before


def as_planned(ground, first, second, watch) -> None:
    """13: the same inputs give the same plan, and a run does what its dry run said. A plan says
    the most that is removed: what else spares a copy is looked up when it is about to go."""
    assert first == second, (first, second)
    if watch.followed:
        return
    planned = {(one.object, one.action, str(one.id or one.source)) for one in first}
    assert watch.done <= planned, ("not foreseen", watch.done - planned)
    # A child whose parent's share ends in the same run, or is refused in it, waits after all; a
    # share may end over what was seen only when its row was read again.
    off = {str(one.key.record) for one in ground.store.ledger(NAME, [EntryKind.WAIT])}
    for one in ground.store.scan_links(NAME):
        off |= {str(id) for id in one.ids} if one.status is not LinkStatus.ACTIVE else set()
    undone = {one for one in planned - watch.done if one[1] != "delete" and one[2] not in off}
    assert watch.refused or not undone, ("foreseen, and not done", undone)


def no_dance(life) -> None:
    """20: automations that answer each other are found out and held after a few turns."""
    for (side, id, field), turns in life.watch.turns.items():
        assert turns <= MOST, (side, id, field, turns)


def no_lost_update(life, told) -> None:
    """3: each value that a person wrote into a field of a share is there, in a conflict record, or
    was replaced by somebody who saw it; else it was written between our re-read and our write."""
    origins = {
        (side, id): (row["key"] or f"/{id}").partition("/")[2]
        for (side, _), rows in told.with_bins().items()
        for id, row in rows.items()
    }
    shared = {str(link.key.record) for link in told.active} - life.people.deaf
    written = {}
    for edit in life.people.log:
        origin = origins.get((edit.side, edit.id), edit.home)
        flows = edit.side is ORIGIN[edit.object] or edit.field in FLOWS_BACK.get(edit.object, ())
        if origin in shared and flows:
            written.setdefault((origin, edit.field), []).append(edit)
    for (key, field), edits in written.items():
        # What a job writes is an edit too, a later one than the person's it took up.
        if field != NOTE or not life.ground.setup.ever_worked:
            _accounted_for(life, told, key, edits)


def _accounted_for(life, told, key, edits) -> None:
    """What became of each value of one field."""
    seen = {edit.saw for edit in edits}
    for edit in edits:
        row = told.rows[edit.side, edit.object].get(edit.id)
        if row is None:
            # The copy it was written into was deleted since, and made again.
            continue
        shown = row[edit.field]
        if edit.value == shown or edit.value in seen:
            continue
        if edit.number in life.watch.narrow:
            life.account(edit, "edits lost between re-read and write")
            continue
        assert edit.value in told.kept, ("lost without a record", edit, shown, edits)
        life.account(edit, "values that lost a contest, kept in a record")
        if edit is edits[-1]:
            _lost_fairly(edits, shown)


def _lost_fairly(edits, shown) -> None:
    """A record is no excuse: the last value of all lost to one that its writer had not seen."""
    lost = edits[-1]
    winner = next((one for one in edits if one.value == shown), None)
    assert winner is not None, ("nobody wrote it", lost, shown)
    assert winner.side is not lost.side, ("an older value came back", winner, lost)
    assert lost.saw != winner.value, ("an edit was undone", winner, lost)


def no_resurrection(life) -> None:
    """4: what a person deleted, and nobody brought back, is not there."""
    for side, name, id in life.people.deleted:
        row = life.ground.rows(side, name).get(id)
        assert row is None, (side, name, id)


def no_invented_delete(life) -> None:
    """5: what we removed is a copy whose origin's share a person ended."""
    users = life.ground.users()
    for side in Side:
        for name, origin in ORIGIN.items():
            for id, row in life.ground.binned(side, name).items():
                if row["by"] != users.of(side) or id in life.people.binned:
                    continue
                assert origin is not side, ("an origin was deleted", name, id)
                home = str(row["key"]).partition("/")[2]
                parent = _account_of(life, home) if name == "Contact" else home
                assert {home, parent} & life.people.ended, ("nobody ended it", name, id)


def _account_of(life, contact: str) -> str:
    found = life.ground.rows(Side.A, "Contact") | life.ground.binned(Side.A, "Contact")
    return str(found[contact]["AccountId"]) if contact in found else ""


def no_duplicate(ground) -> None:
    """6: at most one living row per key and org."""
    for side in Side:
        for name in ORIGIN:
            keys = [row["key"] for row in ground.rows(side, name).values() if row["key"]]
            assert len(keys) == len(set(keys)), (side, name)


def cursors(store) -> dict:
    """How far every object was read, look by look."""
    return {(one.side, one.object, one.flow_digest): one.looks for one in store.cursors(NAME)}


def cursors_never_go_back(before, after) -> None:
    """11 and 12, as far as a run shows them."""
    for at, looks in before.items():
        for old, new in zip(looks, after.get(at, looks), strict=True):
            assert old is None or (new is not None and new >= old), (at, old, new)


def no_value_in_the_state(life, told) -> None:
    """18, and design §3.7: of people's values the state holds those of conflicts at most."""
    for entry in told.ledger:
        if entry.kind is not EntryKind.CONFLICT:
            assert entry.values is None
        assert "zq" not in entry.message
    texts = [event.text for event in life.ground.store.events(NAME, limit=500)]
    assert not any("zq" in text for text in texts)


def dead_letters_block_nothing(life, told) -> None:
    """21: whatever was refused, every cursor has come as far as the clock, and refusals that time
    cures are gone."""
    orgs = life.ground.orgs()
    for (side, name, _), looks in cursors(life.ground.store).items():
        if name in (SWEPT, REBUILT):
            # When a sweep was last made is no reading of windows.
            continue
        behind = (orgs.of(side).now() - looks[0]).total_seconds()
        assert behind < 60, (side, name, behind)
    # Where a record is gone for good there is nothing to try again.
    lost = {one.key for one in told.ledger if one.code == "NOT_FOUND"}
    passing = [one for one in told.ledger if one.code in PASSING and one.key not in lost]
    assert not passing, passing


def all_that_is_shared_arrived(life, told) -> None:
    """No row of a rule was missed (11): each has a share, or an entry that says why not."""
    linked = {str(link.key.record) for link in told.links}
    entered = {str(one.key.record) for one in told.ledger}
    for name, (field, inside, _) in RULES.items():
        side = ORIGIN[name]
        for id, row in told.rows[side, name].items():
            if row[field] == inside and not row["key"]:
                assert id in linked | entered, (name, id)
