"""All connections of some orgs, and what the two ends' words come to together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from s2sctl.app.book import OVER, find_book
from s2sctl.app.invite import invitation_of
from s2sctl.connection.invitation import Acceptance, answer_token, invitation_token
from s2sctl.connection.record import ConnectionRecord, Status
from s2sctl.connection.states import completes, standing
from s2sctl.errors import S2sError
from s2sctl.model.ids import OrgId
from s2sctl.model.names import OrgAlias
from s2sctl.model.side import Pair, Side
from s2sctl.ports.org import Org


@dataclass(frozen=True, slots=True)
class Listed:
    """One org's record of a connection. ``connected`` is None while the far end was not asked."""

    alias: OrgAlias
    org_id: OrgId
    record: ConnectionRecord
    connected: bool | None
    verdict: str
    age: timedelta | None = None
    """For how long it has been in its state, by its org's clock; None where nobody noted it."""

    @property
    def token(self) -> str | None:
        """What there is to hand over again: an open invitation, or the answer to one."""
        record = self.record
        if record.status is Status.SENT:
            invitation = invitation_of(record, self.org_id, self.alias)
            return invitation_token(invitation) if invitation else None
        # Whoever sent the invitation has no end of it any more once it was answered.
        answered = record.status is Status.ACCEPTED and record.expires is not None
        if not answered or record.partner_org is None:
            return None
        return answer_token(
            Acceptance(record.name, record.partner_org, self.org_id, str(self.alias), record.nonce)
        )


@dataclass(frozen=True, slots=True)
class Listing:
    """What the orgs answered, and which of them did not."""

    listed: tuple[Listed, ...]
    failed: Mapping[OrgAlias, S2sError]
    not_enabled: tuple[OrgAlias, ...] = ()

    @property
    def living(self) -> tuple[Listed, ...]:
        """Those that are not over."""
        return tuple(one for one in self.listed if one.record.status not in OVER)


def list_connections(aliases: Sequence[OrgAlias], open_org: Callable[[OrgAlias], Org]) -> Listing:
    """Every connection of every org; an org that cannot be asked is told of, not fatal."""
    found: list[tuple[OrgAlias, OrgId, ConnectionRecord]] = []
    now: dict[OrgAlias, datetime] = {}
    failed: dict[OrgAlias, S2sError] = {}
    bare: list[OrgAlias] = []
    for alias in aliases:
        try:
            org = open_org(alias)
            book = find_book(org)
            org_id = org.identity().org_id
        except S2sError as error:
            failed[alias] = error
            continue
        if book is None:
            bare.append(alias)
            continue
        now[alias] = org.now()
        found.extend((alias, org_id, record) for record in book.records)
    found.sort(key=lambda one: (one[2].name, one[2].role.side.value, one[0]))
    listed = tuple(
        Listed(alias, org_id, record, *_together(org_id, record, found), _age(record, now[alias]))
        for alias, org_id, record in found
    )
    return Listing(listed, failed, tuple(bare))


def _age(record: ConnectionRecord, now: datetime) -> timedelta | None:
    return None if record.since is None else max(timedelta(0), now - record.since)


def _together(
    org_id: OrgId,
    record: ConnectionRecord,
    found: Sequence[tuple[OrgAlias, OrgId, ConnectionRecord]],
) -> tuple[bool | None, str]:
    """Whether records may flow, and the reason for people."""
    if record.status in OVER:
        return False, "over"
    far = _far_end(org_id, record, found)
    if far is None:
        if record.status is Status.ACCEPTED:
            return None, "the partner could not be asked from here"
        return False, "waits for the partner's answer"
    side = record.role.side
    orgs = Pair.seen_from(side, org_id, far[0])
    records: Pair[ConnectionRecord | None] = Pair.seen_from(side, record, far[1])
    if completes(records, orgs):
        return False, "accepted; the next sync, or confirm, completes it"
    told = standing(records, orgs)
    if told.connected:
        return True, "connected"
    who = "" if told.side is None else "this side " if told.side is side else "the partner "
    return False, f"{who}{told.why}"


def _far_end(
    org_id: OrgId,
    record: ConnectionRecord,
    found: Sequence[tuple[OrgAlias, OrgId, ConnectionRecord]],
) -> tuple[OrgId, ConnectionRecord] | None:
    other: Side = record.role.side.other
    for _, far_id, far in found:
        named = record.partner_org in (None, far_id)
        if far.name == record.name and far.role.side is other and far_id != org_id and named:
            return far_id, far
    return None
