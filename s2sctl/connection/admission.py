"""May this org use this token now? Every kind of wrong token is refused by its own name. Pure."""

from datetime import datetime

from s2sctl.connection.invitation import Acceptance, Invitation, mark_of
from s2sctl.connection.record import ConnectionRecord, Status
from s2sctl.errors import UsageError
from s2sctl.model.ids import OrgId
from s2sctl.model.values import datetime_text

IN_USE = (Status.ACCEPTED, Status.PAUSED)
"""States of a connection that this org holds for a living one."""

_OVER = (Status.REJECTED, Status.INACTIVE)
_LIST = "s2sctl connections"


def check_invitation(
    invitation: Invitation, org: OrgId, now: datetime, record: ConnectionRecord | None
) -> None:
    """Return if ``org`` may answer this invitation ``now``; ``record`` is what it knows so far.

    A reconnection by the very partner may be accepted though the connection is in use here: the
    partner may have ended it alone. Raises UsageError: S2S416 its own invitation, S2S414
    answered before, S2S415 of an earlier time, S2S413 another partner's name, S2S412 expired.
    """
    if invitation.inviter == org:
        raise UsageError(
            "This invitation was made by this very org; its partner has to accept it.",
            code="S2S416",
            help="name the partner's login:  s2sctl accept TOKEN --org ALIAS",
        )
    if record is not None:
        _check_new(invitation, record)
        _check_partner(invitation, record)
    if now >= invitation.expires:
        raise UsageError(
            f"This invitation expired at {datetime_text(invitation.expires)}.",
            code="S2S412",
            help="ask the partner to prolong it:  s2sctl resend MANIFEST",
        )


def check_answer(acceptance: Acceptance, org: OrgId, record: ConnectionRecord | None) -> None:
    """Return if the answer is one to the invitation that ``org``'s record says was sent.

    An answer may come after the invitation expired: it was accepted in time, or not at all.
    Raises UsageError: S2S413 foreign, S2S414 confirmed before, S2S415 of an earlier invitation,
    S2S416 the org's own, S2S417 the invitation was cancelled.
    """
    if acceptance.inviter != org:
        raise UsageError(
            "This answer is for another org's invitation.",
            code="S2S413",
            help="name the login of the org that invited:  s2sctl confirm ANSWER --org ALIAS",
        )
    if acceptance.invited == org:
        raise UsageError(
            "This answer says that the org accepted its own invitation.",
            code="S2S416",
            help="the partner runs:  s2sctl accept TOKEN --org ALIAS   with its own login",
        )
    if record is None:
        raise _stray(acceptance, "it was never sent from this org")
    _check_open(acceptance, record)
    if record.partner_org not in (None, acceptance.invited):
        raise UsageError(
            f"This answer comes from org {acceptance.invited}; the reconnection was for the "
            f"partner there was, {record.partner_org}.",
            code="S2S413",
            help="connect to a new partner under a new name",
        )


def _check_new(invitation: Invitation, record: ConnectionRecord) -> None:
    """Each invitation is answered once, and an earlier one never again."""
    if record.nonce == invitation.nonce:
        raise UsageError(
            f"This invitation was answered before; the connection is {record.status.value}.",
            code="S2S414",
            help=f"see it, and its answer token again:  {_LIST} -o json",
        )
    if mark_of(invitation.nonce) in record.past:
        raise UsageError(
            f"This invitation is an old one: a later one of {record.name} took its place.",
            code="S2S415",
            help="ask the partner for a new one:  s2sctl reconnect MANIFEST",
        )


def _check_partner(invitation: Invitation, record: ConnectionRecord) -> None:
    """A living connection is replaced by nobody but its own partner, and sides never swap."""
    ours = record.partner_org == invitation.inviter
    if record.status in IN_USE and not (ours and invitation.again):
        raise UsageError(
            f"The connection {record.name} is in use; a new invitation cannot replace it.",
            code="S2S413",
            help=f"end it first:  s2sctl deactivate {record.name} --org ALIAS --reason TEXT",
        )
    if ours and invitation.side is record.role.side:
        raise UsageError(
            f"This invitation swaps the two ends of {record.name}: this org was its "
            f"{record.role.value.lower()}.",
            code="S2S413",
            help="ask the partner to reconnect instead:  s2sctl reconnect MANIFEST",
        )


def _check_open(acceptance: Acceptance, record: ConnectionRecord) -> None:
    if mark_of(acceptance.nonce) in record.past:
        raise UsageError(
            f"This answer belongs to an old invitation: a later one of {record.name} took its "
            "place.",
            code="S2S415",
            help="the partner accepts the new one; the token again:  s2sctl resend MANIFEST",
        )
    if record.nonce != acceptance.nonce:
        raise _stray(acceptance, "a newer invitation replaced it, or another org sent it")
    if record.status in _OVER:
        raise UsageError(
            f"This answer comes too late: {record.name} is {record.status.value}"
            f"{f' ({record.reason})' if record.reason else ''}.",
            code="S2S417",
            help="invite anew:  s2sctl reconnect MANIFEST",
        )
    if record.status is not Status.SENT:
        raise UsageError(
            f"This answer was used before; the connection is {record.status.value}.",
            code="S2S414",
            help=f"see it:  {_LIST}",
        )


def _stray(acceptance: Acceptance, help: str) -> UsageError:
    return UsageError(
        f"This answer belongs to no invitation that is open here ({acceptance.connection}).",
        code="S2S413",
        help=help,
    )
