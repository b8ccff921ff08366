"""A field that names many records: shared ones travel, in one order, whatever else is named."""

from hypothesis import given
from hypothesis import strategies as st

from s2sctl.agreement.flows import FieldLink, Transform
from s2sctl.manifest.manifest import OnConflict
from s2sctl.model.documents import LINKED, ids_in, ids_value
from s2sctl.model.ids import RecordId, to18
from s2sctl.model.schema import FieldSchema
from s2sctl.model.side import Pair, Side
from s2sctl.model.values import canonical
from s2sctl.sync.mapped import Mapped, among_shared, arrive

TYPE = FieldSchema(LINKED, "reference")
POLICY = Pair(OnConflict.NEWEST, OnConflict.NEWEST)
LINK = FieldLink(Pair(LINKED, LINKED), Pair(None, Transform()), POLICY)
MAPPED = Mapped(LINK, Pair(TYPE, TYPE))

HOME = [RecordId(to18(f"500000000000{n:03}")) for n in range(6)]
AWAY = [RecordId(to18(f"500000000001{n:03}")) for n in range(6)]
ids = st.lists(st.sampled_from(range(6)), unique=True)


def parents(shared):
    return {(Side.A, HOME[n]): AWAY[n] for n in shared}


@given(ids)
def test_the_value_names_each_record_once_and_in_one_order(some):
    value = ids_value(HOME[n] for n in some)
    assert ids_value(reversed(ids_in(value))) == value
    assert ids_in(value) == sorted(HOME[n] for n in some)
    assert canonical(TYPE, value) == value


@given(ids, ids)
def test_what_is_shared_arrives_and_nothing_else_is_told(some, shared):
    value = ids_value(HOME[n] for n in some)
    arrival = arrive(MAPPED, Side.B, value, parents(shared))
    both = set(some) & set(shared)
    assert arrival.value == ids_value(AWAY[n] for n in both)
    assert (arrival.parent is not None) == (bool(some) and not both)


@given(ids, ids)
def test_links_to_unshared_records_are_no_change(some, shared):
    values = {LINKED: ids_value(HOME[n] for n in some)}
    told = among_shared([MAPPED], Side.A, values, parents(shared))
    both = set(some) & set(shared)
    kept = both or set(some)
    assert told[LINKED] == ids_value(HOME[n] for n in kept)
    again = among_shared([MAPPED], Side.A, told, parents(shared))
    assert again == told
