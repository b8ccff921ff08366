from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2sctl.agreement.flows import Transform
from s2sctl.agreement.transform import Untransformable, apply, cut
from s2sctl.model.schema import FieldSchema, PicklistValue
from s2sctl.model.values import canonical

SAME = Transform()
TEXT = FieldSchema("T", "string", length=10)
LONG = FieldSchema("L", "textarea", length=32000)
MONEY = FieldSchema("M", "currency", precision=8, scale=2)
COUNT = FieldSchema("C", "int", digits=3)
FLAG = FieldSchema("F", "boolean")
DAY = FieldSchema("D", "date")
MOMENT = FieldSchema("S", "datetime")
RATING = FieldSchema(
    "Rating",
    "picklist",
    restricted_picklist=True,
    picklist=(PicklistValue("Hot", "Hot"), PicklistValue("Old", "Old", active=False)),
)
COLOURS = FieldSchema(
    "Colours",
    "multipicklist",
    restricted_picklist=True,
    picklist=(PicklistValue("Red", ""), PicklistValue("Blue", "")),
)


@pytest.mark.parametrize(
    ("source", "target", "value", "expected"),
    [
        (TEXT, LONG, "a\r\nb", "a\nb"),
        (MONEY, TEXT, Decimal("1234.5"), "1234.5"),
        (MONEY, TEXT, Decimal("1E+3"), "1000"),
        (FLAG, TEXT, True, "true"),
        (TEXT, MONEY, "12.50", Decimal("12.5")),
        (TEXT, DAY, "2026-01-31", "2026-01-31"),
        (TEXT, MOMENT, "2026-01-31T10:00:00+02:00", "2026-01-31T08:00:00Z"),
        (RATING, RATING, "Hot", "Hot"),
        (COLOURS, COLOURS, "Red;Blue", "Blue;Red"),
        (RATING, COLOURS, None, None),
        (FLAG, FLAG, None, False),
        (TEXT, FLAG, None, False),
        (TEXT, TEXT, None, None),
    ],
)
def test_a_value_takes_the_form_of_its_target(source, target, value, expected):
    assert apply(SAME, source, target, value) == expected


@pytest.mark.parametrize(
    ("source", "target", "value", "code"),
    [
        (LONG, TEXT, "x" * 11, "STRING_TOO_LONG"),
        (MONEY, COUNT, Decimal("1.5"), "NUMBER_OUTSIDE_VALID_RANGE"),
        (MONEY, COUNT, Decimal("1000"), "NUMBER_OUTSIDE_VALID_RANGE"),
        (TEXT, MONEY, "a lot", "INVALID_TYPE_ON_FIELD_IN_RECORD"),
        (TEXT, DAY, "31.1.2026", "INVALID_TYPE_ON_FIELD_IN_RECORD"),
        (TEXT, DAY, "2026-01-31T00:00:00Z", "INVALID_TYPE_ON_FIELD_IN_RECORD"),
        (TEXT, MOMENT, "2026-01-31", "INVALID_TYPE_ON_FIELD_IN_RECORD"),
        (TEXT, FLAG, "perhaps", "INVALID_TYPE_ON_FIELD_IN_RECORD"),
        (TEXT, RATING, "Old", "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"),
        (COLOURS, COLOURS, "Green;Red", "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"),
    ],
)
def test_a_value_that_cannot_go_there_is_refused_without_being_quoted(source, target, value, code):
    with pytest.raises(Untransformable) as raised:
        apply(SAME, source, target, value)
    assert raised.value.code == code
    assert str(value) not in raised.value.reason


def test_a_value_map_comes_first_and_its_default_takes_the_rest():
    mapped = Transform(values=(("Heiß", "Hot"),), default="Old")
    free = FieldSchema("P", "picklist")
    assert apply(mapped, TEXT, free, "Heiß") == "Hot"
    assert apply(mapped, TEXT, free, "Kalt") == "Old"
    assert apply(mapped, TEXT, free, None) is None
    assert apply(Transform(values=(("x", "y"),)), TEXT, free, "z") == "z"


def test_each_value_of_a_multi_select_is_mapped_by_itself():
    mapped = Transform(values=(("Rot", "Red"), ("Blau", "Blue")))
    assert apply(mapped, FieldSchema("X", "multipicklist"), COLOURS, "Blau;Rot") == "Blue;Red"


def test_a_checkbox_can_be_mapped_to_words():
    mapped = Transform(values=(("true", "Hot"),))
    assert apply(mapped, FLAG, RATING, True) == "Hot"
    back = Transform(values=(("Hot", "true"),), default="false")
    assert apply(back, RATING, FLAG, "Hot") is True
    assert apply(back, RATING, FLAG, "Old") is False


def test_a_lookup_is_left_to_the_links():
    lookup = FieldSchema("AccountId", "reference")
    assert apply(SAME, lookup, lookup, "001000000000001AAA") == "001000000000001AAA"


@given(st.text(alphabet=st.characters(codec="utf-8")), st.integers(1, 12))
def test_a_cut_is_a_prefix_of_whole_characters_and_fits(text, length):
    shorter = cut(text, length)
    assert text.startswith(shorter)
    assert len(shorter.encode("utf-16-le")) // 2 <= length
    missing = text[len(shorter) : len(shorter) + 1]
    assert not missing or len((shorter + missing).encode("utf-16-le")) // 2 > length


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=30))
def test_what_arrives_is_canonical(text):
    value = canonical(LONG, text)
    arrived = apply(SAME, LONG, LONG, value)
    assert arrived == canonical(LONG, arrived)
    assert apply(SAME, LONG, LONG, arrived) == arrived


@given(st.decimals(-99999, 99999, places=2))
def test_a_number_through_text_comes_back(number):
    value = canonical(MONEY, str(number))
    assert apply(SAME, TEXT, MONEY, apply(SAME, MONEY, TEXT, value)) == value
