"""Answer an invitation in the invited org: accept it, or reject it."""

from dataclasses import dataclass

from s2sctl.app.book import Book, open_book
from s2sctl.app.chronicle import check_known
from s2sctl.app.steps import next_status, store_record
from s2sctl.connection.invitation import (
    Acceptance,
    Invitation,
    answer_token,
    check_invitation,
    read_invitation,
)
from s2sctl.connection.record import ConnectionRecord, Role
from s2sctl.connection.states import Act
from s2sctl.model.side import Side
from s2sctl.ports.org import Org
from s2sctl.ports.store import StateStore


@dataclass(frozen=True, slots=True)
class Accepted:
    """An accepted invitation and the answer to hand back to the inviter."""

    record: ConnectionRecord
    token: str


def accept(org: Org, store: StateStore, token: str) -> Accepted:
    """Accept an invitation for this org and return the answer token.

    Raises UsageError S2S410 to S2S414 where the token is damaged, of another kind, expired,
    foreign or used before; S2S403 where the name is in use.
    """
    invitation = read_invitation(token)
    book, record = _answered(org, store, invitation, Act.ACCEPT)
    written = store_record(book, store, record, Act.ACCEPT)
    acceptance = Acceptance(
        connection=invitation.connection,
        inviter=invitation.inviter,
        invited=org.identity().org_id,
        invited_name=str(org.alias),
        nonce=invitation.nonce,
    )
    return Accepted(written, answer_token(acceptance))


def reject_invitation(org: Org, store: StateStore, token: str, reason: str) -> ConnectionRecord:
    """Reject an invitation that was not answered yet; raises like :func:`accept`."""
    book, record = _answered(org, store, read_invitation(token), Act.REJECT, reason)
    return store_record(book, store, record, Act.REJECT)


def _answered(
    org: Org, store: StateStore, invitation: Invitation, act: Act, reason: str = ""
) -> tuple[Book, ConnectionRecord]:
    book = open_book(org)
    before = book.find(invitation.connection)
    identity = check_known(store, invitation.connection, org, Side.B)
    check_invitation(invitation, identity.org_id, org.now(), before)
    status = next_status(before, act, invitation.connection)
    record = ConnectionRecord(
        id=None,
        name=invitation.connection,
        status=status,
        nonce=invitation.nonce,
        partner_org=invitation.inviter,
        partner_name=invitation.inviter_name,
        expires=invitation.expires,
        reason=reason,
        role=Role.INVITED,
    )
    return book, record
