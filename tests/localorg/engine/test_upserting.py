"""Upsert and batches: keys found, keys repeated, all or none."""

from collections.abc import Sequence

import pytest

from s2sctl.localorg import records
from s2sctl.localorg.faults import RowError
from s2sctl.localorg.org import LocalOrg
from s2sctl.localorg.records import Change, Operation, Outcome, SaveOptions
from tests.localorg.engine.shop import (
    KEY,
    definition,
    field,
    grant,
    lead,
    make,
    refusal,
    remove,
    row,
)


@pytest.fixture(autouse=True)
def keyed(org: LocalOrg) -> None:
    field(org, "Lead", KEY)
    grant(org, "Lead.S2S_Key__c")


def _upsert(
    org: LocalOrg, key: object, update_only: bool = False, **values: object
) -> tuple[str, bool]:
    return records.upsert(
        org,
        org.viewer(org.admin),
        definition(org, "Lead"),
        "S2S_Key__c",
        key,
        values,
        SaveOptions(update_only=update_only),
    )


def _save(
    org: LocalOrg, operation: Operation, changes: Sequence[Change], key: str = "", **said: bool
) -> list[Outcome]:
    viewer = org.viewer(org.admin)
    return records.save_many(org, viewer, operation, changes, SaveOptions(**said), key)


def _count(org: LocalOrg) -> object:
    return org.database.all('SELECT count(*) FROM "Lead" WHERE "IsDeleted" = 0')[0][0]


def test_the_first_upsert_creates_and_the_second_updates(org: LocalOrg) -> None:
    made, created = _upsert(org, "org/1", LastName="Doe", Company="Acme")
    again, created_again = _upsert(org, "org/1", City="Berlin")
    assert (created, created_again, again) == (True, False, made)
    assert row(org, "Lead", made)["City"] == "Berlin"


def test_a_case_sensitive_key_tells_cases_apart(org: LocalOrg) -> None:
    _upsert(org, "org/a", LastName="Doe", Company="Acme")
    _, created = _upsert(org, "org/A", LastName="Doe", Company="Acme")
    assert created


def test_an_email_matches_in_any_case_and_two_matches_are_refused(org: LocalOrg) -> None:
    viewer, leads = org.viewer(org.admin), definition(org, "Lead")
    lead(org, Email="ann@x.co")
    _, created = records.upsert(org, viewer, leads, "Email", "ANN@x.co", {"City": "x"})
    assert not created
    lead(org, Email="ann@x.co")
    error = refusal(records.upsert, org, viewer, leads, "Email", "ann@x.co", {"City": "y"})
    assert error.status_code == "DUPLICATE_EXTERNAL_ID"


def test_update_only_creates_nothing(org: LocalOrg) -> None:
    error = refusal(_upsert, org, "org/1", update_only=True, LastName="Doe", Company="Acme")
    assert error.status_code == "NOT_FOUND"
    assert _count(org) == 0


def test_a_field_that_is_no_external_id_is_not_upserted_by(org: LocalOrg) -> None:
    viewer, leads = org.viewer(org.admin), definition(org, "Lead")
    error = refusal(records.upsert, org, viewer, leads, "City", "x", {})
    assert error.message == "Provided external ID field does not exist or is not accessible: City"


def test_a_unique_value_is_held_by_one_row_and_freed_by_the_recycle_bin(org: LocalOrg) -> None:
    first = lead(org, S2S_Key__c="k")
    error = refusal(lead, org, S2S_Key__c="k")
    assert error.status_code == "DUPLICATE_VALUE"
    assert error.message == (
        f"duplicate value found: S2S_Key__c duplicates value on record with id: {first[:15]}"
    )
    remove(org, "Lead", first)
    lead(org, S2S_Key__c="k")
    undeleted = refusal(
        records.undelete, org, org.viewer(org.admin), definition(org, "Lead"), first
    )
    assert undeleted.status_code == "DUPLICATE_VALUE"


def test_a_key_said_twice_in_one_request_is_refused_for_every_row(org: LocalOrg) -> None:
    values = {"LastName": "Doe", "Company": "Acme"}
    changes = [Change("Lead", values, key=key) for key in ("a", "b", "a")]
    outcomes = _save(org, Operation.UPSERT, changes, "S2S_Key__c")
    assert [one.error and one.error.status_code for one in outcomes] == [
        "DUPLICATE_VALUE",
        None,
        "DUPLICATE_VALUE",
    ]
    assert outcomes[0].error is not None
    assert outcomes[0].error.message.startswith("Duplicate external id specified")
    assert _count(org) == 1


def test_a_bad_row_leaves_its_neighbours_alone(org: LocalOrg) -> None:
    good, bad = {"LastName": "Doe", "Company": "Acme"}, {"LastName": "Doe"}
    outcomes = _save(org, Operation.INSERT, [Change("Lead", one) for one in (good, bad, good)])
    assert [one.id is not None for one in outcomes] == [True, False, True]
    assert _count(org) == 2


def test_all_or_none_undoes_the_innocent_and_says_so(org: LocalOrg) -> None:
    good, bad = {"LastName": "Doe", "Company": "Acme"}, {"LastName": "Doe"}
    changes = [Change("Lead", one) for one in (good, bad, good)]
    outcomes = _save(org, Operation.INSERT, changes, all_or_none=True)
    assert [_code(one.error) for one in outcomes] == [
        "ALL_OR_NONE_OPERATION_ROLLED_BACK",
        "REQUIRED_FIELD_MISSING",
        "ALL_OR_NONE_OPERATION_ROLLED_BACK",
    ]
    assert _count(org) == 0


def test_an_update_of_an_unknown_row_is_one_rows_error(org: LocalOrg) -> None:
    changes = [
        Change("Lead", {"City": "x"}, id=lead(org)),
        Change("Lead", {"City": "x"}, id="00Q000000000001EAA"),
    ]
    outcomes = _save(org, Operation.UPDATE, changes)
    assert [_code(one.error) for one in outcomes] == [None, "INVALID_CROSS_REFERENCE_KEY"]


def test_many_rows_of_many_objects_are_deleted_in_one_request(org: LocalOrg) -> None:
    ids = [lead(org), make(org, "Account", Name="Acme"), "nonsense"]
    outcomes = records.delete_many(org, org.viewer(org.admin), ids)
    assert [_code(one.error) for one in outcomes] == [None, None, "MALFORMED_ID"]


def _code(error: RowError | None) -> str | None:
    return None if error is None else error.status_code
