"""Who is whose, of records that exist on both sides."""

from hypothesis import given
from hypothesis import strategies as st

from s2sctl.model.digest import DigestKey
from s2sctl.model.ids import RecordId
from s2sctl.model.names import FieldName
from s2sctl.model.schema import FieldSchema
from s2sctl.sync.matching import Sightings, mark, match

KEY = DigestKey(b"k" * 32)
EMAIL = FieldSchema(FieldName("Email"), "email")
NAME = FieldSchema(FieldName("LastName"), "string")

records = st.lists(st.sampled_from(["a", "b", "c", "d", None]), max_size=8)


def sightings(values, prefix):
    seen = Sightings()
    for place, value in enumerate(values):
        seen.see(RecordId(f"{prefix}{place}"), mark(KEY, [NAME], [value]))
    return seen


@given(records, records, st.sets(st.integers(0, 7)), st.sets(st.integers(0, 7)))
def test_every_origin_has_one_fate_and_no_record_is_linked_twice(ours, theirs, linked, taken):
    done = {RecordId(f"o{n}") for n in linked if n < len(ours)}
    held = {RecordId(f"c{n}"): False for n in taken}
    found = match(sightings(ours, "o"), sightings(theirs, "c"), done, held)
    fates = [
        *(one for one, _ in found.unique),
        *(one for one, _ in found.occupied),
        *(one for some in found.ambiguous for one in some.origins),
        *found.missing,
        *found.blank,
        *found.linked,
    ]
    assert sorted(fates) == sorted(f"o{n}" for n in range(len(ours)))
    copies = [copy for _, copy in found.unique]
    assert len(copies) == len(set(copies))
    assert not set(copies) & set(held)
    for one, other in found.unique:
        assert ours[int(one[1:])] == theirs[int(other[1:])] is not None


@given(st.text(), st.text())
def test_only_equal_values_share_a_mark_and_blank_ones_have_none(one, other):
    marks = [mark(KEY, [NAME], [value]) for value in (one, other)]
    assert (marks[0] is None) == (not one.strip())
    if marks[0] is not None and marks[1] is not None:
        assert (marks[0] == marks[1]) == (one.strip() == other.strip())


def test_an_email_is_compared_without_regard_to_case_and_a_name_is_not():
    assert mark(KEY, [EMAIL], [" A@B.example"]) == mark(KEY, [EMAIL], ["a@b.example"])
    assert mark(KEY, [NAME], ["A"]) != mark(KEY, [NAME], ["a"])


def test_all_fields_count_and_one_blank_is_enough_to_match_nothing():
    both = [EMAIL, NAME]
    assert mark(KEY, both, ["a@b.example", None]) is None
    assert mark(KEY, both, ["a@b.example", "X"]) != mark(KEY, both, ["a@b.example", "Y"])
    assert mark(KEY, [NAME, NAME], ["a", "bc"]) != mark(KEY, [NAME, NAME], ["ab", "c"])
