import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2sctl.errors import StateUnusable, UsageError
from s2sctl.manifest.manifest import (
    Accept,
    FieldMapping,
    FullCompare,
    Guards,
    OnConflict,
    OnLeave,
    Owner,
    Publication,
    ShareRule,
    Subscription,
    Terms,
    WhenShareEnds,
)
from s2sctl.manifest.recast import Recast
from s2sctl.manifest.terms_json import (
    MAX_LENGTH,
    digest_of,
    published_from_json,
    published_to_json,
    size_findings,
    terms_from_json,
    terms_to_json,
)

names = st.from_regex(r"[A-Z][a-z]{1,6}(__c)?", fullmatch=True)
texts = st.text(max_size=12)
percents = st.floats(0, 100, allow_nan=False)
recasts = st.builds(
    Recast,
    strip_prefix=texts,
    suffix=texts,
    join=st.lists(names, max_size=2).map(tuple),
    separator=texts,
    part=st.none() | st.tuples(st.integers(0, 3), st.integers(2, 4)),
    zone=st.none() | st.just("Europe/Berlin"),
    rate=st.none() | st.decimals("0.01", 1000, places=4),
    scale=st.none() | st.integers(0, 4),
    keep_blank=st.booleans(),
)
mappings = st.builds(
    FieldMapping,
    names,
    names,
    st.none() | st.lists(st.tuples(texts, texts), max_size=3).map(tuple),
    st.none() | texts,
    st.none() | st.integers(1, 500),
    st.none() | st.sampled_from(OnConflict),
    recasts,
)
publications = st.builds(
    Publication,
    names,
    st.lists(names, max_size=4).map(tuple),
    st.builds(ShareRule, st.none() | texts, st.sampled_from(OnLeave)),
    st.none() | st.sampled_from(FullCompare),
)
subscriptions = st.builds(
    Subscription,
    names,
    names,
    st.lists(mappings, max_size=3).map(tuple),
    st.sampled_from(Accept),
    st.none() | st.builds(Owner, st.sampled_from(["queue", "user"]), texts),
    st.none() | names,
    st.sampled_from(OnConflict),
    st.sampled_from(WhenShareEnds),
    st.dictionaries(names, texts, max_size=2).map(lambda fixed: tuple(fixed.items())),
    st.none() | st.integers(1, 20),
    st.booleans(),
)
sides = st.builds(
    Terms,
    st.lists(publications, max_size=3).map(tuple),
    st.lists(subscriptions, max_size=3).map(tuple),
    st.builds(Guards, percents, percents, percents, percents),
    st.integers(0, 3650),
)


@given(sides)
def test_terms_come_back_as_they_went(terms):
    assert terms_from_json(*terms_to_json(terms)) == terms


@given(sides)
def test_the_text_is_canonical(terms):
    once = terms_to_json(terms)
    assert terms_to_json(terms_from_json(*once)) == once


@given(sides, sides)
def test_digests_are_equal_exactly_when_the_halves_are(one, other):
    mine, theirs = terms_to_json(one)[0], terms_to_json(other)[0]
    assert (digest_of(mine) == digest_of(theirs)) == (one.publish == other.publish)


def test_an_empty_text_says_nothing_is_in_force():
    assert terms_from_json("", "") == Terms()
    assert digest_of("") == ""


def test_the_publish_list_travels_alone():
    listed = (Publication("Lead", ("Email",)),)
    assert published_from_json(published_to_json(listed)) == listed


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:-20],
        lambda text: text.replace("Email", "Phone"),
        lambda text: "[]",
        lambda text: "{}",
        lambda text: "5",
        lambda text: text.replace('"v":1', '"v":"1"'),
    ],
)
def test_an_edited_text_is_refused(damage):
    published, subscribed = terms_to_json(Terms((Publication("Lead", ("Email",)),)))
    with pytest.raises(UsageError) as raised:
        terms_from_json(damage(published), subscribed)
    assert raised.value.code == "S2S214"


def test_a_newer_form_is_refused_as_such():
    published = json.dumps({**json.loads(terms_to_json(Terms())[0]), "v": 2})
    with pytest.raises(StateUnusable) as raised:
        terms_from_json(published, "")
    assert raised.value.code == "S2S215"


def test_a_side_that_an_org_cannot_hold_is_a_finding():
    long = Publication("Lead", ("Email",), ShareRule("x" * MAX_LENGTH))
    (found,) = size_findings(Terms(publish=(long,)))
    assert (found.code, found.path) == ("S2S211", "publish")
    assert size_findings(Terms()) == ()
