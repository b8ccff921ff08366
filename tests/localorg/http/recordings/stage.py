"""What the recordings' orgs had and ours has not: custom objects, and rows that queries found."""

import io
import json
import re
import zipfile
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.localorg.http.wire import API, Org

_NS = 'xmlns="http://soap.sforce.com/2006/04/metadata"'
_REQUIRED: dict[str, dict[str, object]] = {
    "Account": {"Name": "A"},
    "Contact": {"LastName": "A"},
    "Lead": {"LastName": "A", "Company": "A"},
    "Opportunity": {"Name": "A", "StageName": "Prospecting", "CloseDate": "2026-12-31"},
    "Event": {"DurationInMinutes": 5, "ActivityDateTime": "2026-12-31T08:00:00Z"},
    "CustomObject__c": {},
}
_FIELDS = {
    "CustomObject__c": (
        ("Example_Field__c", "<type>Text</type><length>255</length>"),
        (
            "Friend__c",
            "<type>Lookup</type><referenceTo>Contact</referenceTo>"
            "<relationshipName>CustomObjects</relationshipName>",
        ),
        (
            "SynchronizationId__c",
            "<type>Text</type><length>36</length><externalId>true</externalId>",
        ),
    ),
    "CustomObjectDetail__c": (
        (
            "CustomObject__c",
            "<type>MasterDetail</type><referenceTo>CustomObject__c</referenceTo>"
            "<relationshipName>Details</relationshipName>",
        ),
    ),
    "Upsert_Object__c": (
        (
            "External_Field__c",
            "<type>Text</type><length>36</length><externalId>true</externalId><unique>true</unique>",
        ),
    ),
}


def custom_objects(org: Org) -> None:
    """Deploy the custom objects of the recordings, and let our user see their fields."""
    files = {f"objects/{name}.object": _object(name) for name in _FIELDS}
    files["permissionsets/All.permissionset"] = _grant()
    members = "".join(f"<members>{name}</members>" for name in _FIELDS)
    files["objects/Account.object"] = (
        f"<CustomObject {_NS}><recordTypes><fullName>HH_Account</fullName><active>true</active>"
        "<label>Household</label></recordTypes></CustomObject>"
    )
    files["package.xml"] = (
        f"<Package {_NS}><types>{members}<name>CustomObject</name></types>"
        "<types><members>Account.HH_Account</members><name>RecordType</name></types>"
        "<types><members>All</members><name>PermissionSet</name></types>"
        "<version>60.0</version></Package>"
    )
    _deploy(org, files)
    soql = "SELECT Id FROM PermissionSet WHERE Name = 'All'"
    found = org.wire.query(soql).json["records"][0]["Id"]
    user = org.wire.get("/services/oauth2/userinfo").json["user_id"]
    org.wire.create("PermissionSetAssignment", PermissionSetId=found, AssigneeId=user)


def _object(name: str) -> str:
    label = name.removesuffix("__c")
    fields = "".join(
        f"<fields><fullName>{one}</fullName><label>{one}</label>{said}</fields>"
        for one, said in _FIELDS[name]
    )
    model = "ControlledByParent" if "MasterDetail" in fields else "ReadWrite"
    return (
        f"<CustomObject {_NS}><label>{label}</label><pluralLabel>{label}s</pluralLabel>{fields}"
        "<nameField><label>Name</label><type>Text</type></nameField>"
        f"<deploymentStatus>Deployed</deploymentStatus><sharingModel>{model}</sharingModel>"
        "</CustomObject>"
    )


def _grant() -> str:
    fields = "".join(
        f"<fieldPermissions><editable>true</editable><field>{name}.{one}</field>"
        "<readable>true</readable></fieldPermissions>"
        for name, listed in _FIELDS.items()
        for one, said in listed
        if "MasterDetail" not in said
    )
    return f"<PermissionSet {_NS}>{fields}<label>All</label></PermissionSet>"


def _deploy(org: Org, files: dict[str, str]) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    said = json.dumps({"deployOptions": {"singlePackage": True}}).encode()
    body = (
        b'--B\r\nContent-Disposition: form-data; name="json"\r\n\r\n' + said + b"\r\n"
        b'--B\r\nContent-Disposition: form-data; name="file"; filename="d.zip"\r\n\r\n'
        + packed.getvalue()
        + b"\r\n--B--\r\n"
    )
    headers = {
        "Authorization": f"Bearer {org.wire.token}",
        "Content-Type": "multipart/form-data; boundary=B",
    }
    made = org.wire.raw("POST", f"{API}/metadata/deployRequest", body, headers)
    status = org.wire.get(f"/metadata/deployRequest/{made.json['id']}?includeDetails=true")
    assert status.json["deployResult"]["success"], status.json


def rows_of(org: Org, uri: str, answer: Any, ids: dict[str, str]) -> None:
    """Make rows that a recorded query found, as far as this org lets one make them."""
    soql = unquote(parse_qs(urlsplit(uri).query).get("q", [""])[0])
    found = re.search(r"\bFROM\s+(\w+)(?!.*\bFROM\b)", soql, re.IGNORECASE)
    for record in answer.get("records", []) if isinstance(answer, dict) else []:
        name = record.get("attributes", {}).get("type")
        name = found.group(1) if name == "AggregateResult" and found else name
        if name not in _REQUIRED or record.get("Id") in ids:
            continue
        sent = _REQUIRED[name] | _writable(org, name, record)
        for part, values in _FOUND_BY.items():
            sent |= values if part in soql else {}
        made = org.wire.call("POST", f"/sobjects/{name}", sent)
        assert made.status == 201, (name, sent, made.body)
        children = record.get("Contacts") or {}
        for child in children.get("records", []):
            org.wire.create("Contact", LastName=child["LastName"], AccountId=made.json["id"])
        if record.get("Id"):
            ids[record["Id"]] = made.json["id"]


_FOUND_BY = {"MailingCity = 'Istanbul'": {"FirstName": "Umut", "MailingCity": "Istanbul"}}
"""Values that a query's condition asks for and its answer does not show."""
_OF_PREFIX = {"001": "Account", "003": "Contact", "a00": "CustomObject__c"}


def row_named(org: Org, theirs: str) -> str | None:
    """A row for an id of the recording that nothing in it has made."""
    name = _OF_PREFIX.get(theirs[:3])
    return None if name is None else org.wire.create(name, **_REQUIRED[name])


def one_row(org: Org, name: str) -> str:
    """Make a row of an object that the recording's org had rows of; its address."""
    return f"/sobjects/{name}/{org.wire.create(name, **_REQUIRED[name])}"


def many_leads(org: Org, count: int) -> None:
    """Leads for a query of several pages."""
    row = {"attributes": {"type": "Lead"}, **_REQUIRED["Lead"]}
    for start in range(0, count, 200):
        body = {"records": [row] * min(200, count - start)}
        assert org.wire.call("POST", "/composite/sobjects", body).status == 200


def _writable(org: Org, name: str, record: dict[str, Any]) -> dict[str, object]:
    described = org.wire.get(f"/sobjects/{name}/describe").json["fields"]
    types = {one["name"]: one["type"] for one in described if one["createable"]}
    return {
        field: value
        for field, value in record.items()
        if value is not None
        and not isinstance(value, dict | list)
        and types.get(field) not in (None, "reference", "id")
    }
