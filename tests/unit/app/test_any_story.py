"""Any story of edits, deletes, kills and late commits on two sides ends in agreement.

The invariants are those of facts/salesforce-api.md §5.7.
"""

import contextlib
import functools

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from s2sctl.errors import AnswerLost
from s2sctl.manifest.manifest import OnConflict, WhenShareEnds
from s2sctl.model.side import Side
from s2sctl.ports.org import Refusal
from s2sctl.sync.link import EntryKind
from tests.support.fake_org import Killed
from tests.support.world import NAME, leads, world

FIELDS = ("LastName", "Company", "Email", "Status")
BACK = ("LastName", "Company", "Email")
texts = st.sampled_from(["one", "two", "three", "four"])
policies = st.sampled_from(OnConflict)


class TwoOrgs(RuleBasedStateMachine):
    """People and accidents on two orgs, with a sync now and then."""

    @initialize(a=policies, b=policies, ends=st.sampled_from(WhenShareEnds))
    def connect(self, a, b, ends):
        self.w = world(*leads(back=BACK, a_policy=a, b_policy=b, ends=ends))
        self.w.a.batch_size = self.w.b.batch_size = 2

    @rule(name=texts, delay=st.sampled_from([0, 0, 0, 50, 800]))
    def a_record_is_made(self, name, delay):
        self.w.a.insert("Lead", LastName=name, Status="New", delay=delay)

    @rule(data=st.data(), field=st.sampled_from(BACK), value=texts, side=st.sampled_from("ab"))
    def a_person_edits(self, data, field, value, side):
        org = getattr(self.w, side)
        living = sorted(org.living("Lead"))
        if living:
            org.edit("Lead", data.draw(st.sampled_from(living)), **{field: value})

    @rule(data=st.data())
    def a_record_leaves_or_enters_the_rule(self, data):
        living = sorted(self.w.a.living("Lead"))
        if living:
            id = data.draw(st.sampled_from(living))
            now = self.w.a.value("Lead", id, "Status")
            self.w.a.edit("Lead", id, Status="New" if now == "Draft" else "Draft")

    @rule(data=st.data(), side=st.sampled_from("ab"))
    def a_person_deletes(self, data, side):
        org = getattr(self.w, side)
        living = sorted(org.living("Lead"))
        if living:
            org.trash("Lead", data.draw(st.sampled_from(living)))

    @rule(seconds=st.sampled_from([1, 5, 30, 70, 1000]))
    def time_passes(self, seconds):
        self.w.later(seconds=seconds)

    @rule()
    def a_sync_runs(self):
        self.w.run()
        self.check_keys()

    @rule(call=st.integers(1, 12), late=st.booleans(), side=st.sampled_from("ab"))
    def a_sync_is_killed(self, call, late, side):
        org = getattr(self.w, side)
        org.kill_at, org.kill_late = len(org.log) + call, late
        with contextlib.suppress(Killed):
            self.w.run()
        org.kill_at = None
        self.check_keys()

    @rule(
        data=st.data(),
        call=st.integers(2, 6),
        field=st.sampled_from(FIELDS),
        value=texts,
        during=st.sampled_from("ab"),
        side=st.sampled_from("ab"),
    )
    def a_person_edits_while_a_sync_runs(self, data, call, field, value, during, side):
        org = getattr(self.w, side if field in BACK else "a")
        living = sorted(org.living("Lead"))
        if not living:
            return
        id = data.draw(st.sampled_from(living))
        busy, other = getattr(self.w, during), self.w.b if org is self.w.a else self.w.a
        for one in sorted(other.living("Lead")):
            # So that the run has something to write to the row that is edited meanwhile.
            other.edit("Lead", one, Email=f"{value} {self.w.runs}")
        self.w.later(seconds=5)
        edit = functools.partial(org.edit, "Lead", id, **{field: value})
        busy.meanwhile = {len(busy.log) + call: edit}
        self.w.run()
        busy.meanwhile.clear()
        self.check_keys()

    @rule(first=st.integers(1, 4), side=st.sampled_from("ab"))
    def answers_are_lost(self, first, side):
        org = getattr(self.w, side)
        org.lose = {org._writes + first, org._writes + first + 1}
        with contextlib.suppress(AnswerLost):
            self.w.run()
        org.lose = set()
        self.check_keys()

    @rule(every=st.integers(2, 4))
    def rows_are_refused(self, every):
        seen = [0]

        def refuse(name, values):
            seen[0] += name == "Lead"
            refused = name == "Lead" and seen[0] % every == 0
            return Refusal("UNABLE_TO_LOCK_ROW", "locked") if refused else None

        self.w.b.refuse = refuse
        self.w.run()
        self.w.b.refuse = lambda _, __: None

    @precondition(lambda self: hasattr(self, "w"))
    @rule()
    def everything_comes_to_rest(self):
        """Faults stop; after the looks have passed both sides agree, and a sync writes nothing."""
        for _ in range(4):
            self.w.later(hours=7)
            self.w.run()
        self.check_agreement()
        before = self.w.writes
        self.w.later(minutes=20)
        self.w.run()
        assert self.w.writes == before

    def check_keys(self):
        """At most one living row per key, whatever happened."""
        keys = [row.values.get("S2S_Key__c") for row in self.w.b.living("Lead").values()]
        assert len(keys) == len(set(keys))
        assert all(row.by for row in self.w.a.living("Lead").values())

    def check_agreement(self):
        self.check_keys()
        apart = {e.key for e in self.w.store.ledger(NAME, [EntryKind.CONFLICT])}
        for link in self.w.store.scan_links(NAME):
            if link.status.value != "active" or link.key in apart:
                continue
            a = self.w.a.table("Lead")[link.ids.of(Side.A)]
            b = self.w.b.table("Lead")[link.ids.of(Side.B)]
            assert not a.deleted
            assert not b.deleted
            shown = [[row.values.get(field) for field in FIELDS] for row in (a, b)]
            assert shown[0] == shown[1]
        shared = {
            id for id, row in self.w.a.living("Lead").items() if row.values["Status"] != "Draft"
        }
        linked = {link.key.record for link in self.w.store.scan_links(NAME)}
        assert shared <= linked

    def teardown(self):
        if hasattr(self, "w"):
            self.everything_comes_to_rest()


TwoOrgs.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestAnyStory = TwoOrgs.TestCase
