"""The invitation and its answer as tokens that people hand over. Pure.

A token holds no secret: whoever reads it learns an org id and a name. It names no invited org, so
``confirm`` tells the inviter whose answer it is; records flow only with logins to both orgs. Its
checksum finds damage by mail clients and copying; what makes a connection is that both orgs' own
records agree (``states.standing``).
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from s2sctl.connection.record import ConnectionRecord, Status
from s2sctl.errors import UsageError
from s2sctl.model.ids import OrgId, is_id, to18
from s2sctl.model.names import LABEL, ConnectionName
from s2sctl.model.values import datetime_text, parse_datetime

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Invitation:
    """One org's offer. ``inviter_name`` is what the inviter calls itself, for people."""

    connection: ConnectionName
    inviter: OrgId
    inviter_name: str
    nonce: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The answer to one invitation: who accepted, whose invitation, which nonce."""

    connection: ConnectionName
    inviter: OrgId
    invited: OrgId
    invited_name: str
    nonce: str


def invitation_token(invitation: Invitation) -> str:
    """The invitation as one word of letters, digits, ``-``, ``_`` and ``.``."""
    return _seal(
        "invite",
        {
            "connection": invitation.connection,
            "inviter": invitation.inviter,
            "name": invitation.inviter_name,
            "nonce": invitation.nonce,
            "expires": datetime_text(invitation.expires),
        },
    )


def read_invitation(token: str) -> Invitation:
    """The invitation in a token. Raises UsageError S2S410 (damaged) or S2S411 (not one)."""
    said = _open("invite", token)
    try:
        return Invitation(
            connection=_connection(said),
            inviter=_org(said["inviter"]),
            inviter_name=said["name"],
            nonce=_nonce(said),
            expires=parse_datetime(said["expires"]),
        )
    except (KeyError, ValueError) as error:
        raise _damaged() from error


def answer_token(acceptance: Acceptance) -> str:
    """The answer as one word, to be handed back to the inviter."""
    return _seal(
        "answer",
        {
            "connection": acceptance.connection,
            "inviter": acceptance.inviter,
            "invited": acceptance.invited,
            "name": acceptance.invited_name,
            "nonce": acceptance.nonce,
        },
    )


def read_answer(token: str) -> Acceptance:
    """The answer in a token. Raises UsageError S2S410 (damaged) or S2S411 (not one)."""
    said = _open("answer", token)
    try:
        return Acceptance(
            connection=_connection(said),
            inviter=_org(said["inviter"]),
            invited=_org(said["invited"]),
            invited_name=said["name"],
            nonce=_nonce(said),
        )
    except (KeyError, ValueError) as error:
        raise _damaged() from error


def check_invitation(
    invitation: Invitation, org: OrgId, now: datetime, record: ConnectionRecord | None
) -> None:
    """Return if ``org`` may answer this invitation ``now``; ``record`` is what it knows so far.

    Raises UsageError: S2S412 expired, S2S413 its own invitation or another partner's name,
    S2S414 answered before.
    """
    if invitation.inviter == org:
        raise UsageError(
            "This invitation was made by this very org; its partner has to accept it.",
            code="S2S413",
            help="name the partner's login:  s2sctl accept TOKEN --org ALIAS",
        )
    if record is not None and record.nonce == invitation.nonce:
        raise UsageError(
            f"This invitation was answered before; the connection is {record.status.value}.",
            code="S2S414",
            help="see it, and its answer token again:  s2sctl connections -o json",
        )
    if record is not None and record.status in (Status.ACCEPTED, Status.PAUSED):
        raise UsageError(
            f"The connection {record.name} is in use; a new invitation cannot replace it.",
            code="S2S413",
            help=f"end it first:  s2sctl deactivate {record.name} --org ALIAS --reason TEXT",
        )
    if now >= invitation.expires:
        raise UsageError(
            f"This invitation expired at {datetime_text(invitation.expires)}.",
            code="S2S412",
            help="ask the partner to invite again",
        )


def check_answer(acceptance: Acceptance, org: OrgId, record: ConnectionRecord | None) -> None:
    """Return if the answer is one to the invitation that ``org``'s record says was sent.

    An answer may come after the invitation expired: it was accepted in time, or not at all.
    Raises UsageError: S2S413 foreign, S2S414 confirmed before.
    """
    if acceptance.inviter != org:
        raise UsageError(
            "This answer is for another org's invitation.",
            code="S2S413",
            help="name the login of the org that invited:  s2sctl confirm ANSWER --org ALIAS",
        )
    if record is None or record.nonce != acceptance.nonce:
        raise UsageError(
            f"This answer belongs to no invitation that is open here ({acceptance.connection}).",
            code="S2S413",
            help="a newer invitation replaced it, or it was never sent from this org",
        )
    if acceptance.invited == org:
        raise UsageError("An org cannot be its own partner.", code="S2S413")
    if record.status is not Status.SENT:
        raise UsageError(
            f"This answer was used before; the connection is {record.status.value}.",
            code="S2S414",
            help="see it:  s2sctl connections",
        )


def _seal(kind: str, said: dict[str, str]) -> str:
    text = json.dumps(said, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    body = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    head = f"s2s-{kind}-{_VERSION}.{body}"
    return f"{head}.{_checksum(head)}"


def _open(kind: str, token: str) -> dict[str, str]:
    """The facts in a token; mail programs break lines, so blanks inside are dropped."""
    whole = "".join(token.split())
    head, _, check = whole.rpartition(".")
    if not head or check != _checksum(head):
        raise _damaged()
    prefix, _, body = head.partition(".")
    if prefix != f"s2s-{kind}-{_VERSION}":
        raise UsageError(
            f"This is a token of another kind ({prefix}); s2s-{kind}-{_VERSION} was expected.",
            code="S2S411",
            help="an invitation goes to `s2sctl accept`, an answer to `s2sctl confirm`",
        )
    try:
        said = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except ValueError as error:
        raise _damaged() from error
    if not isinstance(said, dict) or not all(isinstance(one, str) for one in said.values()):
        raise _damaged()
    return said


def _checksum(head: str) -> str:
    return hashlib.blake2b(head.encode(), digest_size=8).hexdigest()


def _damaged() -> UsageError:
    return UsageError(
        "This token is damaged: it was cut short or changed on its way.",
        code="S2S410",
        help="copy it again, whole, from the s2s- at its start",
    )


def _connection(said: dict[str, str]) -> ConnectionName:
    if not LABEL.match(said["connection"]):
        raise ValueError("not a connection's name")
    return ConnectionName(said["connection"])


def _org(text: str) -> OrgId:
    if not is_id(text) or not text.startswith("00D"):
        raise ValueError("not an org id")
    return OrgId(to18(text))


def _nonce(said: dict[str, str]) -> str:
    if not 16 <= len(said["nonce"]) <= 64:
        raise ValueError("not a nonce")
    return said["nonce"]
