"""Attachments travel with their contents, which are compared by digest and never remembered."""

from s2sctl.errors import RequestRefused
from s2sctl.model.bodies import LIMIT
from s2sctl.ports.org import Refusal
from s2sctl.store.memory import Shelf
from tests.support.keyless_world import attachments
from tests.support.world import NAME


def shared(w, body="one", **more):
    case = w.a.insert("Case", Subject="Broken", Status="New")
    values = {"Name": "a.txt", "IsPrivate": False, **more}
    made = w.a.insert("Attachment", ParentId=case, Body=body, **values)
    w.later()
    return made


def contents(org):
    return sorted(str(row.values["Body"]) for row in org.living("Attachment").values())


def calls(org, kind):
    return [call for call in org.log if call.kind == kind and call.object == "Attachment"]


def test_an_attachment_arrives_with_its_content_under_its_parents_copy() -> None:
    w = attachments()
    shared(w)
    assert w.run().parked == 0
    ((parent, _),) = w.b.living("Case").items()
    ((_, copy),) = w.b.living("Attachment").items()
    assert copy.values["ParentId"] == parent
    assert (copy.values["Name"], copy.values["Body"]) == ("a.txt", "one")
    assert len(w.b.living("S2S_Share__c")) == 1


def test_a_changed_content_travels_and_an_unchanged_one_is_not_sent() -> None:
    w = attachments()
    made = shared(w)
    w.run()
    before = len(calls(w.a, "body"))
    w.a.edit("Attachment", made, Name="b.txt")
    w.later()
    w.run()
    ((_, copy),) = w.b.living("Attachment").items()
    assert (copy.values["Name"], copy.values["Body"]) == ("b.txt", "one")
    assert len(calls(w.a, "body")) == before
    w.a.edit("Attachment", made, Body="two")
    w.later()
    w.run()
    assert contents(w.b) == ["two"]
    sent = w.writes
    w.settle()
    assert w.writes == sent


def test_a_private_attachment_stays_at_home() -> None:
    w = attachments()
    shared(w, IsPrivate=True)
    w.run()
    assert contents(w.b) == []


def test_a_content_that_is_too_large_is_parked_by_name_until_it_is_smaller() -> None:
    w = attachments()
    made = shared(w, body="x" * (LIMIT + 1))
    shared(w, body="small")
    w.run()
    assert contents(w.b) == ["small"]
    (entry,) = w.store.ledger(NAME)
    assert entry.code == "BODY_TOO_LARGE"
    assert str(LIMIT + 1) in entry.message
    assert len(calls(w.a, "body")) == 1
    w.a.edit("Attachment", made, Body="now small")
    w.later()
    w.run()
    assert contents(w.b) == ["now small", "small"]
    assert w.store.ledger(NAME) == ()


def test_a_receiver_may_take_smaller_contents_only() -> None:
    w = attachments(max_file_mb=1)
    shared(w, body="x" * (1024 * 1024 + 1))
    shared(w, body="y" * (1024 * 1024))
    w.run()
    assert [len(one) for one in contents(w.b)] == [1024 * 1024]
    (entry,) = w.store.ledger(NAME)
    assert entry.code == "BODY_TOO_LARGE"
    assert "1 MB is the most" in entry.message


def test_a_content_changed_while_it_is_read_travels_with_the_next_run() -> None:
    w = attachments()
    made = shared(w)
    original = w.a.body

    def changed(schema, id, field):
        w.a.edit("Attachment", made, Body="two")
        w.a.body = original
        return original(schema, id, field)

    w.a.body = changed
    w.run()
    w.later()
    w.run()
    w.settle()
    assert contents(w.b) == ["two"]
    assert w.store.ledger(NAME) == ()


def test_a_refused_content_is_parked_and_its_value_is_nowhere() -> None:
    w = attachments()
    shared(w, body="s3cret")
    w.b.refuse = lambda name, _: Refusal("TOO_BAD", "no") if name == "Attachment" else None
    w.run()
    assert [entry.code for entry in w.store.ledger(NAME)] == ["TOO_BAD"]
    assert "s3cret" not in repr(w.store.ledger(NAME)) + repr(w.shelf)


def test_a_lost_state_finds_attachments_again_and_sends_nothing() -> None:
    w = attachments()
    shared(w)
    w.run()
    w.later()
    before = w.writes
    w.shelf = Shelf()
    w.run(take_over=True)
    w.settle()
    assert (contents(w.b), w.writes) == (["one"], before)


def test_a_content_that_is_gone_when_it_is_fetched_holds_up_no_other() -> None:
    w = attachments()
    made = shared(w)
    shared(w, body="two")
    original = w.a.body

    def hidden(schema, id, field):
        if id == made:
            raise RequestRefused("not found", status=404, error_code="NOT_FOUND")
        return original(schema, id, field)

    w.a.body = hidden
    w.run()
    assert contents(w.b) == ["two"]
    assert [entry.code for entry in w.store.ledger(NAME)] == ["NOT_VISIBLE"]
    w.a.body = original
    w.later(minutes=30)
    w.run()
    assert contents(w.b) == ["one", "two"]
