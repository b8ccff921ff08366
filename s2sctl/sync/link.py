"""What we remember of one share: both ids, and per field link two keyed digests. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum

from s2sctl.model.digest import Digest
from s2sctl.model.ids import Key, RecordId
from s2sctl.model.names import ObjectName
from s2sctl.model.side import Pair, Side
from s2sctl.sync.flips import Flip


class LinkStatus(Enum):
    """Where a share stands, in the native feature's words."""

    PENDING = "pending"
    """An intent: the copy's create is about to be, or may have been, sent."""
    OFFERED = "offered"
    """It waits in the receiver's inbox: nothing of it was sent but its name."""
    ACTIVE = "active"
    INACTIVE = "inactive"
    """The share ended; the copy was kept."""
    DELETED = "deleted"
    """The copy, or the origin, was deleted."""
    CONVERTED = "converted"
    """A Lead that was converted on either side."""


LIVING = (LinkStatus.ACTIVE, LinkStatus.PENDING, LinkStatus.OFFERED)
"""The states in which a share flows, is about to, or waits to be accepted."""

FOUND = "found again by its key"
"""The reason of a living share whose history is lost, until both its rows were compared."""


@dataclass(frozen=True, slots=True)
class Link:
    """One share. ``key`` names the origin and is unique within a connection.

    ``base`` holds, by field link name, a digest of each side's own canonical value when both
    last agreed. A side in ``unconfirmed`` was written by us and not read back yet: what it shows
    while our user is the last modifier, and has not saved it again since that write was answered,
    is adopted as its base, but for the fields in ``unsettled``: our write did not set those, so a
    value that is not their base is someone's edit.
    """

    key: Key
    origin: Side
    objects: Pair[ObjectName]
    ids: Pair[RecordId | None]
    status: LinkStatus
    base: dict[str, Pair[Digest]] = field(default_factory=dict)
    unconfirmed: frozenset[Side] = frozenset()
    unsettled: Pair[frozenset[str]] = field(default_factory=lambda: Pair(frozenset(), frozenset()))
    intents: Pair[Mapping[str, Pair[Digest]]] = field(default_factory=lambda: Pair({}, {}))
    """Per unconfirmed side the base of each field that was sent there, should it have arrived."""
    foreign_edit: Pair[datetime | None] = field(default_factory=lambda: Pair(None, None))
    """When someone other than our user was last seen to edit each side's row."""
    flips: dict[str, Flip] = field(default_factory=dict)
    """Writes of a field that no person asked for, by field link."""
    since: datetime | None = None
    last_sent: datetime | None = None
    reason: str = ""
    """Why it ended, for people; ``FOUND`` of a living one whose history is lost."""

    def confirmed(self, sides: Iterable[Side]) -> "Link":
        """This link once what those sides show is known."""
        done = frozenset(sides)
        nothing: frozenset[str] = frozenset()
        return replace(
            self,
            unconfirmed=self.unconfirmed - done,
            unsettled=Pair(
                nothing if Side.A in done else self.unsettled.a,
                nothing if Side.B in done else self.unsettled.b,
            ),
            intents=Pair(*({} if side in done else self.intents.of(side) for side in Side)),
        )


class EntryKind(Enum):
    """Why something read was not applied."""

    FAILURE = "failure"
    CONFLICT = "conflict"
    WAIT = "wait"
    DROPPED = "dropped"
    """A person gave it up: silent, until something else is to be written."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One thing read but not applied. ``target`` is the side that was to be written.

    Unique by (key, target, field): ``field`` is a field link's name, or "" for the whole record.
    ``values`` (canonical text of both sides) is kept for open conflicts only.
    """

    kind: EntryKind
    key: Key
    objects: Pair[ObjectName]
    target: Side
    field: str
    code: str
    """Salesforce's status code, or ours (``BOTH_CHANGED``, ``PARENT_NOT_SHARED``)."""
    message: str
    """Redacted: no record value."""
    since: datetime
    tries: int = 1
    next_try: datetime | None = None
    """None: not by time, but when the source row or the parent changes."""
    source_digest: str = ""
    """Digest of what was to be written, so that the same refusal is not sought twice. Of a wait:
    the id, on the source side, of the parent it waits for."""
    values: Pair[str | None] | None = None
    agreed: datetime | None = None
    """Of an open conflict: when both records were last brought into agreement before it; None
    where nobody knows."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far one object of one side was read, per look; None: not yet at all.

    ``flow_digest`` names rule, fields and transforms: when they changed, the flow is read whole.
    """

    side: Side
    object: ObjectName
    looks: tuple[datetime | None, ...]
    flow_digest: str
