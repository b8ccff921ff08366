"""Kept blanks, joined sources, names for ids, and when a flow is read whole."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from s2sctl.agreement.flows import FieldLink, Pairing, Transform
from s2sctl.agreement.transform import Untransformable
from s2sctl.manifest.manifest import FullCompare, OnConflict, ShareRule
from s2sctl.manifest.recast import Recast
from s2sctl.model.ids import RecordId
from s2sctl.model.schema import FieldSchema
from s2sctl.model.side import Pair, Side
from s2sctl.sync.mapped import Mapped, arrive, names_of
from s2sctl.sync.readings import readings

NEWEST = Pair(OnConflict.NEWEST, OnConflict.NEWEST)
TEXT = FieldSchema("F", "string", length=80)


def into_b(transform, field=TEXT, **more):
    return Mapped(
        FieldLink(Pair(field.name, field.name), Pair(None, transform), NEWEST),
        Pair(field, field),
        **more,
    )


def test_a_kept_blank_changes_nothing_and_a_cleared_one_clears():
    keep = into_b(Transform(recast=Recast(keep_blank=True)))
    assert arrive(keep, Side.B, None, {}).leave
    assert not arrive(keep, Side.B, "x", {}).leave
    assert not arrive(into_b(Transform()), Side.B, None, {}).leave


def test_a_joined_value_is_what_the_source_side_shows():
    joined = into_b(Transform(recast=Recast(join=("G",), separator=", ")))
    assert joined.shown(Side.A, {"F": "Ng", "G": "Ann"}) == "Ng, Ann"
    assert joined.shown(Side.A, {"F": None, "G": None}) is None
    assert joined.shown(Side.B, {"F": "whole"}) == "whole"


ANN, BOB, QUEUE = (RecordId(f"00500000000000{n}AAA") for n in (1, 2, 3))
OWNER = FieldSchema("OwnerId", "reference", reference_to=("User",), nillable=False)
NAMES = Pair(names_of({ANN: "ann@a.example"}), names_of({BOB: "Bob@b.example", QUEUE: "Leads"}))
BY_NAME = Transform(values=(("ann@a.example", "bob@b.example"),))


def test_an_owner_is_found_by_name_else_falls_back_else_stays():
    owner = into_b(BY_NAME, OWNER, names=NAMES)
    assert arrive(owner, Side.B, str(ANN), {}).value == BOB
    assert arrive(owner, Side.B, str(QUEUE), {}).leave
    assert arrive(replace(owner, fallback=Pair(None, QUEUE)), Side.B, "other", {}).value == QUEUE


def test_a_record_type_without_a_counterpart_waits_as_a_failure():
    kind = FieldSchema("RecordTypeId", "reference", reference_to=("RecordType",))
    mapped = into_b(Transform(), kind, names=Pair(names_of({ANN: "Retail"}), names_of({BOB: "X"})))
    with pytest.raises(Untransformable, match="RecordTypeId"):
        arrive(mapped, Side.B, str(ANN), {})
    same = replace(mapped, names=Pair(names_of({ANN: "Retail"}), names_of({BOB: "retail"})))
    assert arrive(same, Side.B, str(ANN), {}).value == BOB


@pytest.mark.parametrize(
    ("often", "next_read", "whole"),
    [
        (None, datetime(2026, 12, 31, tzinfo=UTC), False),
        (FullCompare.DAILY, datetime(2026, 11, 23, 23, 59, tzinfo=UTC), False),
        (FullCompare.DAILY, datetime(2026, 11, 24, tzinfo=UTC), True),
        (FullCompare.WEEKLY, datetime(2026, 11, 29, 23, tzinfo=UTC), False),
        (FullCompare.WEEKLY, datetime(2026, 11, 30, tzinfo=UTC), True),
    ],
)
def test_a_flow_is_read_whole_on_the_first_run_of_its_day_or_week(often, next_read, whole):
    pairing = Pairing(
        Pair("Lead", "Lead"),
        (FieldLink(Pair("F", "F"), Pair(None, Transform()), NEWEST),),
        Pair(ShareRule("F != null"), None),
        Pair(None, None),
        Pair(often, None),
    )

    def read(cursors, at):
        return readings(Side.A, [pairing], ANN, "00D", cursors, at)[0]

    first = read([], datetime(2026, 11, 23, 12, tzinfo=UTC))
    assert first.whole
    assert read([first.cursor], next_read).whole is whole
