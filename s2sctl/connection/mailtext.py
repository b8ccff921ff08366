"""The words of the invitation mail. Pure."""

from s2sctl.connection.invitation import Invitation


def subject(invitation: Invitation) -> str:
    """One line; says who invites and to what."""
    return f"{invitation.inviter_name} invites you to connect Salesforce: {invitation.connection}"


def body(invitation: Invitation, token: str) -> str:
    """Plain text of the mail; the token in it is no secret."""
    return "\n".join(
        (
            "Hello,",
            "",
            f"{invitation.inviter_name} would like to connect your Salesforce orgs, so that",
            "records both sides agree on are shared and kept up to date.",
            "",
            f"Connection:   {invitation.connection}",
            f"Inviting org: {invitation.inviter}",
            f"Valid until:  {invitation.expires:%Y-%m-%d %H:%M} UTC",
            "",
            "Nothing is shared before you accept and say yourself what you publish and what you",
            "take. To accept, give this command the alias of your own org:",
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
