import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from s2sctl.manifest.yaml_nodes import MappingNode, ScalarNode, plain
from s2sctl.manifest.yaml_read import read_yaml


def values(text):
    parsed = read_yaml(text, "f.yaml")
    assert parsed.findings == ()
    return plain(parsed.root)


def only_finding(text):
    (finding,) = read_yaml(text, "f.yaml").findings
    return finding.code, finding.place.line, finding.place.column


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("2026-01-01", "2026-01-01"),
        ("010", 10),
        ("0o17", 15),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("true", True),
        ("~", None),
        ("", None),
        ("1.5e3", 1500.0),
        ('"5"', "5"),
        ("!!str 5", "5"),
        ('! "5"', "5"),
        ("5%", "5%"),
    ],
)
def test_unquoted_values_have_the_types_of_yaml_1_2(written, meant):
    assert values(f"key: {written}") == {"key": meant}


def test_keys_are_text_whatever_type_they_would_have():
    assert values("NO: 1\n5: 2\ntrue: 3") == {"NO": 1, "5": 2, "true": 3}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3", ("S2S108", 3, 1)),
        ("a: !python/object:os.system x", ("S2S109", 1, 4)),
        ("a: *nowhere", ("S2S109", 1, 4)),
        ("a: &x [*x]", ("S2S109", 1, 8)),
        ("--- 1\n--- 2", ("S2S109", 2, 1)),
        ("a:\n\tb: 1", ("S2S101", 2, 1)),
        ("a: b: c", ("S2S101", 1, 5)),
        ("a: [1, 2", ("S2S101", 1, 9)),
        ("a: 1\nb: \x07", ("S2S101", 2, 4)),
        ("a: \ud800", ("S2S101", 1, 4)),
        ("? [x]\n: 1", ("S2S109", 1, 3)),
        ("[" * 100_000, ("S2S109", 1, 42)),
    ],
)
def test_what_cannot_be_read_is_one_finding_at_its_place(text, expected):
    assert only_finding(text) == expected


def test_an_alias_bomb_is_refused_before_it_explodes():
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)
    )
    assert only_finding(bomb)[0] == "S2S109"


def test_aliases_are_followed():
    assert values("a: &x {k: 1}\nb: *x") == {"a": {"k": 1}, "b": {"k": 1}}


def test_a_place_counts_characters_not_bytes():
    root = read_yaml('"ключ 😀": значение', "f.yaml").root
    assert isinstance(root, MappingNode)
    (entry,) = root.entries
    assert (entry.key_place.column, entry.key_place.width) == (1, 8)
    assert (entry.value.place.column, entry.value.place.width) == (11, 8)


def test_a_byte_order_mark_does_not_shift_columns():
    root = read_yaml("\ufeffa: 1", "f.yaml").root
    assert isinstance(root, MappingNode)
    assert root.entries[0].key_place.column == 1


def test_text_over_several_lines_is_marked_so():
    root = read_yaml("a: |\n  x\nb: x\nc: x\n  y", "f.yaml").root
    assert isinstance(root, MappingNode)
    blocks = [isinstance(e.value, ScalarNode) and e.value.block for e in root.entries]
    assert blocks == [True, False, True]


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(min_size=1), json_like, max_size=4))
def test_what_pyyaml_writes_is_read_back(data):
    text = yaml.safe_dump(data, allow_unicode=False, default_style='"')
    parsed = read_yaml(text, "f.yaml")
    assert parsed.findings == ()
    assert plain(parsed.root) == data


@given(st.text())
def test_no_text_makes_the_reader_raise(text):
    parsed = read_yaml(text, "f.yaml")
    assert all(found.place is not None for found in parsed.findings)
