"""What flows both ways comes back as it was: canonical(back(there(x))) == x (§5.7, 19).

Prefixes, maps between them, joined texts, days in a zone and rates: test_recasting.py.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2sctl.agreement.flows import Transform
from s2sctl.agreement.transform import apply
from s2sctl.model.schema import FieldSchema
from s2sctl.model.values import canonical

SAME = Transform()
TEXT = FieldSchema("T", "string", length=255)
LONG = FieldSchema("L", "textarea", length=32_000)
PICKED = FieldSchema("P", "picklist", length=255)
COLOURS = FieldSchema("C", "multipicklist", length=4_099)

PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60)
AMOUNTS = st.decimals(-(10**15), 10**15, places=2)
MOMENTS = st.datetimes().map(lambda at: at.replace(microsecond=0).isoformat() + "Z")
WAYS = (
    [(FieldSchema("S", kind, length=255), kind, PLAIN) for kind in ("string", "phone", "url")]
    + [(FieldSchema("S", kind, precision=18, scale=2), kind, AMOUNTS)
       for kind in ("double", "currency", "percent")]
    + [(FieldSchema("S", kind, digits=10), kind, st.integers(-(10**9), 10**9))
       for kind in ("int", "long")]
    + [
        (FieldSchema("S", "textarea", length=255), "textarea", PLAIN),
        (FieldSchema("S", "picklist", length=255), "picklist", PLAIN),
        (FieldSchema("S", "boolean"), "boolean", st.booleans()),
        (FieldSchema("S", "date"), "date", st.dates().map(str)),
        (FieldSchema("S", "time"), "time", st.times().map(str)),
        (FieldSchema("S", "datetime"), "datetime", MOMENTS),
        (COLOURS, "multipicklist", st.lists(st.sampled_from("abcdef")).map(";".join)),
    ]
)  # fmt: skip


@pytest.mark.parametrize(("field", "raw"), [pytest.param(f, r, id=kind) for f, kind, r in WAYS])
@given(data=st.data())
def test_a_value_comes_back_from_its_own_type_and_from_text(field, raw, data):
    value = canonical(field, data.draw(raw))
    for target in (field, LONG):
        there = apply(SAME, field, target, value)
        assert canonical(target, there) == there
        assert apply(SAME, target, field, there) == value


@given(st.permutations("abcdef"), st.lists(st.sampled_from("abcdef"), unique=True))
def test_a_map_without_doubles_undoes_itself_value_by_value(went, chosen):
    there = tuple(zip("abcdef", map(str.upper, went), strict=True))
    back = tuple((to, from_) for from_, to in there)
    value = canonical(COLOURS, ";".join(chosen))
    arrived = apply(Transform(values=there), COLOURS, COLOURS, value)
    assert apply(Transform(values=back), COLOURS, COLOURS, arrived) == value
    for one in chosen:
        arrived = apply(Transform(values=there), PICKED, TEXT, one)
        assert arrived == dict(there)[one]
        assert apply(Transform(values=back), TEXT, PICKED, arrived) == one


@given(st.booleans(), st.sampled_from([("Yes", "No"), ("1", "0"), ("true", "false")]))
def test_a_checkbox_comes_back_from_words(value, words):
    flag = FieldSchema("F", "boolean")
    there = (("true", words[0]), ("false", words[1]))
    back = tuple((to, from_) for from_, to in there)
    word = apply(Transform(values=there), flag, TEXT, value)
    assert word == words[not value]
    assert apply(Transform(values=back), TEXT, flag, word) == value
