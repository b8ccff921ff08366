import io
import json
import zipfile

from tests.localorg.http.wire import API, Org, Reply

_NS = 'xmlns="http://soap.sforce.com/2006/04/metadata"'
_KEY = """<fields><fullName>S2S_Key__c</fullName><label>S2S Key</label><type>Text</type>
<length>80</length><externalId>true</externalId><unique>true</unique>
<caseSensitive>true</caseSensitive></fields>"""
_LEAD = f"<CustomObject {_NS}>{_KEY}</CustomObject>"
_SET = f"""<PermissionSet {_NS}><label>Runner</label>
<fieldPermissions><editable>true</editable><field>Lead.S2S_Key__c</field>
<readable>true</readable></fieldPermissions></PermissionSet>"""


def _package(**types: str) -> str:
    listed = "".join(
        f"<types>{''.join(f'<members>{m}</members>' for m in members.split())}"
        f"<name>{name}</name></types>"
        for name, members in types.items()
    )
    return f"<Package {_NS}>{listed}<version>60.0</version></Package>"


def _zip(files: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def _deploy(org: Org, files: dict[str, str], **options: object) -> dict:
    said = json.dumps({"deployOptions": {"singlePackage": True, **options}}).encode()
    boundary = b"---------------------------BOUNDARY"
    body = b"".join(
        [
            b"--" + boundary + b'\r\nContent-Disposition: form-data; name="json"\r\n',
            b"Content-Type: application/json\r\n\r\n" + said + b"\r\n",
            b"--" + boundary + b'\r\nContent-Disposition: form-data; name="file"; ',
            b'filename="deploy.zip"\r\nContent-Type: application/zip\r\n\r\n',
            _zip(files) + b"\r\n--" + boundary + b"--\r\n",
        ]
    )
    reply = _post(org, body, boundary)
    assert reply.status == 201, reply.body
    assert reply.json["deployResult"]["status"] == "Pending"
    path = f"{API}/metadata/deployRequest/{reply.json['id']}?includeDetails=true"
    return org.wire.get(path).json["deployResult"]


def _post(org: Org, body: bytes, boundary: bytes) -> Reply:
    headers = {
        "Authorization": f"Bearer {org.wire.token}",
        "Content-Type": f"multipart/form-data; boundary={boundary.decode()}",
    }
    return org.wire.raw("POST", f"{API}/metadata/deployRequest", body, headers)


def _fields(org: Org) -> set[str]:
    return {one["name"] for one in org.wire.get("/sobjects/Lead/describe").json["fields"]}


def _assign(org: Org, name: str) -> None:
    soql = f"SELECT Id FROM PermissionSet WHERE Name = '{name}'"
    found = org.wire.query(soql).json["records"][0]["Id"]
    user = org.wire.get("/services/oauth2/userinfo").json["user_id"]
    org.wire.create("PermissionSetAssignment", PermissionSetId=found, AssigneeId=user)


def test_a_deployed_field_is_seen_only_when_a_granting_set_is_assigned(org: Org) -> None:
    files = {
        "package.xml": _package(CustomField="Lead.S2S_Key__c", PermissionSet="S2S_Runner"),
        "objects/Lead.object": _LEAD,
        "permissionsets/S2S_Runner.permissionset": _SET,
    }
    result = _deploy(org, files)
    assert (result["status"], result["success"], result["done"]) == ("Succeeded", True, True)
    names = [one["fullName"] for one in result["details"]["componentSuccesses"]]
    assert names == ["Lead.S2S_Key__c", "S2S_Runner"]
    assert "S2S_Key__c" not in _fields(org)
    _assign(org, "S2S_Runner")
    assert "S2S_Key__c" in _fields(org)
    path = "/sobjects/Lead/S2S_Key__c/00DAAA%2F00QBBB"
    made = org.wire.call("PATCH", path, {"LastName": "Ada", "Company": "Engines"})
    assert made.status == 201
    assert org.wire.get(path + "?fields=S2S_Key__c").json["S2S_Key__c"] == "00DAAA/00QBBB"
    assert org.wire.call("PATCH", path, {"LastName": "Eve"}).json["created"] is False


def test_a_check_changes_nothing(org: Org) -> None:
    files = {"package.xml": _package(CustomObject="Lead"), "objects/Lead.object": _LEAD}
    assert _deploy(org, files, checkOnly=True)["success"] is True
    again = _deploy(org, files)
    assert [one["created"] for one in again["details"]["componentSuccesses"]][-1] is True


def test_one_bad_component_rolls_the_deploy_back_and_is_named(org: Org) -> None:
    bad = _LEAD.replace("<length>80</length>", "<length>0</length>").replace("S2S_Key", "Bad")
    both = _LEAD.replace("</CustomObject>", "") + bad[bad.index("<fields>") :]
    files = {"package.xml": _package(CustomObject="Lead"), "objects/Lead.object": both}
    result = _deploy(org, files)
    assert (result["status"], result["numberComponentErrors"]) == ("Failed", 1)
    failure = result["details"]["componentFailures"][0]
    assert (failure["componentType"], failure["fullName"]) == ("CustomField", "Lead.Bad__c")
    assert failure["problemType"] == "Error"
    fixed = {"package.xml": _package(CustomObject="Lead"), "objects/Lead.object": _LEAD}
    assert [o["created"] for o in _deploy(org, fixed)["details"]["componentSuccesses"]][-1] is True


def test_what_package_and_zip_do_not_both_have_is_refused(org: Org) -> None:
    missing = _deploy(org, {"package.xml": _package(Queue="Partner_Leads")})
    assert (
        "was named in package.xml, but was not found in zipped directory"
        in (missing["details"]["componentFailures"][0]["problem"])
    )
    extra = _deploy(org, {"package.xml": _package(), "objects/Lead.object": _LEAD})
    assert extra["details"]["componentFailures"][0]["problem"].endswith("Not in package.xml")
    nothing = _deploy(org, {"objects/Lead.object": _LEAD})
    assert nothing["details"]["componentFailures"][0]["problem"] == "No package.xml found"


def test_an_element_that_a_type_does_not_have_is_refused(org: Org) -> None:
    odd = _LEAD.replace("<length>", "<lenght>").replace("</length>", "</lenght>")
    files = {"package.xml": _package(CustomObject="Lead"), "objects/Lead.object": odd}
    problem = _deploy(org, files)["details"]["componentFailures"][0]["problem"]
    assert problem == (
        "Element {http://soap.sforce.com/2006/04/metadata}lenght invalid at this location "
        "in type CustomField"
    )


def test_objects_queues_and_removals_are_deployed(org: Org) -> None:
    share = f"""<CustomObject {_NS}><label>S2S Share</label><pluralLabel>S2S Shares</pluralLabel>
    <nameField><label>Name</label><type>AutoNumber</type><displayFormat>S-{{0000}}</displayFormat>
    </nameField><deploymentStatus>Deployed</deploymentStatus>
    <sharingModel>ReadWrite</sharingModel>{_KEY}</CustomObject>"""
    queue = f"""<Queue {_NS}><name>Partner Leads</name>
    <queueSobject><sobjectType>Lead</sobjectType></queueSobject></Queue>"""
    files = {
        "package.xml": _package(CustomObject="S2S_Share__c", Queue="Partner_Leads"),
        "objects/S2S_Share__c.object": share,
        "queues/Partner_Leads.queue": queue,
    }
    assert _deploy(org, files)["success"] is True
    assert org.wire.get("/sobjects/S2S_Share__c/describe").json["keyPrefix"] == "a00"
    found = org.wire.query("SELECT Id, DeveloperName FROM Group WHERE Type = 'Queue'").json
    owner = found["records"][0]["Id"]
    org.wire.create("Lead", LastName="Ada", Company="Engines", OwnerId=owner)
    removal = {
        "package.xml": _package(),
        "destructiveChanges.xml": _package(CustomObject="S2S_Share__c"),
    }
    assert _deploy(org, removal)["success"] is True
    assert org.wire.get("/sobjects/S2S_Share__c/describe").status == 404


def test_a_deploy_needs_rights_a_known_option_and_both_parts(org: Org) -> None:
    assert _post(org, b"", b"x").status == 400
    head = b'--x\r\nContent-Disposition: form-data; name="json"\r\n\r\n'
    bad = head + b'{"deployOptions":{"a":1}}\r\n--x--'
    assert _post(org, bad, b"x").json[0]["errorCode"] == "JSON_PARSER_ERROR"
    org.wire.token = org.control.token("integration@acme.example")
    assert _post(org, bad, b"x").status == 403


_RULED = f"""<CustomObject {_NS}>
<fields><fullName>Twice__c</fullName><label>Twice</label><type>Number</type><scale>0</scale>
<precision>18</precision><formula>Base__c * 2</formula></fields>
<fields><fullName>Base__c</fullName><label>Base</label><type>Number</type><scale>0</scale>
<precision>8</precision></fields>
<validationRules><fullName>Not_Seven</fullName><active>true</active>
<errorConditionFormula>Twice__c = 14</errorConditionFormula>
<errorMessage>Not seven.</errorMessage></validationRules></CustomObject>"""
_SEEN = f"""<PermissionSet {_NS}><label>Seen</label>
<fieldPermissions><editable>true</editable><field>Lead.Base__c</field>
<readable>true</readable></fieldPermissions><fieldPermissions><editable>false</editable>
<field>Lead.Twice__c</field><readable>true</readable></fieldPermissions></PermissionSet>"""


def test_formulas_and_validation_rules_are_deployed_in_any_order(org: Org) -> None:
    files = {
        "package.xml": _package(CustomObject="Lead", PermissionSet="Seen"),
        "objects/Lead.object": _RULED,
        "permissionsets/Seen.permissionset": _SEEN,
    }
    result = _deploy(org, files)
    assert result["success"] is True, result["details"]["componentFailures"]
    _assign(org, "Seen")
    made = org.wire.create("Lead", LastName="A", Company="E", Base__c=4)
    assert org.wire.get(f"/sobjects/Lead/{made}").json["Twice__c"] == 8.0
    refused = org.wire.call("PATCH", f"/sobjects/Lead/{made}", {"Base__c": 7})
    assert (refused.status, refused.json[0]["message"]) == (400, "Not seven.")
    removed = _deploy(
        org,
        {
            "package.xml": _package(),
            "destructiveChanges.xml": _package(ValidationRule="Lead.Not_Seven"),
        },
    )
    assert removed["success"] is True, removed["details"]["componentFailures"]
    assert org.wire.call("PATCH", f"/sobjects/Lead/{made}", {"Base__c": 7}).status == 204


def test_a_rule_is_listed_though_definitions_were_asked_for_in_the_same_second(org: Org) -> None:
    rules = "/tooling/query/?q=SELECT+ValidationName+FROM+ValidationRule"
    files = {"package.xml": _package(CustomObject="Lead"), "objects/Lead.object": _RULED}
    for _ in range(2):
        # Whatever second the first question fell into, one of these deploys follows within one.
        org.wire.get(rules)
        assert _deploy(org, files)["success"] is True
        names = [row["ValidationName"] for row in org.wire.get(rules).json["records"]]
        assert names == ["Not_Seven"]
        gone = {
            "package.xml": _package(),
            "destructiveChanges.xml": _package(ValidationRule="Lead.Not_Seven"),
        }
        assert _deploy(org, gone)["success"] is True
        assert org.wire.get(rules).json["records"] == []


def test_a_formula_that_names_nothing_fails_the_deploy(org: Org) -> None:
    bad = _RULED.replace("Base__c * 2", "Nope__c * 2")
    files = {"package.xml": _package(CustomObject="Lead"), "objects/Lead.object": bad}
    failures = _deploy(org, files)["details"]["componentFailures"]
    assert failures[0]["problem"] == "Field Nope__c does not exist. Check spelling."
    assert "Base__c" not in _fields(org)


def test_a_deployment_can_be_made_to_wait_and_changes_nothing_before_its_turn(org: Org) -> None:
    def sets() -> int:
        found = org.wire.query("SELECT Id FROM PermissionSet WHERE Name = 'Late'").json
        return found["totalSize"]

    org.control.deploys(600)
    bare = _SET.replace("S2S_Key__c", "Rating")
    files = {
        "package.xml": _package(PermissionSet="Late"),
        "permissionsets/Late.permissionset": bare,
    }
    pending = _deploy(org, files)
    assert (pending["status"], pending["done"], pending["success"]) == ("Pending", False, False)
    org.control.deploys(0)
    assert _deploy(org, {"package.xml": _package()})["done"] is False, "one after the other"
    assert sets() == 0
    org.control.move_clock(600)
    assert sets() == 1
    path = f"{API}/metadata/deployRequest/{pending['id']}"
    assert org.wire.get(path).json["deployResult"]["status"] == "Succeeded"
