"""Files of shared cases over two orgs: whole, once, with their links, and new versions follow."""

import base64

import pytest
import yaml

from tests.acceptance.counting import calls, marks, since, writes
from tests.acceptance.test_killed import kill_at
from tests.acceptance.world import MANIFESTS, PAST_EVERY_LOOK

FIELDS = ["Title", "Description", "FileExtension", "VersionData", "LinkedEntityId"]
COUNT = 4


@pytest.fixture
def filed(world):
    world.reach("with files", lambda: fill(world))
    return world


def fill(world):
    """Globex links files to cases that it shares with Acme."""
    files = {alias: world.folder / path for alias, path in MANIFESTS.items()}
    manifests = {alias: yaml.safe_load(file.read_text()) for alias, file in files.items()}
    for manifest in manifests.values():
        for section in ("publish", "subscribe"):
            manifest[section] = {"Case": manifest[section]["Case"]}
    manifests["globex"]["publish"]["ContentDocument"] = {
        "fields": FIELDS,
        "share": {"with": "LinkedEntityId"},
    }
    manifests["acme"]["publish"]["ContentDocument"] = {"fields": FIELDS}
    manifests["acme"]["subscribe"]["ContentDocument"] = {"fields": {one: one for one in FIELDS}}
    manifests["globex"]["subscribe"]["ContentDocument"] = {"fields": {one: one for one in FIELDS}}
    for alias, file in files.items():
        file.write_text(yaml.safe_dump(manifests[alias]))
    world.put_in_force()
    globex = world.scene("globex").plain
    for n in range(COUNT):
        upload(globex, cases(world)[n % 2], f"N{n}.bin", content(n))
    upload(globex, None, "private.bin", b"private")
    world.move_clocks(10)


def cases(world):
    query = "SELECT Id FROM Case WHERE Origin = 'Partner' ORDER BY Id LIMIT 2"
    return [row["Id"] for row in world.scene("globex").plain.query(query)]


def content(n):
    return bytes([n]) * 1000 * (n + 1) + b"\x00\xff"


def upload(org, record, name, body, **more):
    values = {"PathOnClient": name, "VersionData": base64.b64encode(body).decode(), **more}
    if record is not None:
        values["FirstPublishLocationId"] = record
    return org.create("ContentVersion", [values])[0]


def document(org, title):
    return next(org.query(f"SELECT Id FROM ContentDocument WHERE Title = '{title}'"))["Id"]


def there(world, alias):
    query = "SELECT Title, FileExtension, ContentSize FROM ContentDocument"
    return {
        f"{row['Title']}.{row['FileExtension']}": row["ContentSize"]
        for row in world.scene(alias).plain.query(query)
    }


def linked(world, alias, title):
    """The subjects of the cases that the document of that title is linked to."""
    org = world.scene(alias).plain
    query = "SELECT LinkedEntityId FROM ContentDocumentLink WHERE ContentDocumentId = "
    found = [row["LinkedEntityId"] for row in org.query(f"{query}'{document(org, title)}'")]
    subjects = (list(org.query(f"SELECT Subject FROM Case WHERE Id = '{one}'")) for one in found)
    return sorted(rows[0]["Subject"] for rows in subjects if rows)


def assert_whole(world):
    assert there(world, "acme") == {f"N{n}.bin": len(content(n)) for n in range(COUNT)}
    acme = world.scene("acme").plain
    keys = list(acme.query("SELECT Record_Id__c FROM S2S_Share__c WHERE Direction__c = 'Received'"))
    rows = list(acme.query("SELECT Id FROM ContentDocument"))
    assert {row["Id"] for row in rows} == {row["Record_Id__c"] for row in keys}
    assert len(rows) == len(keys) == COUNT
    assert len(list(acme.query("SELECT Id FROM ContentVersion"))) == COUNT
    for n in range(COUNT):
        assert linked(world, "acme", f"N{n}") == linked(world, "globex", f"N{n}") != []


def nothing_more(world):
    for _ in range(2):
        world.move_clocks(PAST_EVERY_LOOK)
        flows = world.sync().result["flows"]
        assert sum(flow["created"] + flow["updated"] for flow in flows) == 0


def test_files_arrive_and_versions_titles_and_links_follow(filed):
    filed.sync()
    assert_whole(filed)
    globex, acme = filed.scene("globex").plain, filed.scene("acme").plain
    made = document(globex, "N2")
    upload(globex, None, "N2.bin", b"renewed", ContentDocumentId=made, Title="N2")
    globex.update("ContentDocument", document(globex, "N1"), {"Title": "One"})
    other = cases(filed)[1]
    link = {"ContentDocumentId": document(globex, "N0"), "LinkedEntityId": other, "ShareType": "V"}
    globex.create("ContentDocumentLink", [link])
    filed.move_clocks(10)
    filed.sync()
    assert there(filed, "acme")["N2.bin"] == len(b"renewed")
    assert "One.bin" in there(filed, "acme")
    assert linked(filed, "acme", "N0") == linked(filed, "globex", "N0")
    assert len(linked(filed, "acme", "N0")) == 2
    nothing_more(filed)
    upload(acme, None, "N2.bin", b"from acme", ContentDocumentId=document(acme, "N2"), Title="N2")
    filed.move_clocks(10)
    filed.sync()
    assert there(filed, "globex")["N2.bin"] == len(b"from acme")
    nothing_more(filed)


def test_lost_answers_make_no_file_twice(filed):
    control = filed.scene("acme").control
    fault = control.order_fault("answer_lost", every=2, operation="write")
    for _ in range(4):
        ended = filed.play("sync", "acme-globex", "-o", "json")
        assert ended.code in (0, 5, 6), ended
        filed.move_clocks(3600)
    assert control.happened(fault) > 1
    control.clear_faults()
    filed.sync()
    assert_whole(filed)


def test_a_kill_while_files_are_made_leaves_each_of_them_once(filed):
    kill_at(filed, "acme", nth=8)
    filed.move_clocks(PAST_EVERY_LOOK)
    filed.sync()
    assert_whole(filed)
    nothing_more(filed)


def test_a_sync_with_nothing_to_do_reads_no_content_and_writes_nothing(filed):
    filed.sync()
    for _ in range(2):
        filed.move_clocks(PAST_EVERY_LOOK)
        filed.sync()
    before = marks(filed)
    filed.sync()
    for alias, asked in since(filed, before).items():
        assert not writes(asked), (alias, asked)
        assert not [one for one in asked if "VersionData" in str(one["path"])], alias
        assert calls(asked) <= 5, (alias, asked)
