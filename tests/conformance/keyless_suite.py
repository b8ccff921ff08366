"""What every org keeps when rows that can hold no key are made beside the rows that hold it.

Any two objects will do: here Accounts hold no key, and Leads keep it for them.
"""

import pytest

from s2sctl.model.ids import Key
from s2sctl.ports.org import KeylessBatch, KeylessRow, Query
from tests.conformance.org_suite import key_of


class KeylessSuite:
    @pytest.fixture
    def schemas(self, org):
        return org.open({"Lead": None, "Account": None}).schemas

    def batch(self, schemas, *rows):
        made = tuple(
            KeylessRow(
                {"Name": name},
                {"S2S_Key__c": key_of(key), "LastName": key, "Company": "Acme", **more},
            )
            for name, key, more in rows
        )
        return KeylessBatch(schemas["Account"], made, schemas["Lead"], "S2S_Key__c", "City")

    def names(self, org, schemas):
        query = Query(schemas["Account"], ("Name",), "Name LIKE 'Keyless%'")
        return sorted(row.values["Name"] for page in org.read([query]) for row in page.records)

    def told(self, org, schemas):
        pages = org.read([Query(schemas["Lead"], ("City",))])
        return {row.key: row.values["City"] for page in pages for row in page.records}

    def test_a_row_is_made_with_the_row_that_keeps_its_key(self, org, schemas):
        (outcome,) = org.create_keyless(self.batch(schemas, ("Keyless", "Ann", {})))
        assert (outcome.created, outcome.refusal) == (True, None)
        assert self.told(org, schemas) == {Key.parse(key_of("Ann")): outcome.id}

    def test_made_twice_it_is_there_once_and_the_second_answer_names_it(self, org, schemas):
        (first,) = org.create_keyless(self.batch(schemas, ("Keyless", "Ann", {})))
        again = self.batch(schemas, ("Keyless", "Ann", {}), ("Keyless 2", "Bob", {}))
        second, other = org.create_keyless(again)
        assert (second.id, second.created, second.refusal) == (first.id, False, None)
        assert other.created
        assert self.names(org, schemas) == ["Keyless", "Keyless 2"]

    def test_a_refused_row_leaves_no_key_and_a_refused_key_leaves_no_row(self, org, schemas):
        bad_row, bad_key, good = org.create_keyless(
            self.batch(
                schemas,
                (None, "Ann", {}),
                ("Keyless bad", "Bob", {"LastName": None}),
                ("Keyless good", "Cid", {}),
            )
        )
        assert bad_row.refusal.code == bad_key.refusal.code == "REQUIRED_FIELD_MISSING"
        assert (bad_row.id, bad_key.id, good.created) == (None, None, True)
        assert self.names(org, schemas) == ["Keyless good"]
        assert self.told(org, schemas) == {Key.parse(key_of("Cid")): good.id}

    def test_many_refused_rows_do_not_hold_up_the_rest(self, org, schemas):
        rows = [(None, f"N{n}", {}) for n in range(20)] + [("Keyless", "Ann", {})]
        *bad, good = org.create_keyless(self.batch(schemas, *rows))
        assert {one.refusal.code for one in bad} == {"REQUIRED_FIELD_MISSING"}
        assert good.created
