"""Values for the store suite: plain, and as odd as they may come."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from s2sctl.model.digest import Digest
from s2sctl.model.ids import Key, OrgId, RecordId, to18
from s2sctl.model.names import ConnectionName, FieldName, ObjectName
from s2sctl.model.records import Record
from s2sctl.model.schema import (
    ChildRelationship,
    FieldSchema,
    ObjectSchema,
    PicklistValue,
    RecordType,
)
from s2sctl.model.side import Pair, Side
from s2sctl.ports.store import Holder
from s2sctl.sync.flips import Flip
from s2sctl.sync.link import Cursor, EntryKind, LedgerEntry, Link, LinkStatus
from s2sctl.sync.settled import Edited, How, SettledConflict

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NAME = ConnectionName("acme-globex")
OTHER = ConnectionName("acme-initech")
LEAD, CASE = ObjectName("Lead"), ObjectName("Case")
LEADS = Pair(LEAD, LEAD)
ORG_A = OrgId(to18("00D000000000001"))


class SteppedClock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.moment = NOW

    def now(self) -> datetime:
        return self.moment

    def ticks(self) -> float:
        return self.moment.timestamp()

    def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


def lead_id(number: int) -> RecordId:
    return to18(f"00Q{number:012d}")


def copy_id(number: int) -> RecordId:
    return to18(f"00Q9{number:011d}")


def key(number: int) -> Key:
    return Key(ORG_A, lead_id(number))


def holder(run: str = "run-1", host: str = "web1", pid: int = 812) -> Holder:
    return Holder(run, host, pid, NOW)


def link(number: int, status: LinkStatus = LinkStatus.ACTIVE, reason: str = "") -> Link:
    copied = None if status is LinkStatus.PENDING else copy_id(number)
    return Link(key(number), Side.A, LEADS, Pair(lead_id(number), copied), status, reason=reason)


def full_link(number: int) -> Link:
    return Link(
        key=key(number),
        origin=Side.B,
        objects=Pair(CASE, ObjectName("Ticket__c")),
        ids=Pair(lead_id(number), copy_id(number)),
        status=LinkStatus.CONVERTED,
        base={
            "LastName=LastName": Pair(Digest("0" * 22), Digest("f" * 22)),
            "Größe__c=Size__c": Pair(Digest("1" * 22), Digest("2" * 22)),
        },
        unconfirmed=frozenset(Side),
        flips={"LastName=LastName": Flip(Side.B, 2, Pair(Digest("3" * 22), Digest("")))},
        foreign_edit=Pair(NOW, NOW + timedelta(seconds=1)),
        since=NOW - timedelta(days=400),
        last_sent=NOW + timedelta(microseconds=1),
        reason="converted in globex by 'Åsa' ✓",
    )


def entry(
    number: int, kind: EntryKind = EntryKind.FAILURE, field: str = "", minutes: int = 0
) -> LedgerEntry:
    return LedgerEntry(
        kind=kind,
        key=key(number),
        objects=LEADS,
        target=Side.B,
        field=field,
        code="UNABLE_TO_LOCK_ROW",
        message="unable to obtain exclusive access to this record",
        since=NOW + timedelta(minutes=minutes),
    )


def full_entry(number: int) -> LedgerEntry:
    return LedgerEntry(
        kind=EntryKind.CONFLICT,
        key=key(number),
        objects=Pair(LEAD, CASE),
        target=Side.A,
        field="Phone=Phone",
        code="BOTH_CHANGED",
        agreed=NOW - timedelta(days=3),
        message="both sides changed it 🙂",
        since=NOW,
        tries=7,
        next_try=NOW + timedelta(hours=1),
        source_digest="abc",
        values=Pair("+49 1", None),
    )


def contest(number: int, minutes: int = 0, field: str = "Phone=Phone") -> SettledConflict:
    return SettledConflict(
        key=key(number),
        objects=LEADS,
        ids=Pair(lead_id(number), None),
        field=field,
        mark="m",
        how=How.OVERWRITTEN,
        winner=None,
        values=Pair(None, ""),
        at=NOW + timedelta(minutes=minutes),
        edited=Pair(Edited(), Edited()),
    )


def full_contest(number: int) -> SettledConflict:
    return SettledConflict(
        key=key(number),
        objects=Pair(LEAD, CASE),
        ids=Pair(lead_id(number), copy_id(number)),
        field="Größe__c=Size__c",
        mark="f" * 22,
        how=How.POLICY,
        winner=Side.B,
        values=Pair("“+49 1” \n\x00 🙂 \ud800", None),
        at=NOW + timedelta(microseconds=1),
        edited=Pair(Edited(RecordId("005000000000001AAA"), NOW), Edited(None, NOW)),
        agreed=NOW - timedelta(days=400),
        policies=Pair("newest", "partner"),
    )


def cursor(side: Side, object_: ObjectName = LEAD, minutes: int = 0) -> Cursor:
    return Cursor(side, object_, (NOW + timedelta(minutes=minutes), None), "digest")


def schema(name: ObjectName = LEAD) -> ObjectSchema:
    told = (
        FieldSchema(
            FieldName("Rating"),
            "picklist",
            label="Bewertung",
            length=255,
            restricted_picklist=True,
            picklist=(PicklistValue("Hot", "Heiß", True, True), PicklistValue("Old", "Old", False)),
        ),
        FieldSchema(
            FieldName("OwnerId"),
            "reference",
            reference_to=(ObjectName("User"), ObjectName("Group")),
            relationship="Owner",
            nillable=False,
        ),
        FieldSchema(FieldName("Budget__c"), "currency", precision=18, scale=2, updateable=False),
    )
    return ObjectSchema(
        name,
        "Lead",
        "00Q",
        {field.name: field for field in told},
        deletable=False,
        record_types=(RecordType("012000000000001AAA", "Partner", master=True),),
        children=(ChildRelationship(ObjectName("Task"), FieldName("WhoId"), True),),
        last_modified=NOW,
    )


def record(number: int, name: str = "Müller", object_: ObjectName = LEAD) -> Record:
    return Record(
        object=object_,
        id=lead_id(number),
        modstamp=NOW,
        values={FieldName("LastName"): name, FieldName("Budget__c"): Decimal("1E+2")},
    )


def full_record(number: int) -> Record:
    return Record(
        object=LEAD,
        id=lead_id(number),
        modstamp=NOW,
        values={
            FieldName("Text"): "“quoted” \n\t\x00 🙂 \ud800",
            FieldName("List"): '["12"]',
            FieldName("Nothing"): None,
            FieldName("Yes"): True,
            FieldName("No"): False,
            FieldName("Money"): Decimal("123456789012345678.10"),
            FieldName("Small"): Decimal("-0.000000000000000001"),
            FieldName("Zero"): Decimal("0"),
        },
        modified_at=NOW - timedelta(seconds=5),
        modified_by=RecordId("005000000000001AAA"),
        deleted=True,
        key=key(99),
        connection_id=RecordId("a00000000000001AAA"),
        master_id=lead_id(3),
        converted=True,
    )
