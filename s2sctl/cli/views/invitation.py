"""Tokens to hand over."""

from s2sctl.app.accept import Accepted
from s2sctl.app.invite import Invited
from s2sctl.cli.answer import Json
from s2sctl.cli.views.connections import record_json, step_text
from s2sctl.cli.views.tables import counted


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


def accepted_text(done: Accepted, alias: str) -> str:
    """What was accepted, and the answer; without one, who invites and what would come of it."""
    record = done.record
    count = counted(len(record.terms.publish) + len(record.terms.subscribe), "object")
    back = f" In force again: {count}, published and taken." if done.again else ""
    if done.token:
        said = f"{step_text(record, alias)}.{back}"
        return f"{said}\nAnswer for the inviter, no secret:\n\n{done.token}"
    who = f"{record.partner_name or 'A partner'} (org {record.partner_org})"
    until = f", until {record.expires:%Y-%m-%d %H:%M} UTC" if record.expires else ""
    would = f"{record.name} would be {record.status.value} in {alias}; nothing was written."
    return f"{who} invites{until}. {would}{back}"
