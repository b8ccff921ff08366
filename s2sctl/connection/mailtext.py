"""The words of the invitation mail. Pure."""

from s2sctl.connection.invitation import Invitation


def subject(invitation: Invitation) -> str:
    """One line; says who invites and to what."""
    return f"{invitation.inviter_name} invites you to connect Salesforce: {invitation.connection}"


def body(invitation: Invitation, token: str, note: str = "") -> str:
    """Plain text of the mail; the token in it is no secret."""
    return "\n".join(
        (
            "Hello,",
            "",
            *_offer(invitation),
            "",
            *((f"{invitation.inviter_name} writes:", "", note, "") if note else ()),
            f"Connection:   {invitation.connection}",
            f"Inviting org: {invitation.inviter}",
            f"Valid until:  {invitation.expires:%Y-%m-%d %H:%M} UTC",
            "",
            *_consequence(invitation),
            "To accept, give this command the alias of your own org:",
            "",
            f"    s2sctl accept {token} --org ALIAS",
            "",
            "To decline:",
            "",
            f"    s2sctl reject {token} --org ALIAS --reason TEXT",
            "",
            "Check with the sender that the invitation is real before you accept. This text is",
            "not a secret and gives nobody access to your org.",
            "",
        )
    )


def _offer(invitation: Invitation) -> tuple[str, str]:
    if invitation.again:
        return (
            f"{invitation.inviter_name} would like to reconnect your Salesforce orgs: the",
            "connection you had before, with the records it shared.",
        )
    return (
        f"{invitation.inviter_name} would like to connect your Salesforce orgs, so that",
        "records both sides agree on are shared and kept up to date.",
    )


def _consequence(invitation: Invitation) -> tuple[str, str]:
    if invitation.again:
        return (
            "Once you accept, what both sides published and took before is in force again, and",
            "the copies made then are kept up to date; see it first with s2sctl connections.",
        )
    return (
        "Nothing is shared before you accept and say yourself what you publish and what you",
        "take.",
    )
