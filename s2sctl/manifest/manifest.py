"""One org's side of a connection, as frozen values. Pure; ``document`` reads it from YAML."""

from dataclasses import dataclass, field
from enum import Enum

from s2sctl.manifest.recast import Recast
from s2sctl.model.names import ConnectionName, FieldName, ObjectName, OrgAlias

KEEP_DAYS = 30
"""How long the values of a settled conflict are kept where a side does not say (design §3.7)."""


class OnConflict(Enum):
    """Which value this side wants kept when both sides changed a field apart (design §8)."""

    NEWEST = "newest"
    PARTNER = "partner"
    LOCAL = "local"
    ASK = "ask"


class WhenShareEnds(Enum):
    """What the receiving side does with its copy when a share ends."""

    REMOVE = "remove"
    KEEP = "keep"


class OnLeave(Enum):
    """What happens to a share whose record no longer matches its rule."""

    END = "end"
    KEEP = "keep"


class Accept(Enum):
    """Whether a received record is taken at once or waits in the inbox."""

    AUTO = "auto"
    MANUAL = "manual"


class FullCompare(Enum):
    """How often an object is read whole, for changes that move no stamp."""

    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class ShareRule:
    """Which records are forwarded: by hand, by a SOQL condition, or because their parent is.

    ``follows`` are lookups of the object: a record is shared while a record that one of them
    points to is shared over the same connection, wherever that one was born. ``onward`` says that
    copies which came over another connection may be sent on over this one.
    """

    where: str | None = None
    on_leave: OnLeave = OnLeave.END
    follows: tuple[FieldName, ...] = ()
    onward: bool = False

    @property
    def manual(self) -> bool:
        """Whether records are shared one by one."""
        return self.where is None and not self.follows


@dataclass(frozen=True, slots=True)
class Publication:
    """What this org lets the partner see of one object."""

    object: ObjectName
    fields: tuple[FieldName, ...]
    share: ShareRule = ShareRule()
    full_compare: FullCompare | None = None
    """Read whole on the first run of each day or week (UTC), besides what stamps show."""


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """The partner's field ``source`` arrives in our field ``target``, perhaps transformed."""

    source: FieldName
    target: FieldName
    values: tuple[tuple[str, str], ...] | None = None
    """Partner's value to ours; None where no map was given. Values outside it take ``default``."""
    default: str | None = None
    truncate: int | None = None
    """Longest text written, in characters."""
    on_conflict: OnConflict | None = None
    """This field's own policy; None means the subscription's."""
    recast: Recast = field(default_factory=Recast)

    @property
    def sources(self) -> tuple[FieldName, ...]:
        """All of the partner's fields it is made of, the mapped one first."""
        return (self.source, *self.recast.join)


@dataclass(frozen=True, slots=True)
class Owner:
    """Who owns received records: a queue (developer name), a user (username), or whoever the
    org's assignment rules name (``ASSIGNMENT_RULES``)."""

    kind: str
    name: str

    @property
    def by_rules(self) -> bool:
        """Whether the org itself gives each record its owner."""
        return self == ASSIGNMENT_RULES


ASSIGNMENT_RULES = Owner("assignment_rules", "true")
"""``owner: {assignment_rules: true}``."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """What this org takes of one of the partner's objects, and how."""

    source: ObjectName
    """The partner's object."""
    target: ObjectName
    """Our object; the same name unless ``to:`` says otherwise."""
    fields: tuple[FieldMapping, ...]
    accept: Accept = Accept.AUTO
    owner: Owner | None = None
    record_type: str | None = None
    on_conflict: OnConflict = OnConflict.NEWEST
    when_share_ends: WhenShareEnds = WhenShareEnds.KEEP
    constants: tuple[tuple[FieldName, str], ...] = ()
    """Our fields that get a fixed value when a copy is made; ours to edit afterwards."""
    max_file_mb: int | None = None
    """Megabytes of the largest content that is taken; None: as large as travels."""
    strict: bool = False
    """Our rows are updated one by one, and only where nobody edited them since they were read."""


@dataclass(frozen=True, slots=True)
class Guards:
    """Shares of a whole, in percent, past which a run stops before its first write."""

    deletes: float = 5.0
    updates: float = 30.0
    api_calls: float = 20.0
    creates: float = 100.0
    """Of what is shared already. A first sync makes everything and a young connection grows fast,
    so this one lets pass a flow that has shared nothing yet, and small numbers; what it stops
    is a run that would more than double what is there: a rule that grew too wide, an import."""


@dataclass(frozen=True, slots=True)
class Partner:
    """The far end, in this org's words. ``org`` is a label, not a login."""

    org: str
    account: str | None = None
    """Name or id of the Account that stands for the partner in this org."""
    email: str | None = None
    """Whom the invitation is mailed to."""
    contact: str | None = None
    """Name or id of a Contact of that Account, used for its e-mail address."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What one side says about records: the part of a manifest that is in force in the org."""

    publish: tuple[Publication, ...] = ()
    subscribe: tuple[Subscription, ...] = ()
    guards: Guards = field(default_factory=Guards)
    keep_days: int = KEEP_DAYS
    """Days for which both values of a settled conflict are kept; 0: not at all."""

    def publication(self, name: ObjectName) -> Publication | None:
        """What is published of that object."""
        return next((one for one in self.publish if one.object == name), None)

    def subscription(self, source: ObjectName) -> Subscription | None:
        """What is taken of the partner's object of that name."""
        return next((one for one in self.subscribe if one.source == source), None)


@dataclass(frozen=True, slots=True)
class Manifest:
    """One YAML file: *one org's side* of a connection."""

    connection: ConnectionName
    org: OrgAlias
    partner: Partner
    terms: Terms
