"""The two objects of ours that live in an org, and the two fields on subscribed ones. Pure."""

from collections.abc import Mapping

from s2sctl.connection.components import CustomField, CustomObject, FieldKind
from s2sctl.connection.record import Role, Status
from s2sctl.connection.share import Direction, ShareStatus
from s2sctl.model.documents import DOCUMENT
from s2sctl.model.names import FieldName, ObjectName

CONNECTION = ObjectName("S2S_Connection__c")
"""One row per connection: this org's own word on it."""

SHARE = ObjectName("S2S_Share__c")
"""One row per record that is shared by hand, waits in the inbox, or whose share ended."""

KEY = FieldName("S2S_Key__c")
"""On a copy: where its origin was born."""

CONNECTION_LOOKUP = FieldName("S2S_Connection__c")
"""On a copy: the connection that brought it."""

KEYLESS = frozenset({"Attachment", "CaseComment", DOCUMENT})
"""Objects whose copies carry no field of ours: a share row keeps their key (design §3.2). A version
could hold one, but people's next version may inherit it."""

OPEN: Mapping[str, tuple[FieldName, bool]] = {
    "Attachment": (FieldName("IsPrivate"), False),
    "CaseComment": (FieldName("IsPublished"), True),
}
"""What a row's own mark must say before a rule may share it: a private one goes by a person's
word alone (facts/s2s.md §2.6)."""

KEY_FIELDS = (CONNECTION_LOOKUP, KEY)
"""Both of them."""

LONG_TEXT = 131_072
"""Characters a long text area holds at most (Metadata API Developer Guide, CustomField)."""


def _text(name: str, label: str, length: int, help: str = "") -> CustomField:
    return CustomField(FieldName(name), label, FieldKind.TEXT, length, help=help)


def _long(name: str, label: str, help: str) -> CustomField:
    return CustomField(FieldName(name), label, FieldKind.LONG_TEXT, LONG_TEXT, help=help)


def _count(name: str, label: str, help: str) -> CustomField:
    return CustomField(FieldName(name), label, FieldKind.NUMBER, 18, help=help)


def _moment(name: str, label: str, help: str) -> CustomField:
    return CustomField(FieldName(name), label, FieldKind.DATETIME, help=help)


def _choice(name: str, label: str, values: tuple[str, ...], help: str) -> CustomField:
    return CustomField(FieldName(name), label, FieldKind.PICKLIST, values=values, help=help)


def _key(name: str, label: str, length: int, help: str, *, required: bool = False) -> CustomField:
    return CustomField(
        FieldName(name),
        label,
        FieldKind.TEXT,
        length,
        required=required,
        unique=True,
        external_id=True,
        help=help,
    )


CONNECTION_OBJECT = CustomObject(
    name=CONNECTION,
    label="S2S Connection",
    plural="S2S Connections",
    description="A connection to a partner's org, kept by s2sctl.",
    # Who may read or change it is said by the permission sets alone.
    sharing="ReadWrite",
    fields=(
        _key("Connection__c", "Connection", 80, "The name both sides use.", required=True),
        _choice("Role__c", "Role", tuple(role.value for role in Role), "Who invited whom."),
        _choice("Status__c", "Status", tuple(status.value for status in Status), "Its state."),
        _text("Reason__c", "Reason", 255, "Why it was rejected, deactivated or paused."),
        _moment("Status_Since__c", "Status Since", "When it came to be in that state."),
        _text("Status_By__c", "Status By", 255, "Whose login brought it there."),
        _text("Partner_Org_Id__c", "Partner Org Id", 18),
        _text("Partner_Name__c", "Partner Name", 255),
        CustomField(
            FieldName("Partner_Account__c"),
            "Partner Account",
            FieldKind.LOOKUP,
            refers_to=ObjectName("Account"),
            relationship="S2S_Connections",
            relationship_label="S2S Connections",
            help="The Account that stands for the partner.",
        ),
        _text("Nonce__c", "Nonce", 64, "The same on both sides of one invitation."),
        _text("Past_Nonces__c", "Past Nonces", 255, "Marks of earlier invitations."),
        _moment("Expires__c", "Expires", "When the invitation ends."),
        _long("Published__c", "Published", "What the partner may see: in force."),
        _long("Subscribed__c", "Subscribed", "What this org takes, and how: in force."),
        _long("Fingerprint__c", "Fingerprint", "What used fields were when put in force."),
        _long("Partner_Published__c", "Partner Published", "What the partner offers."),
        _text("Runner__c", "Runner", 80, "The state store whose runs are in force."),
        _moment("Last_Sync__c", "Last Sync", "When records were last brought into agreement."),
        _count("Pending__c", "Pending", "Records that wait."),
        _count("Failed__c", "Failed", "Records this org or the partner's refused."),
        _count("Conflicts__c", "Conflicts", "Fields a person has to decide."),
        _count("Lag_Seconds__c", "Lag (Seconds)", "Age of the oldest change not yet applied."),
    ),
)

SHARE_OBJECT = CustomObject(
    name=SHARE,
    label="S2S Share",
    plural="S2S Shares",
    description="A record shared over a connection: create a row to share, set Inactive to stop.",
    sharing="Private",
    numbered="SHARE-{0000000}",
    fields=(
        CustomField(
            FieldName("Connection__c"),
            "Connection",
            FieldKind.LOOKUP,
            required=True,
            refers_to=CONNECTION,
            relationship="S2S_Shares",
            relationship_label="S2S Shares",
            help="The connection over which the record is shared.",
        ),
        _text("Object__c", "Object", 80, "The API name of the record's object, such as Lead."),
        _text("Record_Id__c", "Record Id", 18, "The record in this org."),
        _text("Partner_Record_Id__c", "Partner Record Id", 18, "The record in the partner's org."),
        _key("Key__c", "Key", 80, "Keeps one share from being made twice."),
        _choice(
            "Direction__c",
            "Direction",
            tuple(direction.value for direction in Direction),
            "Whether the record was sent to the partner or received.",
        ),
        _choice(
            "Status__c",
            "Status",
            tuple(status.value for status in ShareStatus),
            "Where the share stands; set Inactive to stop sharing or to reject, Active to accept.",
        ),
        _text("Reason__c", "Reason", 255, "Why it is not shared, or not any more."),
        _text("Label__c", "Label", 80, "What the record is called, where its name is shared."),
        _text("Owner_Id__c", "Owner Id", 18, "Who is to own the accepted record: user or queue."),
    ),
)


def key_fields(name: ObjectName) -> tuple[CustomField, ...]:
    """The two fields that copies of ``name`` carry: the key, and what brought them here."""
    return (
        _key(KEY, "S2S Key", 80, "Where this record was born: its org and its id there."),
        CustomField(
            CONNECTION_LOOKUP,
            "S2S Connection",
            FieldKind.LOOKUP,
            refers_to=CONNECTION,
            relationship=relationship_of(name),
            relationship_label=f"{holder(name).removesuffix('__c').replace('_', ' ')} (S2S)",
            help="The connection that brought this record.",
        ),
    )


def holds_key(name: ObjectName) -> bool:
    """Whether rows of the object can carry a key of their own."""
    return name not in KEYLESS


def open_condition(name: ObjectName) -> str:
    """Which rows of the object a rule may share, as SOQL; empty where it may share all."""
    field, value = OPEN.get(name, ("", False))
    return f"{field} = {str(value).upper()}" if field else ""


def holder(name: ObjectName) -> ObjectName:
    """The object custom fields of ``name`` belong to: those of Task and Event are Activity's."""
    return ObjectName("Activity") if name in ("Task", "Event") else name


def relationship_of(name: ObjectName) -> str:
    """The name under which a connection record finds its copies of ``name``; one per object.

    At most 40 characters, letters, digits and single underscores; custom objects end in ``_c``
    so that ``Lead__c`` and ``Lead`` stay apart.
    """
    plain = holder(name).replace("__", "_")
    return f"S2S_{plain}" if len(plain) <= 36 else f"S2S_{plain[:27]}_{_short(plain)}"


def _short(text: str) -> str:
    total = 0
    for char in text:
        total = (total * 131 + ord(char)) % 0xFFFFFFF
    return f"{total:07x}c"
