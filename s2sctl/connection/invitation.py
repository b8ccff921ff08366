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

from s2sctl.errors import UsageError
from s2sctl.model.ids import OrgId, is_id, to18
from s2sctl.model.names import LABEL, ConnectionName
from s2sctl.model.side import Side
from s2sctl.model.values import datetime_text, parse_datetime

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Invitation:
    """One org's offer. ``inviter_name`` is what the inviter calls itself, for people.

    ``again`` is the inviter's side where it reconnects what was ended: sides never swap, because
    links are kept by side. None in a first invitation, whose inviter is side a.
    """

    connection: ConnectionName
    inviter: OrgId
    inviter_name: str
    nonce: str
    expires: datetime
    again: Side | None = None

    @property
    def side(self) -> Side:
        """The inviter's side."""
        return self.again or Side.A


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
            **({"again": invitation.again.value} if invitation.again else {}),
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
            again=Side(said["again"]) if "again" in said else None,
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


def mark_of(nonce: str) -> str:
    """What is kept of the nonce of an earlier invitation, to know its tokens again."""
    return hashlib.blake2b(nonce.encode(), digest_size=6).hexdigest()


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
