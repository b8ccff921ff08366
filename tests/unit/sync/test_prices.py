"""Which price book entry a line gets."""

from hypothesis import given
from hypothesis import strategies as st

from s2sctl.model.ids import RecordId
from s2sctl.sync.prices import Entry, Need, entry_for

IDS = st.sampled_from(("1", "2"))
CURRENCIES = st.sampled_from(("", "EUR", "SEK"))
ENTRIES = st.lists(
    st.builds(Entry, st.builds(RecordId, st.text("ab", min_size=1)), IDS, IDS, CURRENCIES)
)
NEEDS = st.builds(Need, IDS, st.none() | IDS, CURRENCIES)


def test_product_book_and_currency_must_all_match():
    entry = Entry(RecordId("e"), "book", "product", "EUR")
    assert entry_for(Need("product", "book", "EUR"), [entry], None) == "e"
    assert entry_for(Need("other", "book", "EUR"), [entry], None) is None
    assert entry_for(Need("product", "other", "EUR"), [entry], None) is None
    assert entry_for(Need("product", "book", "SEK"), [entry], None) is None


def test_an_opportunity_without_a_book_takes_the_standard_price():
    entry = Entry(RecordId("e"), "standard", "product")
    assert entry_for(Need("product", None), [entry], "standard") == "e"
    assert entry_for(Need("product", None), [entry], None) is None


@given(NEEDS, ENTRIES, st.none() | IDS)
def test_what_is_found_matches_and_its_place_in_the_list_says_nothing(need, entries, standard):
    found = entry_for(need, entries, standard)
    fits = {
        one.id
        for one in entries
        if one.product == need.product
        and one.book == (need.book or standard)
        and one.currency == need.currency
    }
    assert (found in fits) if fits else found is None
    assert entry_for(need, entries[::-1], standard) == found
