"""Short ways to say what engine tests do all the time."""

import zlib
from collections.abc import Mapping
from datetime import timedelta

import pytest

from s2sctl.localorg import deployables, records
from s2sctl.localorg.database import Stored
from s2sctl.localorg.definitions import ObjectDefinition
from s2sctl.localorg.faults import RowError
from s2sctl.localorg.org import LocalOrg
from s2sctl.localorg.records import rows
from s2sctl.model.ids import RecordId

KEY = """<fullName>S2S_Key__c</fullName><label>S2S Key</label><type>Text</type><length>40</length>
<externalId>true</externalId><unique>true</unique><caseSensitive>true</caseSensitive>"""


def definition(org: LocalOrg, name: str) -> ObjectDefinition:
    found = org.definitions.find(name)
    assert found is not None
    return found


def make(org: LocalOrg, name: str, **values: object) -> RecordId:
    return records.insert(org, org.viewer(org.admin), definition(org, name), values)


def change(org: LocalOrg, name: str, record_id: str, **values: object) -> None:
    records.update(org, org.viewer(org.admin), definition(org, name), record_id, values)


def remove(org: LocalOrg, name: str, record_id: str) -> None:
    records.delete(org, org.viewer(org.admin), definition(org, name), record_id)


def row(org: LocalOrg, name: str, record_id: str) -> Mapping[str, Stored]:
    found = rows.load(org, definition(org, name), record_id)
    assert found is not None
    return found


def lead(org: LocalOrg, **values: object) -> RecordId:
    return make(org, "Lead", **{"LastName": "Doe", "Company": "Acme", **values})


def refusal(action: object, *arguments: object, **named: object) -> RowError:
    assert callable(action)
    with pytest.raises(RowError) as caught:
        action(*arguments, **named)
    return caught.value


def field(org: LocalOrg, object_name: str, inside: str) -> bool:
    _, meta = deployables.from_xml(f"<f>{inside}</f>".encode())
    with org.database.transaction():
        return deployables.put_field(org, object_name, meta)


def custom_object(org: LocalOrg, name: str, extra: str = "") -> bool:
    label = name.removesuffix("__c")
    _, meta = deployables.from_xml(
        f"<o><label>{label}</label><pluralLabel>{label}s</pluralLabel>{extra}</o>".encode()
    )
    with org.database.transaction():
        return deployables.put_object(org, name, meta)


def permission_set(org: LocalOrg, name: str, inside: str) -> bool:
    _, meta = deployables.from_xml(f"<p><label>{name}</label>{inside}</p>".encode())
    with org.database.transaction():
        return deployables.put_permission_set(org, org.admin, name, meta)


def grant(org: LocalOrg, *paths: str, to: str | None = None) -> None:
    inside = "".join(
        f"<fieldPermissions><field>{one}</field><readable>true</readable>"
        "<editable>true</editable></fieldPermissions>"
        for one in paths
    )
    name = f"Grant_{zlib.crc32(repr(paths).encode())}"
    permission_set(org, name, inside)
    found = org.database.one('SELECT "Id" FROM "PermissionSet" WHERE "Name" = ?', (name,))
    assert found is not None
    make(
        org,
        "PermissionSetAssignment",
        PermissionSetId=str(found[0]),
        AssigneeId=to or org.admin,
    )


def at_noon(org: LocalOrg) -> None:
    """Set the clock to tomorrow's noon: no day ends while a test looks at what day it is."""
    now = org.clock.now()
    org.clock.move(now.replace(hour=12, minute=0, second=0) + timedelta(days=1) - now)


def user(org: LocalOrg, alias: str, profile: str = "Standard User") -> RecordId:
    found = org.database.one('SELECT "Id" FROM "Profile" WHERE "Name" = ?', (profile,))
    assert found is not None
    return make(
        org,
        "User",
        Username=f"{alias}@acme.example",
        LastName=alias,
        Email=f"{alias}@acme.example",
        Alias=alias[:8],
        ProfileId=str(found[0]),
        TimeZoneSidKey="Europe/Berlin",
        LocaleSidKey="en_US",
        EmailEncodingKey="UTF-8",
        LanguageLocaleKey="en_US",
    )


def queue(org: LocalOrg, name: str, *objects: str) -> RecordId:
    takes = "".join(
        f"<queueSobject><sobjectType>{one}</sobjectType></queueSobject>" for one in objects
    )
    _, meta = deployables.from_xml(f"<q><name>{name}</name>{takes}</q>".encode())
    deployables.put_queue(org, org.admin, name, meta)
    found = org.database.one('SELECT "Id" FROM "Group" WHERE "DeveloperName" = ?', (name,))
    assert found is not None
    return RecordId(str(found[0]))
