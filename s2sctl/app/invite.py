"""Invite a partner: this org's record says Sent, and a token is handed out."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from s2sctl.app.book import OVER, Book, open_book
from s2sctl.app.chronicle import check_known, remember
from s2sctl.app.partner import Found, find_partner
from s2sctl.app.steps import next_status, store_record
from s2sctl.connection.invitation import Invitation, invitation_token
from s2sctl.connection.mailtext import body, subject
from s2sctl.connection.record import ConnectionRecord, Role
from s2sctl.connection.states import Act
from s2sctl.errors import S2sError, UsageError
from s2sctl.manifest.manifest import Manifest
from s2sctl.model.ids import OrgId
from s2sctl.model.names import OrgAlias
from s2sctl.model.side import Side
from s2sctl.ports.org import Org
from s2sctl.ports.store import StateStore

VALID = timedelta(days=14)
"""How long an invitation stands unless the inviter says otherwise."""

LONGEST_NOTE = 1_000
"""Characters of a note in the mail."""


@dataclass(frozen=True, slots=True)
class Sending:
    """How an invitation is sent: how long it stands, a word for the mail, whether there is one."""

    valid: timedelta = VALID
    note: str = ""
    mail: bool = True


@dataclass(frozen=True, slots=True)
class Invited:
    """A sent invitation. ``mailed_to`` is None where no mail was accepted for sending."""

    record: ConnectionRecord
    token: str
    mailed_to: str | None
    warnings: tuple[str, ...] = ()


def invite(
    org: Org, store: StateStore, manifest: Manifest, *, nonce: str, how: Sending | None = None
) -> Invited:
    """Write the invitation into this org, mail it if an address is known, return its token.

    ``nonce`` is 16 to 64 random characters. Inviting again before an answer replaces the
    invitation: the older token is refused from then on. After an end it begins anew, with
    nothing in force. Raises UsageError S2S403 where the connection is in use, S2S418 for a
    validity of less than an hour or more than a year, S2S420 where the partner's Account is not
    found.
    """
    how = _checked(how)
    book = open_book(org)
    before = book.find(manifest.connection)
    _refuse_swap(before)
    check_known(store, manifest.connection, org, Side.A)
    status = next_status(before, Act.INVITE, manifest.connection)
    found = find_partner(org, manifest.partner)
    record = ConnectionRecord(
        id=None,
        name=manifest.connection,
        status=status,
        nonce=nonce,
        partner_name=manifest.partner.org,
        partner_account=found.account,
        expires=_until(org, how),
    )
    fresh = before is not None and before.status in OVER
    written = store_record(book, store, record, Act.INVITE, fresh=fresh)
    return _handed_out(org, store, written, found, how)


def _refuse_swap(before: ConnectionRecord | None) -> None:
    """Links are kept by side, so that whoever was invited cannot become the inviter."""
    if before is not None and before.status in OVER and before.role is Role.INVITED:
        raise UsageError(
            f"In {before.name} this org was invited; the two ends of a connection never swap.",
            code="S2S406",
            help="s2sctl reconnect MANIFEST brings it back; a new one needs a new name",
        )


def resend(
    org: Org, store: StateStore, manifest: Manifest, *, how: Sending | None = None
) -> Invited:
    """Prolong an open invitation and hand it out once more: the earlier token stays good too.

    Raises UsageError S2S402 where there is no such connection, S2S419 where no invitation of
    this org's waits for an answer.
    """
    how = _checked(how)
    book, before = _mine(org, store, manifest)
    status = next_status(before, Act.RESEND, manifest.connection)
    found = find_partner(org, manifest.partner)
    record = replace(before, status=status, expires=_until(org, how))
    written = store_record(book, store, record, Act.RESEND)
    return _handed_out(org, store, written, found, how)


def reconnect(
    org: Org, store: StateStore, manifest: Manifest, *, nonce: str, how: Sending | None = None
) -> Invited:
    """Invite the partner of a connection that is over again, on the same records.

    Both sides stay what they were, what was in force stays in force once the partner accepts,
    and so do links: nothing is copied a second time. Only that partner's org can answer. Raises
    UsageError S2S402, S2S403 (in use), S2S405 (waiting for an answer), S2S420.
    """
    how = _checked(how)
    book, before = _mine(org, store, manifest)
    status = next_status(before, Act.RECONNECT, manifest.connection)
    found = find_partner(org, manifest.partner)
    record = replace(
        before,
        status=status,
        nonce=nonce,
        reason="",
        partner_account=found.account or before.partner_account,
        expires=_until(org, how),
    )
    written = store_record(book, store, record, Act.RECONNECT)
    return _handed_out(org, store, written, found, how)


def _mine(org: Org, store: StateStore, manifest: Manifest) -> tuple[Book, ConnectionRecord]:
    book = open_book(org)
    record = book.need(manifest.connection)
    check_known(store, manifest.connection, org, record.role.side)
    return book, record


def invitation_of(record: ConnectionRecord, org_id: OrgId, alias: OrgAlias) -> Invitation | None:
    """The invitation an open record stands for, None where it stands for none."""
    if record.expires is None:
        return None
    # A record that knows its partner already was connected before.
    again = record.role.side if record.partner_org is not None else None
    return Invitation(record.name, org_id, str(alias), record.nonce, record.expires, again)


def _checked(how: Sending | None) -> Sending:
    how = how or Sending()
    if not timedelta(hours=1) <= how.valid <= timedelta(days=366):
        raise UsageError(
            "An invitation stands for one hour to one year.",
            code="S2S418",
            help=f"leave --expires out for {VALID.days}d",
        )
    if len(how.note) > LONGEST_NOTE:
        raise UsageError(
            f"A note of {len(how.note):,} characters is too long; {LONGEST_NOTE:,} are allowed.",
            code="S2S418",
            help="shorten --note",
        )
    return how


def _until(org: Org, how: Sending) -> datetime:
    return org.now().replace(microsecond=0) + how.valid


def _handed_out(
    org: Org,
    store: StateStore,
    record: ConnectionRecord,
    found: Found,
    how: Sending,
) -> Invited:
    invitation = invitation_of(record, org.identity().org_id, org.alias)
    if invitation is None:
        raise ValueError("an invitation that was just written has an end")
    token = invitation_token(invitation)
    if not how.mail or found.email is None:
        return Invited(record, token, None, _unmailed(how))
    try:
        org.mail(found.email, subject(invitation), body(invitation, token, how.note))
    except S2sError as error:
        # The invitation stands whether or not a mail goes out: the token does the work.
        return Invited(record, token, None, (f"The mail may not go out: {error.message}",))
    remember(store, org, record, "mail", "the org accepted the invitation's mail for sending")
    return Invited(record, token, found.email)


def _unmailed(how: Sending) -> tuple[str, ...]:
    lost = ("--note goes into the mail only: tell the partner yourself.",) if how.note else ()
    if not how.mail:
        return lost
    none = "No mail was sent: the manifest's partner names no email and no contact with one."
    return (none, *lost)
