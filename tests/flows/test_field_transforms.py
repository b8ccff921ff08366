"""Every transform once, by whole commands over the wire: values arrive, return, and settle."""

import json
from datetime import date, datetime, timedelta

import pytest

from s2sctl.cli.main import run
from s2sctl.demo.setting import scene
from s2sctl.localorg import lifecycle
from s2sctl.localorg.control import Control
from s2sctl.wiring.orgs import open_org
from s2sctl.wiring.project import Project
from tests.flows.plain_rows import create, edit, read
from tests.support.deal_object import package, values

ORGS = "orgs:\n  acme: {local: acme}\n  globex: {local: globex}\n"
LINE = ("Text", "<length>80</length>")
MONEY = ("Currency", "<precision>18</precision><scale>2</scale>")
AT_ACME = {
    "Number__c": ("Text", "<length>73</length>"),
    "First__c": LINE,
    "Last__c": LINE,
    "Contact__c": LINE,
    "Signed__c": ("DateTime", ""),
    "Due__c": ("Date", ""),
    "Worth__c": MONEY,
    "Stage__c": ("Picklist", values("New", "Won")),
    "Story__c": ("LongTextArea", "<length>1000</length><visibleLines>3</visibleLines>"),
    "Remark__c": LINE,
    "Hint__c": LINE,
    "Day__c": ("Date", "<formula>TODAY()</formula>"),
}
AT_GLOBEX = {
    "Theirs__c": LINE,
    "Person__c": LINE,
    "Given__c": LINE,
    "Family__c": LINE,
    "Signed_On__c": ("Date", ""),
    "Due_At__c": ("DateTime", ""),
    "Dollars__c": MONEY,
    "Phase__c": ("Picklist", values("Open", "Closed")),
    "Short__c": ("Text", "<length>20</length>"),
    "Remark__c": LINE,
    "Source__c": ("Picklist", values("Partner", "Own")),
    "Hint__c": LINE,
    "Told_On__c": ("Date", ""),
}
ACME = """\
connection: acme-globex
org: acme
partner: {org: globex}
publish:
  Deal__c:
    fields: [Name, Number__c, First__c, Last__c, Contact__c, Signed__c, Due__c, Worth__c, Stage__c,
             Story__c, Remark__c, Hint__c, Day__c, RecordTypeId, OwnerId]
    full_compare: daily
    share: {where: "Name != 'Private'"}
subscribe:
  Deal__c:
    fields:
      Theirs__c: {to: Number__c, strip_prefix: "ACME-", strip_suffix: "/1"}
      Phase__c: {to: Stage__c, values: {Open: New, Closed: Won}}
      Remark__c: {to: Remark__c, null: keep}
      Hint__c: {to: Hint__c, on_conflict: partner}
"""
GLOBEX = """\
connection: acme-globex
org: globex
partner: {org: acme}
publish:
  Deal__c:
    fields: [Theirs__c, Phase__c, Remark__c, Hint__c]
subscribe:
  Deal__c:
    owner: {queue: Deals_In}
    record_type: Standard
    constants: {Source__c: Partner}
    fields:
      Name: Name
      Number__c: {to: Theirs__c, prefix: "ACME-", suffix: "/1"}
      First__c: {to: Person__c, join: [Last__c], separator: " "}
      Contact__c: {split: [Given__c, Family__c], separator: " "}
      Signed__c: {to: Signed_On__c, zone: Europe/Berlin}
      Due__c: {to: Due_At__c, zone: America/New_York}
      Worth__c: {to: Dollars__c, rate: "1.087"}
      Stage__c: {to: Phase__c, values: {New: Open, Won: Closed}}
      Story__c: {to: Short__c, truncate: 20}
      Remark__c: {to: Remark__c, null: keep}
      Hint__c: {to: Hint__c, on_conflict: local}
      Day__c: Told_On__c
      RecordTypeId: {to: RecordTypeId, values: {Retail: Shop}, default: Standard}
      OwnerId: {to: OwnerId, values: {Acme_Deals: Deals_Away}}
"""
COPY = (
    "SELECT Id, Name, Theirs__c, Person__c, Given__c, Family__c, Signed_On__c, Due_At__c, "
    "Dollars__c, Phase__c, Told_On__c, Short__c, Remark__c, Source__c, Hint__c, "
    "RecordType.DeveloperName, Owner.Name FROM Deal__c ORDER BY Name"
)


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    """Two orgs that have deals, each in its own shape."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "configs").mkdir()
    (folder / "configs" / "orgs.yaml").write_text(ORGS)
    (folder / "acme.yaml").write_text(ACME)
    (folder / "globex.yaml").write_text(GLOBEX)
    project = Project(folder)
    for alias in ("acme", "globex"):
        lifecycle.up(project.local, alias)
    deals = {
        "acme": package(AT_ACME, ["Retail", "Project"], ["Acme_Deals"]),
        "globex": package(AT_GLOBEX, ["Shop", "Standard"], ["Deals_In", "Deals_Away"]),
    }
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        for alias, files in deals.items():
            org = open_org(project, alias)
            report = org.deploy(files)
            assert report.success, report.problems
            org.assign_permission_set("Deals")
            scene(project.local, alias).control.keep()
        yield project
    for alias in ("acme", "globex"):
        lifecycle.down(project.local, alias)


@pytest.fixture
def said(started, capsys):
    def call(*arguments, code=0):
        capsys.readouterr()
        ended = run([*arguments, "-o", "json"])
        document = json.loads(capsys.readouterr().out)
        assert ended == code, json.dumps(document)[:3000]
        return document["result"] if code in (0, 6) else document["errors"]

    return call


@pytest.fixture
def connected(started, said):
    for alias in ("acme", "globex"):
        lifecycle.reset(started.local, alias)
    at_noon(started)
    for alias in ("acme", "globex"):
        said("org", "enable", alias, "--yes")
    (started.own / "state.db").unlink(missing_ok=True)
    said("accept", said("invite", "acme.yaml")["token"], "--org", "globex")
    for side in ("acme.yaml", "globex.yaml"):
        for command in ("publish", "subscribe"):
            said(command, side, "--yes")
    return started


def at_noon(project):
    """Set both clocks to tomorrow's noon: no day begins while a test looks at what day it is."""
    controls = [Control(lifecycle.status(project.local, alias)) for alias in ("acme", "globex")]
    today, *_ = times = [datetime.fromisoformat(one.status()["now"]) for one in controls]
    noon = today.replace(hour=12, minute=0, second=0) + timedelta(days=1)
    for control, now in zip(controls, times, strict=True):
        control.move_clock((noon - now).total_seconds())


def later(project, seconds=1300):
    for alias in ("acme", "globex"):
        Control(lifecycle.status(project.local, alias)).move_clock(seconds)


def test_every_transform_arrives_returns_and_settles(connected, said):
    queue = read(connected, "acme", "SELECT Id FROM Group WHERE DeveloperName = 'Acme_Deals'")
    retail = read(connected, "acme", "SELECT Id FROM RecordType WHERE DeveloperName = 'Retail'")
    deal = create(
        connected, "acme", "Deal__c",
        Name="Bridge", Number__c="17", First__c="Ann", Last__c="Şen", Contact__c="Bo van Berg",
        Signed__c="2026-03-31T22:30:00Z", Due__c="2026-07-01", Worth__c=10.55, Stage__c="Won",
        Story__c="It was a long and winding story", Remark__c="ours",
        RecordTypeId=retail[0]["Id"], OwnerId=queue[0]["Id"],
    )  # fmt: skip
    create(connected, "acme", "Deal__c", Name="Tower")
    later(connected)
    said("sync", "acme-globex")

    bridge, tower = read(connected, "globex", COPY)
    assert bridge["Theirs__c"] == "ACME-17/1"
    assert bridge["Person__c"] == "Ann Şen"
    assert (bridge["Given__c"], bridge["Family__c"]) == ("Bo", "van Berg")
    assert bridge["Signed_On__c"] == "2026-04-01"
    assert bridge["Due_At__c"] == "2026-07-01T04:00:00.000+0000"
    assert bridge["Dollars__c"] == 11.47
    assert bridge["Phase__c"] == "Closed"
    assert bridge["Short__c"] == "It was a long and wi"
    assert bridge["Source__c"] == "Partner"
    assert bridge["RecordType"]["DeveloperName"] == "Shop"
    assert bridge["Owner"]["Name"] == "Deals_Away"
    assert tower["RecordType"]["DeveloperName"] == "Standard"
    assert tower["Owner"]["Name"] == "Deals_In"
    assert tower["Theirs__c"] is None

    settled(connected, said)

    # Back: what the partner's mapping undoes, and a blank that leaves ours alone.
    edit(
        connected, "globex", "Deal__c", bridge["Id"],
        Theirs__c="ACME-18/1", Phase__c="Open", Remark__c=None, Source__c="Own",
    )  # fmt: skip
    edit(connected, "acme", "Deal__c", deal, Last__c="Ng")
    later(connected)
    said("sync", "acme-globex")
    (home,) = read(
        connected,
        "acme",
        f"SELECT Number__c, Stage__c, Remark__c, Worth__c FROM Deal__c WHERE Id = '{deal}'",
    )
    home.pop("attributes")
    assert home == {"Number__c": "18", "Stage__c": "New", "Remark__c": "ours", "Worth__c": 10.55}
    bridge = read(connected, "globex", COPY)[0]
    assert bridge["Person__c"] == "Ann Ng"
    assert bridge["Remark__c"] is None
    assert bridge["Source__c"] == "Own"
    settled(connected, said)

    conflict_and_misfit(connected, said, deal, bridge["Id"])


def conflict_and_misfit(connected, said, deal, copy):
    # Field-level on_conflict: globex's word is kept on both sides, whoever was later.
    edit(connected, "globex", "Deal__c", copy, Hint__c="globex says")
    later(connected, 60)
    edit(connected, "acme", "Deal__c", deal, Hint__c="acme says")
    later(connected)
    said("sync", "acme-globex")
    hint = f"SELECT Hint__c FROM Deal__c WHERE Id = '{deal}'"
    assert read(connected, "acme", hint)[0]["Hint__c"] == "globex says"
    assert read(connected, "globex", COPY)[0]["Hint__c"] == "globex says"

    # A text without the prefix that is to be stripped waits as a failure and harms nothing else.
    edit(connected, "globex", "Deal__c", copy, Theirs__c="no prefix", Phase__c="Closed")
    later(connected)
    said("sync", "acme-globex", code=6)
    (home,) = read(
        connected, "acme", f"SELECT Number__c, Stage__c FROM Deal__c WHERE Id = '{deal}'"
    )
    assert (home["Number__c"], home["Stage__c"]) == ("18", "Won")


def test_a_formula_that_moved_no_stamp_travels_with_the_daily_compare(connected, said):
    create(connected, "acme", "Deal__c", Name="Arch")
    later(connected)
    said("sync", "acme-globex")
    told = "SELECT Told_On__c FROM Deal__c WHERE Name = 'Arch'"
    before = read(connected, "globex", told)[0]["Told_On__c"]
    later(connected, 86_400)
    said("sync", "acme-globex")
    after = read(connected, "globex", told)[0]["Told_On__c"]
    assert date.fromisoformat(after) == date.fromisoformat(before) + timedelta(days=1)
    settled(connected, said)


def settled(project, said):
    later(project)
    said("sync", "acme-globex")
    assert said("sync", "acme-globex")["writes"] == {"acme": 0, "globex": 0}
