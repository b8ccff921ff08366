"""One query being asked: who asks, at what moment, and the text that refusals quote."""

from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from itertools import count

from s2sctl.localorg.access import Viewer
from s2sctl.localorg.database import Stored
from s2sctl.localorg.definitions import Definitions, ObjectDefinition
from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.query import complaint
from s2sctl.localorg.sqlfunctions import zone_of
from s2sctl.soql.tree import FieldPath


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL and the values of its marks, in their order."""

    text: str
    values: tuple[Stored, ...] = ()


@dataclass(frozen=True, slots=True)
class Locale:
    """Where the user is: what relative dates and ``FORMAT`` follow."""

    zone: str = "UTC"
    """The key of the user's time zone."""
    key: str = "en_US"
    currency: str = "USD"
    """The org's currency."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What every step of a query's translation needs to know."""

    definitions: Definitions
    viewer: Viewer
    now: datetime
    text: str
    include_deleted: bool
    locale: Locale = Locale()
    version: float = 62.0
    """The API version of the request: some rules came with one."""
    _numbers: "count[int]" = field(default_factory=count)

    @property
    def zone(self) -> tzinfo:
        """The user's time zone."""
        return zone_of(self.locale.zone)

    @property
    def today(self) -> date:
        """The day it is where the user is."""
        return self.now.astimezone(self.zone).date()

    def alias(self) -> str:
        """A table alias that no other table of the query has."""
        return f"t{next(self._numbers)}"

    def refusal(self, code: str, message: str, at: int) -> RequestError:
        """A refusal that shows the place."""
        return complaint.complaint(code, message, self.text, at)

    def object_named(self, path: FieldPath) -> ObjectDefinition:
        """The object FROM names. Raises ``INVALID_TYPE`` for one the user cannot query."""
        name = str(path)
        definition = self.definitions.find(name)
        if definition is None:
            raise self.refusal(complaint.INVALID_TYPE, complaint.no_object(name), path.at)
        if not self.may_read(definition):
            raise self.refusal(complaint.INVALID_TYPE, complaint.closed_object(name), path.at)
        return definition

    def may_read(self, definition: ObjectDefinition) -> bool:
        """Whether the user may query the object."""
        return definition.queryable and self.viewer.access(definition).read
