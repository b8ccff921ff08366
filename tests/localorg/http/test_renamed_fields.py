"""A custom field whose API name an admin changes in Setup."""

from urllib.parse import quote

import pytest

from s2sctl.errors import UsageError
from tests.localorg.http.recordings import stage
from tests.localorg.http.wire import Org

OBJECT = "CustomObject__c"


@pytest.fixture
def custom(org: Org) -> Org:
    stage.custom_objects(org)
    return org


def durable(org: Org, field: str) -> list[str]:
    soql = (
        "SELECT DurableId FROM FieldDefinition "
        f"WHERE EntityDefinition.QualifiedApiName = '{OBJECT}' AND QualifiedApiName = '{field}'"
    )
    found = org.wire.get(f"/query?q={quote(soql)}").json["records"]
    return [one["DurableId"] for one in found]


def test_id_values_and_rights_stay_and_the_old_name_is_gone(custom: Org) -> None:
    made = custom.wire.create(OBJECT, Example_Field__c="kept", SynchronizationId__c="1")
    (before,) = durable(custom, "Example_Field__c")
    custom.control.rename_field(OBJECT, "Example_Field__c", "Renamed__c")
    custom.control.rename_field(OBJECT, "SynchronizationId__c", "Sync__c")
    assert durable(custom, "Renamed__c") == [before]
    assert durable(custom, "Example_Field__c") == []
    row = custom.wire.get(f"/sobjects/{OBJECT}/{made}").json
    assert row["Renamed__c"] == "kept"
    assert "Example_Field__c" not in row
    assert custom.wire.get(f"/sobjects/{OBJECT}/Sync__c/1").json["Id"] == made


@pytest.mark.parametrize(
    ("old", "new"),
    [("Name", "Other__c"), ("Nope__c", "Other__c"), ("Example_Field__c", "Friend__c"),
     ("Example_Field__c", "Plain")],
)  # fmt: skip
def test_what_setup_forbids_is_refused(custom: Org, old: str, new: str) -> None:
    with pytest.raises(UsageError):
        custom.control.rename_field(OBJECT, old, new)


def test_a_deleted_field_is_gone_from_describe(custom: Org) -> None:
    custom.control.remove_field(OBJECT, "Example_Field__c")
    fields = custom.wire.get(f"/sobjects/{OBJECT}/describe").json["fields"]
    assert "Example_Field__c" not in {one["name"] for one in fields}
