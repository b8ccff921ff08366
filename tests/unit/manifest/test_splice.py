"""Fixes spliced into a text: nothing moves but what they name."""

from hypothesis import given
from hypothesis import strategies as st

from s2sctl.manifest.parse import parse
from s2sctl.manifest.splice import splice
from s2sctl.model.finding import Edit, Finding, Fix, Place, renaming


def at(line, column, width, fix, code="S2S301"):
    return Finding(code, "x", "m", place=Place("f", line, column, width), fix=fix)


def mended(text, *findings):
    return splice(text, findings, "f").text


def fixed(text):
    """All of a manifest's own fixes, until none is left."""
    for _ in range(10):
        done = splice(text, parse(text, "f").findings, "f")
        if done.text == text:
            return text
        text = done.text
    raise AssertionError("still not mended")


def test_a_name_is_replaced_and_its_quotes_and_comments_stay():
    text = "a: 'Emial'  # Emial\r\nb: \"Emial\"\n"
    one, two = at(1, 4, 7, renaming("Emial", "Email")), at(2, 4, 7, renaming("Emial", "Email"))
    assert mended(text, one, two) == "a: 'Email'  # Emial\r\nb: \"Email\"\n"


def test_a_fix_that_no_longer_fits_the_text_is_not_applied():
    assert mended("a: Phone\n", at(1, 4, 5, renaming("Emial", "Email"))) == "a: Phone\n"
    assert mended("a: Phone\n", at(9, 4, 5, renaming("Emial", "Email"))) == "a: Phone\n"


def test_a_fix_of_two_edits_is_applied_whole_or_not_at_all():
    fix = Fix(
        "rename",
        (Edit("Old__c", "New__c"), Edit("Old__c", "New__c", Place("f", 2, 1, 6))),
    )
    assert mended("Old__c\nOld__c\n", at(1, 1, 6, fix)) == "New__c\nNew__c\n"
    assert mended("Old__c\nXld__c\n", at(1, 1, 6, fix)) == "Old__c\nXld__c\n"


def test_a_byte_order_mark_stays_and_shifts_nothing():
    assert mended("\ufeffab: 1\n", at(1, 1, 2, renaming("ab", "xy"))) == "\ufeffxy: 1\n"


def test_items_are_taken_out_with_their_comma_or_their_line():
    out = Fix("out", (Edit("b", None),))
    assert mended("x: [a, b, c]", at(1, 8, 1, out)) == "x: [a, c]"
    assert mended("x: [b, c]", at(1, 5, 1, out)) == "x: [c]"
    assert mended("x:\n  - a\n  - b\n  - c\n", at(3, 5, 1, out)) == "x:\n  - a\n  - c\n"
    assert mended("x:\r\n  - a\r\n  - b", at(3, 5, 1, out)) == "x:\r\n  - a\r\n"
    # A comment behind the item would be lost with its line: a person decides.
    assert mended("x:\n  - b # why\n", at(2, 5, 1, out)) == "x:\n  - b # why\n"


NAMES = st.sampled_from(["a", "bb", "ccc"])


@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.integers(1, 6), st.integers(0, 4), NAMES, NAMES),
        max_size=8,
    ),
    st.randoms(),
)
def test_crossing_fixes_are_settled_the_same_in_any_order(several, random):
    text = "a bb ccc\nbb a\nccc bb\na a a\n"
    all_of_them = [
        at(line, column, width, renaming(old, new), f"S2S{300 + n}")
        for n, (line, column, width, old, new) in enumerate(several)
    ]
    shuffled = list(all_of_them)
    random.shuffle(shuffled)
    assert mended(text, *all_of_them) == mended(text, *shuffled)


PIECES = st.lists(
    st.sampled_from(
        [
            "publsh:\n  Lead: {feilds: [Email]}\n",
            "publish:\n  Case:\n    fields: [Subject, subject, Subject]\n",
            "publish:\n  Case:\n    fields:\n      - Subject\n      - subject\n",
            "subscribe:\n  Lead:\n    fields: {Email: {to: Email, default: x}}\n",
            "subscribe:\n  Lead:\n    on_conflict: 'newst'\n    fields:\n"
            "      Email:\n        to: Email\n        default: x\n",
            "guards: {deletes: 5%, updats: 9%}  # updats\n",
            "# publsh\n",
        ]
    ),
    unique_by=lambda piece: piece.split(":")[0],
)


@given(PIECES, st.sampled_from(["\n", "\r\n"]))
def test_mending_is_idempotent_keeps_comments_and_newlines(pieces, newline):
    text = "connection: a-b\norg: 7\npartner: {org: b, acount: x}\n" + "".join(pieces)
    text = text.replace("\n", newline)
    once = fixed(text)
    assert fixed(once) == once
    assert not any(found.fix for found in parse(once, "f").findings)
    assert [line.partition("#")[2] for line in text.splitlines() if "#" in line] == [
        line.partition("#")[2] for line in once.splitlines() if "#" in line
    ]
    assert ("\r\n" in once) == (newline == "\r\n")
    assert once.count("\n") == once.count(newline)
    assert 'org: "7"' in once
