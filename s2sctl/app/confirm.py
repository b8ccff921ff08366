"""Take the partner's answer into the inviting org; then both sides are connected."""

from dataclasses import dataclass, replace

from s2sctl.app.book import open_book
from s2sctl.app.chronicle import check_known
from s2sctl.app.steps import next_status, store_record
from s2sctl.connection.admission import check_answer
from s2sctl.connection.invitation import Acceptance, read_answer
from s2sctl.connection.record import ConnectionRecord, Status
from s2sctl.connection.states import Act
from s2sctl.errors import UsageError
from s2sctl.model.side import Side
from s2sctl.ports.org import Org
from s2sctl.ports.store import StateStore


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The record, now Accepted; ``already`` where it was so before, as after a first sync."""

    record: ConnectionRecord
    already: bool = False


def confirm(org: Org, store: StateStore, token: str) -> Confirmed:
    """Confirm an answer to an invitation this org sent.

    An answer to what is connected by it already changes nothing. Raises UsageError S2S410,
    S2S411 or S2S413 to S2S417 where the token is damaged, of another kind, foreign, used before,
    of an earlier invitation, the org's own, or too late.
    """
    acceptance = read_answer(token)
    _check_inviter(org, store, acceptance)
    book = open_book(org)
    before = book.find(acceptance.connection)
    if before is not None and _confirms(before, acceptance):
        return Confirmed(before, already=True)
    side = before.role.side if before is not None else Side.A
    identity = check_known(store, acceptance.connection, org, side)
    check_answer(acceptance, identity.org_id, before)
    record = book.need(acceptance.connection)
    status = next_status(record, Act.CONFIRM, record.name)
    confirmed = replace(record, status=status, partner_org=acceptance.invited, expires=None)
    return Confirmed(store_record(book, store, confirmed, Act.CONFIRM))


def _check_inviter(org: Org, store: StateStore, acceptance: Acceptance) -> None:
    """An answer goes to the org that invited; where the state knows its alias it is told."""
    org_id = org.identity().org_id
    if acceptance.inviter == org_id:
        return
    known = store.known(acceptance.connection)
    ends = list(zip(known.orgs, known.aliases, strict=True)) if known else []
    alias = next((alias for end, alias in ends if end == acceptance.inviter), None)
    raise UsageError(
        f"This answer is for the org that invited, {acceptance.inviter}; {org.alias} is {org_id}.",
        code="S2S413",
        help=f"run it with the inviter's login:  --org {alias or 'ALIAS'}",
    )


def _confirms(record: ConnectionRecord, acceptance: Acceptance) -> bool:
    """Whether the record is connected by this very answer."""
    return (
        record.status is Status.ACCEPTED
        and record.nonce == acceptance.nonce
        and record.partner_org == acceptance.invited
    )
