"""Tokens to hand over."""

from s2sctl.app.invite import Invited
from s2sctl.cli.answer import Json
from s2sctl.cli.views.connections import record_json


def invited_text(invited: Invited, alias: str) -> str:
    """The invitation: what was written, whom it was mailed to, the token."""
    record = invited.record
    until = f", valid until {record.expires:%Y-%m-%d %H:%M} UTC" if record.expires else ""
    mailed = (
        f"Mailed to {invited.mailed_to} (the org accepted it for sending; no more is known)."
        if invited.mailed_to
        else "Not mailed: hand the invitation over yourself."
    )
    return "\n".join(
        (
            f"{record.name} is now {record.status.value} in {alias}{until}.",
            mailed,
            "Invitation, no secret:",
            "",
            invited.token,
        )
    )


def invited_json(invited: Invited, alias: str) -> dict[str, Json]:
    """The invitation for scripts."""
    return {
        **record_json(invited.record, alias),
        "token": invited.token,
        "mailed_to": invited.mailed_to,
    }
