"""Invite a partner: this org's record says Sent, and a token is handed out."""

from dataclasses import dataclass
from datetime import timedelta

from s2sctl.app.book import open_book
from s2sctl.app.chronicle import check_known
from s2sctl.app.partner import find_partner
from s2sctl.app.steps import next_status, store_record
from s2sctl.connection.invitation import Invitation, invitation_token
from s2sctl.connection.mailtext import body, subject
from s2sctl.connection.record import ConnectionRecord, Role
from s2sctl.connection.states import Act
from s2sctl.errors import S2sError, UsageError
from s2sctl.manifest.manifest import Manifest
from s2sctl.model.side import Side
from s2sctl.ports.org import Org
from s2sctl.ports.store import StateStore

VALID_DAYS = 14
"""How long an invitation stands unless the inviter says otherwise."""


@dataclass(frozen=True, slots=True)
class Invited:
    """A sent invitation. ``mailed_to`` is None where no mail was accepted for sending."""

    record: ConnectionRecord
    token: str
    mailed_to: str | None
    warnings: tuple[str, ...] = ()


def invite(
    org: Org,
    store: StateStore,
    manifest: Manifest,
    *,
    nonce: str,
    days: int = VALID_DAYS,
    mail: bool = True,
) -> Invited:
    """Write the invitation into this org, mail it if an address is known, return its token.

    ``nonce`` is 16 to 64 random characters. Inviting again before an answer replaces the
    invitation: the older token is refused from then on. Raises UsageError S2S403 where the
    connection is in use, S2S420 where the partner's Account is not found.
    """
    if not 1 <= days <= 365:
        raise UsageError(
            f"An invitation stands for 1 to 365 days, not {days}.",
            code="S2S412",
            help=f"leave --days out for {VALID_DAYS}",
        )
    book = open_book(org)
    identity = check_known(store, manifest.connection, org, Side.A)
    status = next_status(book.find(manifest.connection), Act.INVITE, manifest.connection)
    found = find_partner(org, manifest.partner)
    invitation = Invitation(
        connection=manifest.connection,
        inviter=identity.org_id,
        inviter_name=str(manifest.org),
        nonce=nonce,
        expires=org.now().replace(microsecond=0) + timedelta(days=days),
    )
    record = ConnectionRecord(
        id=None,
        name=manifest.connection,
        status=status,
        nonce=nonce,
        partner_name=manifest.partner.org,
        partner_account=found.account,
        expires=invitation.expires,
        role=Role.INVITER,
    )
    written = store_record(book, store, record, Act.INVITE)
    token = invitation_token(invitation)
    if not mail or found.email is None:
        return Invited(written, token, None, _unmailed(mail))
    return _mailed(org, written, invitation, token, found.email)


def _mailed(
    org: Org, record: ConnectionRecord, invitation: Invitation, token: str, email: str
) -> Invited:
    try:
        org.mail(email, subject(invitation), body(invitation, token))
    except S2sError as error:
        # The invitation stands whether or not a mail goes out: the token does the work.
        return Invited(record, token, None, (f"The mail may not go out: {error.message}",))
    return Invited(record, token, email)


def _unmailed(wanted: bool) -> tuple[str, ...]:
    if not wanted:
        return ()
    return ("No mail was sent: the manifest's partner names no email and no contact with one.",)
