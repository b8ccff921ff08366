"""A life of 300 records in chapters: what people do, then a sync. The same whenever it is told."""

from dataclasses import replace

from s2sctl.connection.objects import SHARE
from s2sctl.manifest.manifest import OnConflict, Terms, WhenShareEnds
from s2sctl.model.ids import RecordId
from s2sctl.ports.org import Refusal
from s2sctl.sync.guards import Allowance
from tests.support.world import World, publish, subscribe, world

LEADS, ACCOUNTS, CONTACTS = 180, 40, 80
BATCH = 25
BACK = ("LastName", "Company", "Email")
ALLOWED = Allowance(deletes=999, updates=999)
SHARED = ("Lead", "Account", "Contact")
PHONE = ("", "030 1", "030 2")


def family() -> World:
    """Leads by rule, three fields back, one of them asked about; accounts with their contacts."""
    ends = WhenShareEnds.REMOVE
    fields = (*BACK, "Status")
    leads = subscribe("Lead", *fields, ends=ends)
    mappings = tuple(
        replace(one, on_conflict=OnConflict.ASK) if one.target == "Email" else one
        for one in leads.fields
    )
    w = world(
        Terms(
            (
                publish("Lead", *fields, where="Status != 'Draft'"),
                publish("Account", "Name", "Phone", "ParentId", where="Name != 'Private'"),
                publish("Contact", "LastName", "AccountId", follow="AccountId"),
            ),
            (subscribe("Lead", *BACK),),
        ),
        Terms(
            (publish("Lead", *BACK),),
            (
                replace(leads, fields=mappings),
                subscribe("Account", "Name", "Phone", "ParentId", ends=ends),
                subscribe("Contact", "LastName", "AccountId", ends=ends),
            ),
        ),
    )
    w.a.batch_size = w.b.batch_size = BATCH
    return w


def born(w: World) -> None:
    """300 records; most are shared, some accounts stand below another, later born one."""
    for n in range(LEADS):
        status = "Draft" if n % 9 == 0 else "New"
        w.a.insert("Lead", LastName=f"l{n}", Company=f"c{n}", Email=None, Status=status)
    accounts = [
        w.a.insert("Account", Name="Private" if n % 8 == 0 else f"acc{n}", Phone=PHONE[n % 3])
        for n in range(ACCOUNTS)
    ]
    for n in range(0, ACCOUNTS, 5):
        w.a.edit("Account", accounts[n], ParentId=accounts[-1 - n])
    for n in range(CONTACTS):
        w.a.insert("Contact", LastName=f"k{n}", AccountId=accounts[n % ACCOUNTS])


def edited_on_both_sides(w: World) -> None:
    """Some fields on one side, some on both and apart; some rows move, some are refused once."""
    leads, copies = sorted(w.a.living("Lead")), copies_of(w)
    for n in range(0, LEADS, 3):
        w.a.edit("Lead", leads[n], Company=f"a says {n}")
    w.later(seconds=9)
    for n, copy in enumerate(copies):
        if n % 4 == 0:
            w.b.edit("Lead", copy, LastName=f"b says {n}")
        if n % 5 == 0:
            w.b.edit("Lead", copy, Company=f"b says {n}", Email=f"b{n}@x")
        if n % 20 == 0:
            w.a.edit("Lead", home(w, copy), Email=f"a{n}@x")
    accounts = sorted(w.a.living("Account"))
    for n, contact in enumerate(sorted(w.a.living("Contact"))):
        if n % 7 == 0:
            w.a.edit("Contact", contact, AccountId=accounts[(n * 3) % ACCOUNTS])
    w.a.edit("Account", accounts[0], Name="Private no more")
    w.b.refuse = lambda name, values: LOCKED if values.get("Company") == "a says 9" else None


LOCKED = Refusal("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record")


def ended(w: World) -> None:
    """Deleted here, deleted there, out of the rule, merged, converted; and new ones are born."""
    w.b.refuse = lambda _, __: None
    copies = copies_of(w)
    for n, copy in enumerate(copies):
        deed = n % 12
        if deed == 0:
            w.a.trash("Lead", home(w, copy))
        elif deed == 1:
            w.b.trash("Lead", copy)
        elif deed == 2:
            w.a.edit("Lead", home(w, copy), Status="Draft")
        elif deed == 3 and n + 1 < len(copies):
            w.a.merge("Lead", winner=home(w, copy), loser=home(w, copies[n + 1]))
        elif deed == 6:
            w.a.edit("Lead", home(w, copy), IsConverted=True)
    accounts = sorted(w.a.living("Account"))
    w.a.trash("Account", accounts[3])
    w.a.edit("Account", accounts[5], Name="Private")
    for n in range(6):
        w.a.insert("Lead", LastName=f"late{n}", Company="New", Status="New", delay=50 * n)


def back_again(w: World) -> None:
    """Undeleted, back under the rule, edited after their end, and moved once more."""
    for n, (id, row) in enumerate(sorted(w.a.table("Lead").items())):
        if row.deleted and row.master is None and n % 2:
            w.a.undelete("Lead", id)
        elif row.values["Status"] == "Draft" and n % 3 == 0 and not row.deleted:
            w.a.edit("Lead", id, Status="New", Company=f"back {n}")
    for n, copy in enumerate(copies_of(w)):
        if n % 6 == 0:
            w.b.edit("Lead", copy, Company=f"again {n}")
    accounts = sorted(w.a.living("Account"))
    for n, contact in enumerate(sorted(w.a.living("Contact"))):
        if n % 5 == 0:
            w.a.edit("Contact", contact, AccountId=accounts[n % len(accounts)])


def quiet(w: World) -> None:
    """Nobody does anything for a day."""
    w.later(hours=25)


CHAPTERS = (born, edited_on_both_sides, ended, back_again, quiet, quiet)


def copies_of(w: World) -> list[RecordId]:
    """The copies of leads in the order of their keys: their own ids differ from run to run."""
    keys = {id: str(row.values.get("S2S_Key__c")) for id, row in w.b.living("Lead").items()}
    return sorted(keys, key=keys.__getitem__)


def home(w: World, copy):
    """The record a copy was made from."""
    return w.b.value("Lead", copy, "S2S_Key__c").partition("/")[2]


def portrait(w: World) -> dict[str, object]:
    """All that people can see of both orgs, and what is remembered of every share; ids of copies,
    which differ from run to run, are told by their keys."""
    store = w.store
    names = {
        id: _natural(id, row)
        for org in (w.a, w.b)
        for name in SHARED
        for id, row in org.table(name).items()
    }
    return {
        "rows": {
            f"{org.alias} {name} {names[id]}": _shown(row, names)
            for org in (w.a, w.b)
            for name in SHARED
            for id, row in org.living(name).items()
        },
        "living": [len(org.living(name)) for org in (w.a, w.b) for name in (*SHARED, SHARE)],
        "links": {
            str(one.key): (one.status.value, *(names.get(id) for id in one.ids))
            for one in store.scan_links("acme-globex")
        },
        "ledger": sorted(
            (one.kind.value, str(one.key), one.target.value, one.field, one.code)
            for one in store.ledger("acme-globex")
        ),
    }


def _natural(id, row):
    return row.values.get("S2S_Key__c") or id


def _shown(row, names):
    unlike = {"S2S_Connection__c", "Runner__c"}
    return {
        name: names.get(value, value)
        for name, value in row.values.items()
        if name not in unlike and value is not None
    }
