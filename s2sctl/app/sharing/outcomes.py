"""What came of each record that a person's word was about."""

from dataclasses import dataclass
from enum import Enum

from s2sctl.model.ids import RecordId
from s2sctl.model.names import ObjectName


class Did(Enum):
    """What came of one record."""

    SHARED = "shared"
    WAS_SHARED = "was shared already"
    ENDED = "share ended"
    WAS_ENDED = "had ended already"
    REFUSED = "refused"

    @property
    def changed(self) -> bool:
        """Whether a row was written."""
        return self in (Did.SHARED, Did.ENDED)


@dataclass(frozen=True, slots=True)
class ShareResult:
    """One record and what came of it; ``why`` says what kept a refused one."""

    object: ObjectName
    record: RecordId
    did: Did
    why: str = ""
