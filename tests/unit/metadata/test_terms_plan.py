"""A plan in a file, and what follows from other terms."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2sctl.errors import StateUnusable, UsageError
from s2sctl.manifest.manifest import FieldMapping, Publication, Subscription, Terms
from s2sctl.metadata.consequences import Consequences, Way, consequences
from s2sctl.metadata.terms_plan import TermsPlan, changes, plan_from_json, plan_to_json
from s2sctl.model.side import Side

FACTS = st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3)
OBJECTS = st.sampled_from(["Lead", "Case"])
TERMS = st.builds(
    Terms,
    st.lists(
        st.builds(Publication, OBJECTS, st.just(("Email",))), unique_by=lambda one: one.object
    ).map(tuple),
    st.lists(
        st.builds(
            lambda name: Subscription(name, name, (FieldMapping("Email", "Email"),)), OBJECTS
        ),
        unique_by=lambda one: one.source,
    ).map(tuple),
)
PLANS = st.builds(
    TermsPlan,
    st.sampled_from(["publish", "subscribe"]),
    *[st.text(max_size=5)] * 5,
    wanted=TERMS,
    basis=FACTS,
    seen=FACTS,
)


@given(PLANS)
def test_a_plan_comes_back_as_it_was_kept(plan):
    again = plan_from_json(plan_to_json(plan))
    assert again == plan
    assert again.checksum == plan.checksum
    assert changes(plan, again) == ()


@given(PLANS, st.data())
def test_a_plan_that_was_touched_is_no_plan(plan, data):
    text = plan_to_json(plan).rstrip("\n")
    place = data.draw(st.integers(0, len(text) - 1))
    touched = text[:place] + ("x" if text[place] != "x" else "y") + text[place + 1 :]
    with pytest.raises((UsageError, StateUnusable)):
        plan_from_json(touched)


@given(PLANS, FACTS)
def test_what_changed_is_named_and_what_was_only_seen_is_not(plan, facts):
    other = TermsPlan(
        plan.section, plan.connection, plan.org, plan.org_id, plan.partner, plan.account,
        plan.wanted, facts, {"count of Lead": "9"},
    )  # fmt: skip
    differing = {name for name in {*plan.basis, *facts} if plan.basis.get(name) != facts.get(name)}
    assert set(changes(plan, other)) == differing
    assert (plan.checksum == other.checksum) == (not differing)


def test_a_newer_plan_is_told_apart_from_a_broken_one():
    with pytest.raises(StateUnusable):
        plan_from_json(json.dumps({"kind": "s2sctl-plan", "v": 99}))


@given(TERMS, TERMS, TERMS)
def test_going_back_starts_what_going_there_stopped(one, other, partner):
    there = consequences(Side.A, one, other, partner)
    back = consequences(Side.A, other, one, partner)
    assert set(there.starts) == set(back.stops)
    assert set(there.stops) == set(back.starts)
    assert consequences(Side.A, one, one, partner) == Consequences()


def test_what_the_partner_takes_and_gets_no_more_is_named():
    mapping = FieldMapping("Email", "Email")
    partner = Terms(subscribe=(Subscription("Lead", "Contact", (mapping,)),))
    ours = Terms((Publication("Lead", ("Email",)),))
    found = consequences(Side.B, ours, Terms(), partner)
    assert found == Consequences((), (Way("Lead", "Contact", True),), ("Lead", "Lead.Email"))
