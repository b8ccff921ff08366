"""What the inbox commands say of one record, of several, and of an object of which none waits."""

from s2sctl.cli.views.inbox import inbox_text, said_text
from s2sctl.connection.waiting import Waiting
from s2sctl.model.ids import Key, OrgId, RecordId
from s2sctl.model.names import ObjectName

LEAD = Waiting(
    id=RecordId("a01000000000001AAA"),
    connection=RecordId("a00000000000001AAA"),
    key=Key(OrgId("00D000000000001AAA"), RecordId("00Q000000000001AAA")),
    object=ObjectName("Lead"),
)


def test_one_record_was_accepted_and_two_would_be() -> None:
    assert said_text([LEAD], "accept", dry_run=False).endswith("00Q000000000001AAA  accepted")
    two = said_text([LEAD, LEAD], "reject", dry_run=True).splitlines()
    assert all(line.endswith("would be rejected") for line in two)


def test_an_object_of_which_none_waits_is_named() -> None:
    assert inbox_text([], "globex", ObjectName("Leed")) == (
        "Nothing of Leed waits in the inbox of globex."
    )
    assert inbox_text([], "globex") == "Nothing waits in the inbox of globex."
