"""Whatever people do to parents and children: the partner has the children of shared parents."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from s2sctl.sync.guards import Allowance
from tests.unit.app.test_following import family, names

NAMES = ("Private", "Acme")
DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("name"), st.integers(0, 3), st.integers(0, 1)),
        st.tuples(st.just("move"), st.integers(0, 5), st.integers(0, 4)),
        st.tuples(st.just("visit"), st.integers(0, 3), st.integers(0, 5)),
        st.tuples(st.just("add"), st.integers(0, 4), st.integers(0, 0)),
        st.tuples(st.just("drop"), st.integers(0, 5), st.integers(0, 0)),
        st.tuples(st.just("sync"), st.integers(0, 1), st.integers(0, 0)),
    ),
    max_size=25,
)


def play(deeds):
    w = family()
    accounts = [w.a.insert("Account", Name=NAMES[n % 2]) for n in range(4)]
    contacts = [
        w.a.insert("Contact", LastName=f"c{n}", AccountId=accounts[n % 4]) for n in range(6)
    ]
    visits = [w.a.insert("Visit__c", Name=f"v{n}", Contact__c=contacts[n]) for n in range(4)]
    sync(w, 20)
    for deed, first, second in deeds:
        if deed == "name":
            w.a.edit("Account", accounts[first], Name=NAMES[second])
        elif deed == "move" and contacts[first] in w.a.living("Contact"):
            w.a.edit("Contact", contacts[first], AccountId=(*accounts, None)[second])
        elif deed == "visit":
            w.a.edit("Visit__c", visits[first], Contact__c=contacts[second])
        elif deed == "add":
            parent = (*accounts, None)[first]
            number = len(w.a.table("Contact"))
            w.a.insert("Contact", LastName=f"c{number}", AccountId=parent)
        elif deed == "drop" and contacts[first] in w.a.living("Contact"):
            w.a.trash("Contact", contacts[first])
        elif deed == "sync":
            sync(w, 1 if first else 20)
    sync(w, 20)
    sync(w, 20)
    return w


def sync(w, minutes):
    w.later(minutes=minutes)
    w.run(allowed=Allowance(deletes=99, updates=99))


def expected(w):
    shared = {id for id, row in w.a.living("Account").items() if row.values["Name"] != "Private"}
    contacts = {
        id: row.values["LastName"]
        for id, row in w.a.living("Contact").items()
        if row.values["AccountId"] in shared
    }
    visits = [
        row.values["Name"]
        for row in w.a.living("Visit__c").values()
        if row.values["Contact__c"] in contacts
    ]
    return sorted(contacts.values()), sorted(visits)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DEEDS)
def test_the_partner_has_the_children_of_shared_parents_and_no_others(deeds) -> None:
    w = play(deeds)
    assert (names(w.b, "Contact"), names(w.b, "Visit__c", "Name")) == expected(w)
    assert w.store.ledger("acme-globex") == ()
    before = w.writes
    w.settle()
    assert w.writes == before
