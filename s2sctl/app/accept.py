"""Answer an invitation in the invited org: accept it, or reject it."""

from dataclasses import dataclass, replace

from s2sctl.app.book import OVER, Book, open_book
from s2sctl.app.chronicle import check_known, check_partner
from s2sctl.app.steps import next_status, store_record
from s2sctl.connection.admission import IN_USE, check_invitation
from s2sctl.connection.invitation import (
    Acceptance,
    Invitation,
    answer_token,
    read_invitation,
)
from s2sctl.connection.record import ConnectionRecord, Role
from s2sctl.connection.states import Act
from s2sctl.ports.org import Org
from s2sctl.ports.store import StateStore


@dataclass(frozen=True, slots=True)
class Accepted:
    """An accepted invitation and the answer to hand back to the inviter; ``again`` where it
    brought back what was in force before."""

    record: ConnectionRecord
    token: str
    again: bool = False


def accept(org: Org, store: StateStore, token: str, *, dry_run: bool = False) -> Accepted:
    """Accept an invitation for this org and return the answer token.

    The reconnection of a partner there was brings back what was in force. With ``dry_run`` nothing
    is written: the record is as it would be, and there is no answer token. Raises UsageError
    S2S410 to S2S416 where the token is damaged, of another kind, expired, foreign, used before,
    replaced or the org's own; S2S403 where the name is in use.
    """
    invitation = read_invitation(token)
    answer = _answer(org, store, invitation)
    act = Act.RENEW if answer.in_use else Act.ACCEPT
    if dry_run:
        record = _record(answer, invitation, act)
        check_partner(store, record.name, record.role.side, record.partner_org)
        return Accepted(record, "", again=answer.again)
    written = _store(answer, store, invitation, act)
    acceptance = Acceptance(
        connection=invitation.connection,
        inviter=invitation.inviter,
        invited=org.identity().org_id,
        invited_name=str(org.alias),
        nonce=invitation.nonce,
    )
    return Accepted(written, answer_token(acceptance), again=answer.again)


def reject_invitation(org: Org, store: StateStore, token: str, reason: str) -> ConnectionRecord:
    """Reject an invitation that was not answered yet; raises like :func:`accept`."""
    invitation = read_invitation(token)
    return _store(_answer(org, store, invitation), store, invitation, Act.REJECT, reason)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What this org knows when it answers; ``again`` where the partner reconnects."""

    book: Book
    before: ConnectionRecord | None
    again: bool

    @property
    def in_use(self) -> bool:
        return self.before is not None and self.before.status in IN_USE


def _answer(org: Org, store: StateStore, invitation: Invitation) -> _Answer:
    book = open_book(org)
    before = book.find(invitation.connection)
    identity = org.identity()
    check_invitation(invitation, identity.org_id, org.now(), before)
    check_known(store, invitation.connection, org, invitation.side.other)
    ours = before is not None and before.partner_org == invitation.inviter
    return _Answer(book, before, ours and invitation.again is not None)


def _store(
    answer: _Answer, store: StateStore, invitation: Invitation, act: Act, reason: str = ""
) -> ConnectionRecord:
    record, before = _record(answer, invitation, act, reason), answer.before
    over = before is not None and before.status in OVER
    fresh = over and act is Act.ACCEPT and not answer.again
    return store_record(answer.book, store, record, act, fresh=fresh)


def _record(
    answer: _Answer, invitation: Invitation, act: Act, reason: str = ""
) -> ConnectionRecord:
    """This org's record as the answer makes it."""
    before = answer.before
    record = ConnectionRecord(
        id=None,
        name=invitation.connection,
        status=next_status(before, act, invitation.connection),
        nonce=invitation.nonce,
        partner_org=invitation.inviter,
        partner_name=invitation.inviter_name,
        expires=invitation.expires,
        reason=reason,
        role=Role.of(invitation.side.other),
    )
    if answer.again and before is not None:
        # The same partner: its Account, what is in force and who runs it go on.
        record = replace(
            record,
            partner_account=before.partner_account,
            terms=before.terms,
            partner_published=before.partner_published,
        )
    return record
