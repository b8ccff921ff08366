"""What a pass does about one share. Pure."""

from dataclasses import dataclass
from typing import TypeAlias

from s2sctl.model.ids import RecordId
from s2sctl.model.records import Record
from s2sctl.model.side import Pair, Side
from s2sctl.sync.link import Link, LinkStatus
from s2sctl.sync.record_plan import RecordPlan
from s2sctl.sync.shares import Reason


@dataclass(frozen=True, slots=True)
class Create:
    """Upsert the copy. ``waits_whole`` is the parent without which the target refuses the row;
    ``former`` is the copy that the share had before it was lost."""

    link: Link
    plan: RecordPlan
    waits_whole: RecordId | None = None
    former: RecordId | None = None

    @property
    def target(self) -> Side:
        """Where the copy is made."""
        return self.link.origin.other


@dataclass(frozen=True, slots=True)
class Offer:
    """Let the record wait in the receiver's inbox, or see that it still does.

    ``label`` is its name, as far as that is published and mapped. ``again`` where its origin
    shares anew what was rejected, or ended, before.
    """

    link: Link
    label: str = ""
    again: bool = False

    @property
    def target(self) -> Side:
        """Whose inbox."""
        return self.link.origin.other


@dataclass(frozen=True, slots=True)
class Update:
    """Write the changed fields to one side or both."""

    link: Link
    rows: Pair[Record | None]
    plan: RecordPlan


@dataclass(frozen=True, slots=True)
class Remember:
    """Write nothing; keep what was learnt."""

    link: Link
    rows: Pair[Record | None]
    plan: RecordPlan


@dataclass(frozen=True, slots=True)
class End:
    """The share ends; with ``remove`` the copy goes to the recycle bin, unless it is spared."""

    link: Link
    status: LinkStatus
    reason: Reason
    remove: bool

    @property
    def target(self) -> Side:
        """Where the copy is."""
        return self.link.origin.other


Step: TypeAlias = Create | Offer | Update | Remember | End
