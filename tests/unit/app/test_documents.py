"""Files travel as documents: latest content, title, and links to shared records alone."""

from s2sctl.model.bodies import LIMIT
from s2sctl.model.documents import ids_in, ids_value
from s2sctl.store.memory import Shelf
from tests.support.keyless_world import documents
from tests.support.world import NAME, World

DOC = "ContentDocument"


def case(w: World, subject: str = "Broken", status: str = "New"):
    return w.a.insert("Case", Subject=subject, Status=status)


def document(w: World, *linked, body="one", **more):
    values = {"Title": "plan", "FileExtension": "txt", "VersionData": body, **more}
    made = w.a.insert(DOC, LinkedEntityId=ids_value(linked), **values)
    w.later()
    return made


def copy(w: World):
    ((id, row),) = w.b.living(DOC).items()
    return id, row.values


def subjects(w: World):
    """What the one copy is linked to, by name."""
    _, values = copy(w)
    shown = []
    for id in ids_in(values["LinkedEntityId"]):
        row = next(w.b.table(name)[id] for name in ("Case", "Account") if id in w.b.table(name))
        shown.append(row.values.get("Subject") or row.values.get("Name"))
    return sorted(shown)


def quiet(w: World) -> None:
    sent = w.writes
    w.settle()
    assert w.writes == sent


def test_a_document_arrives_once_with_its_content_under_its_records_copy() -> None:
    w = documents()
    document(w, case(w), Description="the plan")
    assert w.run().parked == 0
    _, values = copy(w)
    assert (values["Title"], values["VersionData"]) == ("plan", "one")
    assert (values["FileExtension"], values["Description"]) == ("txt", "the plan")
    assert subjects(w) == ["Broken"]
    assert len(w.b.living("S2S_Share__c")) == 1
    quiet(w)


def test_a_document_of_two_shared_records_arrives_once_with_two_links() -> None:
    w = documents()
    account = w.a.insert("Account", Name="Buyer")
    document(w, case(w), account)
    w.run()
    assert subjects(w) == ["Broken", "Buyer"]
    quiet(w)


def test_a_document_linked_to_unshared_records_alone_stays_at_home() -> None:
    w = documents()
    document(w, case(w, status="Draft"))
    document(w)
    w.run()
    assert not w.b.living(DOC)


def test_a_link_to_an_unshared_record_does_not_travel_and_is_left_where_it_is() -> None:
    w = documents()
    one, hidden = case(w), case(w, "Secret", "Draft")
    made = document(w, one, hidden)
    w.run()
    assert subjects(w) == ["Broken"]
    w.a.edit(DOC, made, Title="new plan")
    w.later()
    w.run()
    assert copy(w)[1]["Title"] == "new plan"
    assert set(ids_in(w.a.value(DOC, made, "LinkedEntityId"))) == {one, hidden}
    quiet(w)


def relink(w: World, made, *linked) -> None:
    """As in Salesforce: no stamp of the document moves."""
    w.a.table(DOC)[made].values["LinkedEntityId"] = ids_value(linked)
    w.later(hours=1)


def test_a_link_made_or_removed_later_follows_though_no_stamp_of_the_document_moves() -> None:
    w = documents()
    one, two = case(w), case(w, "Torn")
    made = document(w, one)
    w.run()
    w.settle()
    relink(w, made, one, two)
    w.run()
    assert subjects(w) == ["Broken", "Torn"]
    relink(w, made, two)
    w.run()
    assert subjects(w) == ["Torn"]
    quiet(w)


def test_a_document_unlinked_from_its_last_shared_record_ends_its_share() -> None:
    w = documents()
    made = document(w, case(w))
    w.run()
    w.settle()
    relink(w, made)
    w.run()
    assert not w.b.living(DOC)
    assert made in w.a.living(DOC)


def test_an_old_document_linked_to_a_shared_record_arrives() -> None:
    w = documents()
    one, made = case(w), document(w)
    w.run()
    w.settle()
    relink(w, made, one)
    w.run()
    assert subjects(w) == ["Broken"]


def test_a_record_shared_later_gets_the_link_to_a_document_that_is_there_already() -> None:
    w = documents()
    one, two = case(w), case(w, "Torn", "Draft")
    document(w, one, two)
    w.run()
    w.settle()
    w.a.edit("Case", two, Status="New")
    w.later()
    w.run()
    assert subjects(w) == ["Broken", "Torn"]
    assert len(w.b.living(DOC)) == 1


def test_links_that_the_receivers_people_made_stay() -> None:
    w = documents()
    one, two = case(w), case(w, "Torn")
    made = document(w, one)
    w.run()
    id, values = copy(w)
    own = w.b.insert("Case", Subject="Own", Status="New")
    w.b.table(DOC)[id].values["LinkedEntityId"] = ids_value(
        [*ids_in(values["LinkedEntityId"]), own]
    )
    w.settle()
    relink(w, made, one, two)
    w.run()
    assert subjects(w) == ["Broken", "Own", "Torn"]
    w.a.trash(DOC, made)
    w.later()
    w.run()
    assert id in w.b.living(DOC), "its removal would take it from their own record"


def test_a_deleted_document_takes_its_copy_along_and_a_deleted_copy_no_document() -> None:
    w = documents()
    one = case(w)
    first = document(w, one)
    w.run()
    w.a.trash(DOC, first)
    w.later()
    w.run()
    assert not w.b.living(DOC)
    second = document(w, one, Title="second")
    w.run()
    w.b.trash(DOC, copy(w)[0])
    w.later()
    w.run()
    quiet(w)
    assert second in w.a.living(DOC)
    assert not w.b.living(DOC)


def test_a_new_version_travels_and_goes_back_where_the_content_flows_both_ways() -> None:
    w = documents(back=True)
    made = document(w, case(w))
    w.run()
    w.a.edit(DOC, made, VersionData="two")
    w.later()
    w.run()
    assert copy(w)[1]["VersionData"] == "two"
    w.b.edit(DOC, copy(w)[0], VersionData="three")
    w.later()
    w.run()
    assert w.a.value(DOC, made, "VersionData") == "three"
    quiet(w)


def test_a_document_that_is_too_large_is_parked_by_name() -> None:
    w = documents()
    one = case(w)
    document(w, one, body="x" * (LIMIT + 1))
    document(w, one, body="small")
    w.run()
    assert copy(w)[1]["VersionData"] == "small"
    assert [entry.code for entry in w.store.ledger(NAME)] == ["BODY_TOO_LARGE"]


def test_a_lost_state_finds_documents_again_and_sends_nothing() -> None:
    w = documents()
    document(w, case(w))
    w.run()
    w.later()
    before = w.writes
    w.shelf = Shelf()
    w.run(take_over=True)
    w.settle()
    assert (len(w.b.living(DOC)), w.writes) == (1, before)
