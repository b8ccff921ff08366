"""What ``health`` and the connection records tell is what the ledger on the disk holds."""

from collections import Counter

import pytest

from s2sctl.app.health import health
from s2sctl.cli.views.health import health_json, health_text
from s2sctl.connection.objects import CONNECTION
from s2sctl.manifest.manifest import OnConflict, Terms, WhenShareEnds
from s2sctl.model.side import Pair
from s2sctl.ports.org import Refusal
from s2sctl.sync.health import Verdict
from s2sctl.sync.link import EntryKind
from s2sctl.wiring.stores import open_store
from tests.support.world import NAME, World, publish, subscribe, world

BACK = ("Status", "Email")


def terms(*more: str) -> tuple[Terms, Terms]:
    """Leads both ways with conflicts held, Contacts and ``more`` from a to b."""
    lead = ("LastName", "Company", *BACK)
    others = {"Contact": ("LastName", "AccountId"), "Account": ("Name",)}
    sent = {name: others[name] for name in ("Contact", *more)}
    ask, gone = OnConflict.ASK, WhenShareEnds.REMOVE
    return (
        Terms(
            (
                publish("Lead", *lead, where="Status != 'Draft'"),
                *(publish(name, *fields, where="Id != null") for name, fields in sent.items()),
            ),
            (subscribe("Lead", *BACK, on_conflict=ask),),
        ),
        Terms(
            (publish("Lead", *BACK),),
            (
                subscribe("Lead", *lead, on_conflict=ask, ends=gone),
                *(subscribe(name, *fields) for name, fields in sent.items()),
            ),
        ),
    )


def troubled(w: World):
    """Something of everything: a conflict, refusals both ways, a stuck copy, waiting lookups."""
    _, apart, gone = [w.a.insert("Lead", LastName=n, Status="New") for n in "XYZ"]
    private = w.a.insert("Account", Name="Private")
    for name in ("Ann", "Bob", "Cem"):
        w.a.insert("Contact", LastName=name, AccountId=private)
    w.later()
    yield
    copies = {row.values["LastName"]: id for id, row in w.b.living("Lead").items()}
    w.b.edit("Lead", copies["X"], Email="x@globex.example")
    w.a.edit("Lead", apart, Status="Here")
    w.b.edit("Lead", copies["Y"], Status="There")
    w.a.trash("Lead", gone)
    w.a.refuse = lambda name, _: Refusal("APEX_FAILED", "no") if name == "Lead" else None
    w.b.refuse_delete = lambda *_: Refusal("DELETE_FAILED", "no")
    w.a.insert("Lead", LastName="x" * 80, Company="no", Status="New")
    w.b.refuse = lambda _, v: Refusal("APEX_FAILED", "no") if v.get("Company") == "no" else None
    w.later()
    yield


@pytest.fixture
def story(tmp_path):
    w = world(*terms())
    store = open_store(None, tmp_path, w.moment)
    for _ in troubled(w):
        w.run(store)
    yield w, store
    store.close()


def look(w, store):
    return health(store.known(NAME), Pair(w.a, w.b), store)


def test_every_flow_tells_what_the_ledger_holds_about_it(story) -> None:
    w, store = story
    told = {
        (flow.object, flow.source): (flow.pending, flow.failed, flow.conflicts)
        for flow in look(w, store).flows
    }
    assert told == {
        ("Lead", "acme"): (0, 2, 1),
        ("Lead", "globex"): (0, 1, 0),
        ("Contact", "acme"): (3, 0, 0),
    }
    kinds = Counter(entry.kind for entry in store.ledger(NAME))
    wanted = (kinds[EntryKind.WAIT], kinds[EntryKind.FAILURE], kinds[EntryKind.CONFLICT])
    assert tuple(map(sum, zip(*told.values(), strict=True))) == wanted == (3, 3, 1)


def test_both_connection_records_tell_the_same(story) -> None:
    w, _ = story
    for org in (w.a, w.b):
        (row,) = org.living(CONNECTION).values()
        told = [row.values[name] for name in ("Pending__c", "Failed__c", "Conflicts__c")]
        assert told == [3, 3, 1]


def test_text_and_json_tell_the_same(story) -> None:
    w, store = story
    found = look(w, store)
    told = {
        (flow["object"], flow["from"]): (flow["pending"], flow["failed"], flow["conflicts"])
        for flow in health_json(found)["flows"]
    }
    assert told["Contact", "acme"] == (3, 0, 0)
    lines = health_text(found).splitlines()
    (contact,) = [line.split() for line in lines if line.startswith("Contact")]
    assert contact[-3:] == ["3", "0", "0"]
    checks = {check.id: check for check in found.checks}
    assert checks["failures"].text == "3 failures are in the ledger"
    assert checks["pending"].text == "3 entries wait for records that are not shared"
    assert (checks["pending"].status, checks["failures"].status) == (Verdict.OK, Verdict.DEGRADED)


def test_what_flows_no_more_are_left_with_is_told_too(story) -> None:
    w, store = story
    a, b = terms()
    w.set_terms(
        Terms(a.publish[:1], a.subscribe, a.guards), Terms(b.publish, b.subscribe[:1], b.guards)
    )
    w.later()
    w.run(store)
    found = look(w, store)
    (check,) = [check for check in found.checks if check.id == "left_over"]
    assert (check.status, check.text) == (
        Verdict.DEGRADED,
        "3 entries of the ledger belong to flows that are not in force",
    )


def test_settled_troubles_are_gone_from_the_figures(story) -> None:
    w, store = story
    w.a.refuse = w.b.refuse = lambda *_: None
    w.b.refuse_delete = lambda *_: None
    w.set_terms(*terms("Account"))
    for org, table in ((w.a, w.a.living("Lead")), (w.b, w.b.living("Lead"))):
        for id in table:
            org.edit("Lead", id, Status="Agreed", Email=None)
    for _ in range(2):
        w.later(days=2)
        w.run(store)
    found = look(w, store)
    assert store.ledger(NAME) == ()
    assert {(f.pending, f.failed, f.conflicts) for f in found.flows} == {(0, 0, 0)}
    assert found.verdict is Verdict.OK
