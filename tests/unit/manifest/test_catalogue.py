"""What a side shows of its publish list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2sctl.errors import UsageError
from s2sctl.manifest.catalogue import (
    Catalogue,
    Withdrawn,
    catalogue_from_json,
    catalogue_to_json,
    withdrawals,
    withdrawn_after,
)
from s2sctl.manifest.manifest import Publication
from s2sctl.manifest.terms_json import published_from_json, published_to_json, sealed
from s2sctl.model.schema import FieldSchema

NAMES = st.sampled_from(["Email", "Phone", "City", "Rating"])
LISTS = st.lists(NAMES, min_size=1, unique=True).map(tuple)
PUBLISH = st.lists(
    st.builds(Publication, st.sampled_from(["Lead", "Case", "Task"]), LISTS),
    unique_by=lambda one: one.object,
).map(tuple)
FIELDS = st.builds(
    FieldSchema, NAMES, st.sampled_from(["string", "email"]), st.text(max_size=9), st.integers(0, 9)
)
CATALOGUES = st.builds(
    Catalogue,
    PUBLISH,
    st.dictionaries(
        st.sampled_from(["Lead", "Case"]),
        st.lists(FIELDS, min_size=1).map(lambda some: {one.name: one for one in some}),
    ),
    st.lists(st.builds(Withdrawn, NAMES, st.text(max_size=5), st.text(max_size=5))).map(tuple),
)
LEAD = Publication("Lead", ("Email", "Phone"))


@given(CATALOGUES)
def test_a_catalogue_comes_back_as_it_was_written(catalogue):
    assert catalogue_from_json(catalogue_to_json(catalogue)) == catalogue


@given(CATALOGUES)
def test_its_text_is_read_as_a_publish_list_too(catalogue):
    assert published_from_json(catalogue_to_json(catalogue)) == catalogue.publish


@given(PUBLISH)
def test_an_older_text_reads_as_a_list_without_types(publish):
    assert catalogue_from_json(published_to_json(publish)) == Catalogue(publish)


def test_what_leaves_is_told_once_and_what_comes_back_is_not():
    without = Publication("Lead", ("Phone",))
    left = withdrawn_after(Catalogue((LEAD,)), (without,), "now", "why")
    assert left == (Withdrawn("Lead.Email", "now", "why"),)
    again = withdrawn_after(Catalogue((without,), withdrawn=left), (without,), "later", "")
    assert again == left
    assert withdrawn_after(Catalogue((without,), withdrawn=left), (LEAD,), "later", "") == ()


def test_an_object_that_leaves_takes_its_fields_along():
    assert withdrawn_after(Catalogue((LEAD,)), (), "now", "") == (Withdrawn("Lead", "now"),)


@pytest.mark.parametrize(
    "content",
    [
        {"withdrawn": [{"what": "Lead", "since": "", "reason": "", "more": 1}]},
        {"withdrawn": [3]},
        {"types": []},
        {"objects": [{"object": "Lead", "fields": ["Email"], "share": "all"}]},
        {"types": {"Lead": {"Email": {"length": "long"}}}},
    ],
)
def test_a_partners_text_that_does_not_fit_is_a_sentence_not_a_bug(content):
    text = sealed({"objects": [], **content})
    with pytest.raises(UsageError) as refused:
        catalogue_from_json(text)
    assert refused.value.code == "S2S214"
    assert withdrawals(text) == ()


def test_a_text_nested_without_end_is_one_that_was_edited():
    with pytest.raises(UsageError):
        catalogue_from_json("[" * 100_000)
