"""Who is to own received records: is there such a user or queue, and may it own them?

Salesforce refuses an inactive user as owner (INACTIVE_OWNER_OR_USER), and a queue that does not
support the object (object reference, QueueSobject).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from s2sctl.app.book import describe
from s2sctl.manifest.manifest import Owner, Terms
from s2sctl.model.finding import Finding
from s2sctl.model.ids import RecordId, is_id
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.schema import ObjectSchema
from s2sctl.ports.org import Org, Query
from s2sctl.soql.literals import quote

USER, GROUP, QUEUE_OBJECT = map(ObjectName, ("User", "Group", "QueueSobject"))
_ACTIVE = FieldName("IsActive")


class Unfit(Enum):
    """Why nobody can own the records; the value is the finding's code."""

    UNKNOWN = "S2S371"
    INACTIVE = "S2S372"
    QUEUE = "S2S373"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What an owner's name leads to in one org, for one object."""

    id: RecordId | None
    unfit: Unfit | None = None


@dataclass(slots=True)
class Owners:
    """The owners of one org; each is looked up once."""

    org: Org
    schemas: Mapping[ObjectName, ObjectSchema] | None = None
    found: dict[tuple[Owner, ObjectName], Candidate] = field(default_factory=dict)

    def find(self, owner: Owner, object_: ObjectName) -> Candidate:
        """The user or queue of that name (or id). ``owner`` is not the assignment rules."""
        at = owner, object_
        if at not in self.found:
            self.found[at] = self._find(owner, object_)
        return self.found[at]

    def _find(self, owner: Owner, object_: ObjectName) -> Candidate:
        if self.schemas is None:
            self.schemas = describe(self.org, (USER, GROUP, QUEUE_OBJECT))
        user = owner.kind == "user"
        schema = self.schemas.get(USER if user else GROUP)
        if schema is None:
            return Candidate(None, Unfit.UNKNOWN)
        return self._user(schema, owner) if user else self._queue(schema, owner, object_)

    def _user(self, schema: ObjectSchema, owner: Owner) -> Candidate:
        fields = (_ACTIVE,) if schema.find(_ACTIVE) else ()
        name = "Id" if is_id(owner.name) else "Username"
        query = Query(schema, fields, f"{name} = {quote(owner.name)}", deleted=False)
        rows = [row for page in self.org.read([query]) for row in page.records]
        if not rows:
            return Candidate(None, Unfit.UNKNOWN)
        inactive = rows[0].values.get(_ACTIVE) is False
        return Candidate(rows[0].id, Unfit.INACTIVE if inactive else None)

    def _queue(self, schema: ObjectSchema, owner: Owner, object_: ObjectName) -> Candidate:
        name = "Id" if is_id(owner.name) else "DeveloperName"
        is_it = f"{name} = {quote(owner.name)}"
        queries = [Query(schema, (), f"Type = 'Queue' AND {is_it}", deleted=False)]
        takes = (self.schemas or {}).get(QUEUE_OBJECT)
        if takes is not None:
            its = f"Queue.{name} = {quote(owner.name)} AND SobjectType = {quote(object_)}"
            queries.append(Query(takes, (), its, deleted=False))
        counts = [0, 0]
        id: RecordId | None = None
        for page in self.org.read(queries):
            counts[page.query] += len(page.records)
            if page.query == 0 and page.records:
                id = page.records[0].id
        if id is None:
            return Candidate(None, Unfit.UNKNOWN)
        return Candidate(id, Unfit.QUEUE if takes is not None and not counts[1] else None)


def unfit_text(unfit: Unfit, owner: Owner, object_: ObjectName, alias: str) -> str:
    """The sentence, without its full stop."""
    match unfit:
        case Unfit.UNKNOWN:
            return f"{alias} has no {owner.kind} {owner.name}, which is to own received {object_}s"
        case Unfit.INACTIVE:
            return (
                f"the user {owner.name} in {alias}, who is to own received {object_}s, is inactive"
            )
        case Unfit.QUEUE:
            return f"the queue {owner.name} in {alias} does not take {object_} records"


UNFIT_HELP: Mapping[Unfit, str] = {
    Unfit.UNKNOWN: "make it there, or name another owner",
    Unfit.INACTIVE: "name an active user or a queue, or activate the user",
    Unfit.QUEUE: "let the queue support the object (Setup, Queues), or name another owner",
}


def owner_findings(org: Org, terms: Terms) -> Iterator[Finding]:
    """Subscriptions whose owner cannot own what arrives, each at its path in the manifest."""
    owners = Owners(org)
    for one in terms.subscribe:
        if one.owner is None or one.owner.by_rules:
            continue
        unfit = owners.find(one.owner, one.target).unfit
        if unfit is not None:
            text = unfit_text(unfit, one.owner, one.target, str(org.alias))
            yield Finding(unfit.value, f"subscribe.{one.source}.owner", text, UNFIT_HELP[unfit])
