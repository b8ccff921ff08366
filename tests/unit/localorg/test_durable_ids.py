"""Ids of definitions: valid, stable, and each its own."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from s2sctl.localorg.catalog.standard import standard_definitions
from s2sctl.localorg.definitions import FieldDefinition
from s2sctl.localorg.deployables.renaming import free_birth_name
from s2sctl.localorg.tooling import naming
from s2sctl.model.ids import is_id, to18

_ORG = "00D000000000001AAA"
_NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,20}__c", fullmatch=True)


@given(_NAMES)
def test_a_setup_id_is_a_valid_id_and_stays(name: str) -> None:
    found = naming.setup_id(_ORG, "00N", name)
    assert is_id(found)
    assert to18(found[:15]) == found
    assert naming.setup_id(_ORG, "00N", name.upper()) == found
    assert naming.setup_id("00D000000000002AAA", "00N", name) != found


@given(st.lists(_NAMES, min_size=2, max_size=30, unique_by=str.lower))
def test_two_names_never_share_a_setup_id(names: list[str]) -> None:
    assert len({naming.setup_id(_ORG, "00N", name) for name in names}) == len(names)


def test_every_field_of_an_object_has_a_durable_id_of_its_own() -> None:
    for definition in standard_definitions():
        ids = [naming.field_id(_ORG, definition, field) for field in definition.fields]
        assert len(set(ids)) == len(ids), definition.name
        assert all(one.startswith(f"{definition.name}.") for one in ids)


def test_a_field_made_under_the_old_name_of_another_one_gets_an_id_of_its_own() -> None:
    lead = standard_definitions().find("Lead")
    assert lead is not None
    moved = FieldDefinition("New__c", "string", "Moved", custom=True, born="Old__c")
    lead = replace(lead, fields=(*lead.fields, moved))
    assert free_birth_name(lead, "Other__c") == ""
    born = free_birth_name(lead, "OLD__c")
    made = FieldDefinition("Old__c", "string", "Made", custom=True, born=born)
    ids = {naming.custom_field_id(_ORG, lead, one) for one in (moved, made)}
    assert len(ids) == 2
