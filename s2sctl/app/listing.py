"""All connections of some orgs, and what the two ends' words come to together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from s2sctl.app.book import OVER, find_book
from s2sctl.connection.invitation import Acceptance, Invitation, answer_token, invitation_token
from s2sctl.connection.record import ConnectionRecord, Role, Status
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

    @property
    def token(self) -> str | None:
        """What there is to hand over again: an open invitation, or the answer to one."""
        record, expires = self.record, self.record.expires
        if record.status is Status.SENT and expires is not None:
            return invitation_token(
                Invitation(record.name, self.org_id, str(self.alias), record.nonce, expires)
            )
        answered = record.status is Status.ACCEPTED and record.role is Role.INVITED
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
        found.extend((alias, org_id, record) for record in book.records)
    found.sort(key=lambda one: (one[2].name, one[2].role.side.value, one[0]))
    listed = tuple(
        Listed(alias, org_id, record, *_together(org_id, record, found))
        for alias, org_id, record in found
    )
    return Listing(listed, failed, tuple(bare))


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
