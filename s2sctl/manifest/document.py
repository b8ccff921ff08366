"""The shape of a manifest file, and its values. Pure.

Each model takes what a person may write, short forms included, and turns into the frozen values
of ``manifest.py``. An error raised here carries its code as type and its help in the context.
"""

from typing import Annotated, Any

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from s2sctl.manifest.manifest import (
    ASSIGNMENT_RULES,
    KEEP_DAYS,
    Accept,
    FullCompare,
    Guards,
    Manifest,
    OnConflict,
    OnLeave,
    Owner,
    Partner,
    Publication,
    ShareRule,
    Subscription,
    Terms,
    WhenShareEnds,
)
from s2sctl.manifest.mapping_part import Conflict, MappingPart
from s2sctl.manifest.part import Part, or_short
from s2sctl.manifest.text_types import ApiName, Days, Growth, Label, Percent, Text, fault
from s2sctl.model.names import ConnectionName, FieldName, ObjectName, OrgAlias


class PartnerPart(Part):
    """The far end, in this org's words."""

    org: Label = Field(description="What you call the partner's org; a label, not a login.")
    account: Text | None = Field(
        None, description="Name or id of the Account that stands for the partner in this org."
    )
    email: Text | None = Field(None, description="Whom the invitation is mailed to.")
    contact: Text | None = Field(
        None, description="Name or id of a Contact of that Account, for its e-mail address."
    )

    def value(self) -> Partner:
        """The frozen value."""
        return Partner(self.org, self.account, self.email, self.contact)


class SharePart(Part):
    """Which records are forwarded: ``manual``, or all that match a condition."""

    where: Text | None = Field(None, description="A SOQL condition on fields of this object.")
    on_leave: Annotated[OnLeave, Field(strict=False)] = Field(
        OnLeave.END, description="What happens when a record no longer matches."
    )
    with_: ApiName | Annotated[list[ApiName], Field(min_length=1)] | None = Field(
        None,
        alias="with",
        description="A lookup, or a list of them: shared while the record it points to is.",
    )

    @model_validator(mode="before")
    @classmethod
    def _short(cls, raw: object) -> object:
        if raw == "manual":
            return {}
        if isinstance(raw, str):
            raise fault(
                "S2S104",
                f'share is "manual" or {{where: …}}, not "{raw}"',
                f'share: {{where: "{raw}"}}' if " " in raw else "share: manual",
            )
        if isinstance(raw, dict) and raw and "where" not in raw and "with" not in raw:
            raise fault("S2S103", 'share lacks "where"', "share: {where: \"Status = 'Open'\"}")
        if isinstance(raw, dict) and "where" in raw and "with" in raw:
            text = "share takes one of where and with"
            raise fault("S2S104", text, "share: {with: AccountId}, or share: {where: …}")
        return raw

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """``manual`` besides the long form."""
        return or_short(core_schema, handler, {"const": "manual"})

    def value(self, *, onward: bool) -> ShareRule:
        """The frozen value."""
        names = [self.with_] if isinstance(self.with_, str) else self.with_ or []
        return ShareRule(self.where, self.on_leave, tuple(map(FieldName, names)), onward)


class PublicationPart(Part):
    """What this org lets the partner see of one object."""

    fields: Annotated[list[ApiName], Field(min_length=1)] = Field(
        description="The fields the partner may see."
    )
    share: SharePart = Field(
        default_factory=SharePart, description="Which records; manual if left out."
    )
    onward: bool = Field(
        False, description="Also copies that came over another connection (A to B to C)."
    )
    full_compare: Annotated[FullCompare, Field(strict=False)] | None = Field(
        None, description="Read all shared records once a day or week, for formulas."
    )


class OwnerPart(Part):
    """Who owns received records: a queue, a user, or whoever the assignment rules name."""

    queue: Text | None = Field(None, description="A queue's developer name.")
    user: Text | None = Field(None, description="A username.")
    assignment_rules: bool | None = Field(
        None, description="true: the org's active assignment rules (Lead, Case, Account)."
    )

    @model_validator(mode="after")
    def _one(self) -> "OwnerPart":
        if sum((self.queue is not None, self.user is not None, bool(self.assignment_rules))) != 1:
            raise fault(
                "S2S111",
                "owner takes one of queue, user and assignment_rules: true",
                "owner: {queue: Partner_Leads}",
            )
        return self

    def value(self) -> Owner:
        """The frozen value."""
        if self.assignment_rules:
            return ASSIGNMENT_RULES
        return Owner("queue", self.queue) if self.queue else Owner("user", self.user or "")


class SubscriptionPart(Part):
    """What this org takes of one of the partner's objects, and how."""

    to: ApiName | None = Field(None, description="Our object; the same name if left out.")
    fields: Annotated[dict[ApiName, MappingPart], Field(min_length=1)] = Field(
        description="Partner's field: our field."
    )
    accept: Annotated[Accept, Field(strict=False)] = Field(
        Accept.AUTO, description="Taken at once, or waiting in the inbox."
    )
    owner: OwnerPart | None = Field(None, description="Who owns received records.")
    record_type: ApiName | None = Field(None, description="Developer name of the record type.")
    on_conflict: Conflict = Field(
        OnConflict.NEWEST, description="Whose value stays when both sides changed a field."
    )
    when_share_ends: Annotated[WhenShareEnds, Field(strict=False)] = Field(
        WhenShareEnds.KEEP, description="What happens to our copy when a share ends."
    )
    constants: dict[ApiName, str] = Field(
        default_factory=dict, description="Our field: the fixed value a new copy gets."
    )
    max_file_mb: Annotated[int, Field(ge=1, le=20)] | None = Field(
        None, description="Megabytes of the largest content taken; 20 if left out."
    )
    strict: bool = Field(
        False, description="Update our rows one by one, and only if nobody edited them meanwhile."
    )

    def value(self, source: ObjectName) -> Subscription:
        """The frozen value."""
        return Subscription(
            source,
            ObjectName(self.to or source),
            tuple(
                mapping
                for name, part in self.fields.items()
                for mapping in part.values_of(FieldName(name))
            ),
            self.accept,
            self.owner.value() if self.owner else None,
            self.record_type,
            self.on_conflict,
            self.when_share_ends,
            tuple((FieldName(name), value) for name, value in self.constants.items()),
            self.max_file_mb,
            self.strict,
        )


class GuardsPart(Part):
    """Shares of a whole past which a run stops before its first write."""

    deletes: Percent = Field(5.0, description="Of the linked records of an object.")
    updates: Percent = Field(30.0, description="Of the linked records of an object.")
    creates: Growth = Field(
        100.0, description="Of the linked records of an object, once it was read before."
    )
    api_calls: Percent = Field(20.0, description="Of the org's daily API calls.")

    def value(self) -> Guards:
        """The frozen value."""
        return Guards(self.deletes, self.updates, self.api_calls, self.creates)


class ConflictsPart(Part):
    """What is kept of conflicts that are settled."""

    keep_values: Days = Field(
        KEEP_DAYS, description="How long both values are kept, as 30d; 0: not at all."
    )


class Document(Part):
    """One org's side of a connection."""

    connection: Label = Field(description="The connection's name, the same on both sides.")
    org: Label = Field(description="Our alias of this side's org, as in configs/orgs.yaml.")
    partner: PartnerPart
    template: Text | None = Field(
        None, description="A file, relative to this one, whose publish and guards this one adds to."
    )
    publish: dict[ApiName, PublicationPart] = Field(
        default_factory=dict, description="What the partner may see, by object."
    )
    subscribe: dict[ApiName, SubscriptionPart] = Field(
        default_factory=dict, description="What we take, by the partner's object."
    )
    guards: GuardsPart = Field(default_factory=GuardsPart)
    conflicts: ConflictsPart = Field(default_factory=ConflictsPart)

    def value(self) -> Manifest:
        """The frozen value."""
        terms = Terms(
            tuple(
                Publication(
                    ObjectName(name),
                    tuple(FieldName(one) for one in part.fields),
                    part.share.value(onward=part.onward),
                    part.full_compare,
                )
                for name, part in self.publish.items()
            ),
            tuple(part.value(ObjectName(name)) for name, part in self.subscribe.items()),
            self.guards.value(),
            self.conflicts.keep_values,
        )
        return Manifest(
            ConnectionName(self.connection), OrgAlias(self.org), self.partner.value(), terms
        )
