"""Attachments of shared cases over two orgs: contents arrive whole, once, and never large ones."""

import base64

import pytest
import yaml

from s2sctl.model.bodies import LIMIT
from tests.acceptance.world import MANIFESTS, PAST_EVERY_LOOK

FIELDS = ["ParentId", "Name", "ContentType", "Body", "IsPrivate"]
COUNT = 6


@pytest.fixture
def attached(world):
    world.reach("with attachments", lambda: fill(world))
    return world


def fill(world):
    """Globex attaches files to cases that it shares with Acme."""
    files = {alias: world.folder / path for alias, path in MANIFESTS.items()}
    manifests = {alias: yaml.safe_load(file.read_text()) for alias, file in files.items()}
    for manifest in manifests.values():
        for section in ("publish", "subscribe"):
            manifest[section] = {"Case": manifest[section]["Case"]}
    manifests["globex"]["publish"]["Attachment"] = {"fields": FIELDS, "share": {"with": "ParentId"}}
    manifests["acme"]["subscribe"]["Attachment"] = {"fields": {name: name for name in FIELDS}}
    for alias, file in files.items():
        file.write_text(yaml.safe_dump(manifests[alias]))
    world.put_in_force()
    globex = world.scene("globex").plain
    shared = next(globex.query("SELECT Id FROM Case WHERE Origin = 'Partner'"))["Id"]
    for n in range(COUNT):
        attach(globex, shared, f"N{n}.bin", content(n))
    attach(globex, shared, "private.bin", b"private", private=True)
    world.move_clocks(10)


def content(n):
    return bytes([n]) * 1000 * (n + 1) + b"\x00\xff"


def attach(org, parent, name, body, *, private=False):
    values = {
        "ParentId": parent,
        "Name": name,
        "ContentType": "application/octet-stream",
        "IsPrivate": private,
        "Body": base64.b64encode(body).decode(),
    }
    return org.create("Attachment", [values])[0]


def there(world, alias):
    return {
        row["Name"]: row["BodyLength"]
        for row in world.scene(alias).plain.query("SELECT Name, BodyLength FROM Attachment")
    }


def wanted():
    return {f"N{n}.bin": len(content(n)) for n in range(COUNT)}


def assert_whole(world):
    assert there(world, "acme") == wanted()
    acme = world.scene("acme").plain
    keys = list(acme.query("SELECT Key__c, Record_Id__c FROM S2S_Share__c"))
    rows = list(acme.query("SELECT Id FROM Attachment"))
    assert {row["Id"] for row in rows} == {row["Record_Id__c"] for row in keys}
    assert len(rows) == len(keys) == COUNT


def test_attachments_arrive_and_a_new_content_follows(attached):
    attached.sync()
    assert_whole(attached)
    globex = attached.scene("globex").plain
    one = next(globex.query("SELECT Id FROM Attachment WHERE Name = 'N3.bin'"))
    globex.update("Attachment", one["Id"], {"Body": base64.b64encode(b"renewed").decode()})
    attached.move_clocks(10)
    assert sum(flow["updated"] for flow in attached.sync().result["flows"]) == 1
    assert there(attached, "acme")["N3.bin"] == len(b"renewed")
    for _ in range(2):
        attached.move_clocks(PAST_EVERY_LOOK)
        flows = attached.sync().result["flows"]
        assert sum(flow["created"] + flow["updated"] for flow in flows) == 0


def test_lost_answers_make_no_attachment_twice(attached):
    control = attached.scene("acme").control
    fault = control.order_fault("answer_lost", every=2, operation="write", sobject="Attachment")
    for _ in range(4):
        ended = attached.play("sync", "acme-globex", "-o", "json")
        assert ended.code in (0, 5, 6), ended
        attached.move_clocks(3600)
    assert control.happened(fault) > 1
    control.clear_faults()
    attached.sync()
    assert_whole(attached)


def test_an_attachment_that_is_too_large_is_parked_and_the_others_arrive(attached):
    globex = attached.scene("globex").plain
    shared = next(globex.query("SELECT Id FROM Case WHERE Origin = 'Partner'"))["Id"]
    attach(globex, shared, "large.bin", b"\x01" * (LIMIT + 1))
    attached.move_clocks(10)
    attached.sync(codes=(6,))
    assert_whole(attached)
    parked = attached.must("failures", "list", "acme-globex", "-o", "json")
    assert "BODY_TOO_LARGE" in parked.out
