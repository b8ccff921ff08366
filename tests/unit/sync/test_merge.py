"""A record's fields: after its writes both sides agree, and the next merge writes nothing."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from s2sctl.agreement.flows import FieldLink, Transform
from s2sctl.manifest.manifest import OnConflict
from s2sctl.model.digest import DigestKey
from s2sctl.model.ids import Key, OrgId, RecordId, to18
from s2sctl.model.schema import FieldSchema
from s2sctl.model.side import Pair, Side
from s2sctl.sync.bases import confirm
from s2sctl.sync.decide import Hold, WriteTo
from s2sctl.sync.mapped import Mapped
from s2sctl.sync.merge import edited, fill, merge
from s2sctl.sync.record_plan import Clash, Marker, Seen, Unfit, Waits
from s2sctl.sync.settled import How

KEY = Key(OrgId(to18("00D000000000AAA")), RecordId(to18("00Q000000000001")))
MARKER = Marker(DigestKey(b"k" * 32), KEY)
PARENT, THERE = RecordId(to18("001000000000001")), RecordId(to18("001000000000002"))


def text(name, length=40):
    return FieldSchema(name, "string", name, length)


def mapped(name, *, to=Side.B, both=True, policy=OnConflict.NEWEST, length=40, type="string"):
    one_way = Pair.seen_from(to, Transform(), None)
    into = Pair(Transform(), Transform()) if both else one_way
    link = FieldLink(Pair(f"{name}A", f"{name}B"), into, Pair(policy, policy))
    a, b = FieldSchema(f"{name}A", type, name, 40), FieldSchema(f"{name}B", type, name, length)
    return Mapped(link, Pair(a, b))


FIELDS = tuple(mapped(name) for name in "XYZ")
values = st.sampled_from([None, "one", "two", "three"])
sides = st.fixed_dictionaries(dict.fromkeys("XYZ", values))


def row(side, given_values):
    return {f"{name}{side.value.upper()}": value for name, value in given_values.items()}


def pair(a, b):
    return Pair(row(Side.A, a), row(Side.B, b))


def base_of(agreed):
    both = pair(agreed, agreed)
    base = {}
    for one in FIELDS:
        digests = [
            MARKER.of(side, one.link.name, both.of(side)[one.link.fields.of(side)]) for side in Side
        ]
        base[one.link.name] = Pair(*digests)
    return base


def carried_out(both, plan):
    return Pair(*({**both.of(side), **plan.writes.of(side)} for side in Side))


@given(sides, sides, sides, st.sampled_from(Side), st.sampled_from([None, *Side]))
def test_after_its_writes_both_sides_agree_and_nothing_is_left(agreed, a, b, origin, newer) -> None:
    both, base = pair(a, b), base_of(agreed)
    plan = merge(FIELDS, Seen(both, origin, newer), base, MARKER, {})
    after = carried_out(both, plan)
    for one in FIELDS:
        assert after.a[one.link.fields.a] == after.b[one.link.fields.b]
    again = merge(FIELDS, Seen(after, origin, newer), plan.base_after(base), MARKER, {})
    assert again.targets == ()
    assert not any(
        edited(FIELDS, side, Seen(after, origin), plan.base_after(base), MARKER) for side in Side
    )


@given(sides, sides, sides)
def test_only_what_changed_is_written(agreed, a, b) -> None:
    both, base = pair(a, b), base_of(agreed)
    plan = merge(FIELDS, Seen(both, Side.A), base, MARKER, {})
    for side in Side:
        for field, value in plan.writes.of(side).items():
            assert both.of(side)[field] != value
            name = field[0]
            assert {"a": a, "b": b}[side.other.value][name] != agreed[name]


@given(sides, sides, sides)
def test_edits_of_different_fields_do_not_touch_each_other(agreed, a, b) -> None:
    """A field's outcome is the same whatever the other fields are."""
    both, base = pair(a, b), base_of(agreed)
    whole = merge(FIELDS, Seen(both, Side.A), base, MARKER, {})
    for place, one in enumerate(FIELDS):
        alone = merge((one,), Seen(both, Side.A), base, MARKER, {})
        assert alone.fields == (whole.fields[place],)


@given(sides, sides)
def test_a_side_that_was_not_read_counts_as_unchanged(agreed, a) -> None:
    base = base_of(agreed)
    half = Pair(row(Side.A, a), None)
    known = pair(a, agreed)
    guessed = merge(FIELDS, Seen(half, Side.A), base, MARKER, {})
    assert guessed.writes == merge(FIELDS, Seen(known, Side.A), base, MARKER, {}).writes


@given(sides, sides)
def test_our_own_unconfirmed_write_is_never_sent_back(agreed, b) -> None:
    base = base_of(agreed)
    seen = Seen(pair(agreed, b), Side.A, ours=frozenset({Side.B}))
    plan = merge(FIELDS, seen, base, MARKER, {})
    assert plan.targets == ()
    confirmed = plan.base_after(base)
    assert confirmed == confirm(FIELDS, Side.B, row(Side.B, b), base, MARKER, frozenset())


@given(sides, sides, sides, sides)
def test_only_the_fields_a_write_set_are_confirmed_by_what_the_row_shows_later(
    agreed, a, b, later
) -> None:
    base = base_of(agreed)
    plan = merge(FIELDS, Seen(pair(a, b), Side.A), base, MARKER, {})
    for side in Side:
        kept = plan.only({side})
        unwritten = kept.unwritten(side, FIELDS, base)
        after = kept.base_after(base)
        confirmed = confirm(FIELDS, side, row(side, later), after, MARKER, unwritten)
        for one in FIELDS:
            name, field = one.link.name, one.link.fields.of(side)
            written = field in kept.writes.of(side)
            assert (name in unwritten) is not written
            shown = MARKER.of(side, name, row(side, later)[field])
            assert confirmed[name].of(side) == (shown if written else after[name].of(side))


def test_an_edit_our_write_did_not_settle_stays_one() -> None:
    (one,) = (mapped("X", policy=OnConflict.ASK),)
    base = {one.link.name: Pair(*(MARKER.of(side, one.link.name, "old") for side in Side))}
    both = Pair({"XA": "a"}, {"XB": "b"})
    plan = merge((one,), Seen(both, Side.A), base, MARKER, {})
    assert isinstance(plan.fields[0].decision, Hold)
    assert plan.unwritten(Side.B, (one,), base) == {one.link.name}
    kept = confirm((one,), Side.B, both.b, base, MARKER, plan.unwritten(Side.B, (one,), base))
    assert kept == base


def test_a_held_conflict_carries_both_values_and_no_write() -> None:
    one = mapped("X", policy=OnConflict.ASK)
    plan = merge((one,), Seen(Pair({"XA": "a"}, {"XB": "b"}), Side.A), {}, MARKER, {})
    assert plan.fields[0].problem == Clash(Side.B, True, Pair("a", "b"))
    assert plan.targets == ()


@given(sides, sides, sides)
def test_a_held_field_stays_held_until_both_sides_show_the_same(agreed, a, b) -> None:
    fields = tuple(mapped(name, policy=OnConflict.ASK) for name in "XYZ")
    held = frozenset(one.link.name for one in fields)
    base = base_of(agreed)
    plan = merge(fields, Seen(pair(a, b), Side.A, held=held), base, MARKER, {})
    same = {one.link.name for one in fields if a[one.link.name[0]] == b[one.link.name[0]]}
    assert plan.targets == ()
    assert {one.name for one in plan.fields if one.problem is None} == same
    assert all(plan.base_after(base)[name] == base_of(a)[name] for name in same)


def test_a_value_that_fits_nowhere_is_told_of_and_not_written() -> None:
    one = mapped("X", length=3, both=False)
    plan = merge((one,), Seen(Pair({"XA": "gigantic"}, {"XB": None}), Side.A), {}, MARKER, {})
    assert isinstance(plan.fields[0].problem, Unfit)
    assert "gigantic" not in plan.fields[0].problem.message
    assert plan.targets == ()


def lookup():
    return mapped("X", type="reference")


def test_a_lookup_becomes_the_parents_partner_and_waits_without_one() -> None:
    one = lookup()
    seen = Seen(Pair({"XA": PARENT}, {"XB": None}), Side.A)
    waits = merge((one,), seen, {}, MARKER, {})
    assert waits.fields[0].problem == Waits(Side.B, PARENT)
    assert waits.targets == ()
    base = waits.base_after({})
    came = merge((one,), seen, base, MARKER, {(Side.A, PARENT): THERE})
    assert came.writes.b == {"XB": THERE}


def test_two_lookups_to_records_of_their_own_leave_each_other_alone() -> None:
    one = lookup()
    other = RecordId(to18("001000000000009"))
    plan = merge((one,), Seen(Pair({"XA": PARENT}, {"XB": other}), Side.A), {}, MARKER, {})
    assert plan.targets == ()


def test_a_new_copy_gets_its_blanks_too_unless_the_target_refuses_them() -> None:
    required = mapped("Y")
    strict = FieldSchema("YB", "string", "Y", 40, nillable=False)
    required = Mapped(required.link, Pair(required.types.a, strict))
    back = mapped("Z", to=Side.A, both=False)
    plan = fill((mapped("X"), required, back), {"XA": None, "YA": None}, Side.A, MARKER, {})
    assert plan.writes.b == {"XB": None}


@given(sides, sides)
def test_a_field_that_rests_while_its_row_is_written_keeps_what_people_wrote_into_it(
    agreed, later
) -> None:
    base, resting = base_of(agreed), FIELDS[0]
    going = tuple(one for one in FIELDS if one is not resting)
    plan = merge(going, Seen(pair(agreed, later), Side.A), base, MARKER, {})
    for side in Side:
        assert resting.link.name in plan.unwritten(side, going, base)
    theirs = Seen(pair(agreed, later), Side.A)
    ours = replace(theirs, ours=frozenset(Side))
    never = merge((resting,), theirs, {}, MARKER, {}).writes
    assert merge((resting,), ours, {}, MARKER, {}).writes == never


@given(
    sides,
    sides,
    sides,
    st.sampled_from(Side),
    st.sampled_from([None, *Side]),
    st.booleans(),
    st.frozensets(st.sampled_from(Side)),
)
def test_a_write_over_an_edit_says_what_it_takes_away(agreed, a, b, origin, newer, both_ways, ours):
    """Also of what may be our own write: saved over under our login, an edit looks like one."""
    fields = FIELDS if both_ways else tuple(mapped(name, both=False) for name in "XYZ")
    base = base_of(agreed)
    plan = merge(fields, Seen(pair(a, b), origin, newer, ours), base, MARKER, {})
    for one in plan.fields:
        name = one.name[0]
        edited_there = isinstance(one.decision, WriteTo) and (
            (a if one.decision.side is Side.A else b)[name] != agreed[name]
        )
        assert (one.overridden is not None) == edited_there
        if one.overridden is not None:
            assert one.overridden.values == Pair(a[name], b[name])
            assert one.overridden.winner is one.decision.side.other
            assert one.overridden.how is (How.POLICY if both_ways else How.OVERWRITTEN)
