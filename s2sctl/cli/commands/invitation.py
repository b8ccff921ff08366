"""``s2sctl invite``, ``accept``, ``confirm`` and ``reject``."""

from pathlib import Path
from typing import Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.options import OutputOption, ProjectOption, QuietOption, StateOption
from s2sctl.cli.session import Session, connection_name

ManifestArgument = Annotated[
    Path, typer.Argument(metavar="MANIFEST", help="The file of one side of the connection.")
]
OrgOption = Annotated[str, typer.Option("--org", metavar="ALIAS", help="This side's login.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why, for the other people.")]


def invite(
    manifest: ManifestArgument,
    days: Annotated[int, typer.Option("--days", help="How long the invitation stands.")] = 14,
    no_mail: Annotated[bool, typer.Option("--no-mail", help="Only print the token.")] = False,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Invite a partner: by mail, and by a token.

    \b
    Invite:                 s2sctl invite configs/acme-globex/acme.yaml
    Hand it over yourself:  s2sctl invite configs/acme-globex/acme.yaml --no-mail

    The token holds no secret. Inviting again before an answer replaces the invitation.
    """
    from s2sctl.app.invite import invite as send
    from s2sctl.cli.views.invitation import invited_json, invited_text
    from s2sctl.wiring.manifests import sound_manifest
    from s2sctl.wiring.nonce import fresh_nonce

    side, _ = sound_manifest(manifest)
    with Session(project, state) as session:
        org = session.org(side.org)
        done = send(org, session.store, side, nonce=fresh_nonce(), days=days, mail=not no_mail)
    return Answer(
        "s2sctl/invite/v1",
        invited_json(done, side.org),
        invited_text(done, side.org),
        next="the partner runs:  s2sctl accept TOKEN --org ALIAS",
        warnings=done.warnings,
    )


def accept(
    token: Annotated[str, typer.Argument(metavar="TOKEN", help="The invitation, whole.")],
    org: OrgOption,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Accept an invitation, and print the answer.

    \b
    s2sctl accept s2s-invite-1.eyJ… --org globex

    Nothing is shared yet: each side then publishes and subscribes for itself.
    """
    from s2sctl.app.accept import accept as take
    from s2sctl.cli.views.connections import record_json, step_text

    with Session(project, state) as session:
        done = take(session.org(org), session.store, token)
    return Answer(
        "s2sctl/accept/v1",
        {**record_json(done.record, org), "answer": done.token},
        f"{step_text(done.record, org)}.\nAnswer for the inviter, no secret:\n\n{done.token}",
        next="the inviter runs:  s2sctl confirm ANSWER --org ALIAS",
    )


def confirm(
    answer: Annotated[str, typer.Argument(metavar="ANSWER", help="What accept printed, whole.")],
    org: OrgOption,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Take the partner's answer in: then both are connected.

    \b
    s2sctl confirm s2s-answer-1.eyJ… --org acme

    Whoever holds both logins needs no answer: the first sync completes the connection.
    """
    from s2sctl.app.confirm import confirm as take
    from s2sctl.cli.views.connections import record_json, step_text

    with Session(project, state) as session:
        done = take(session.org(org), session.store, answer)
    record = done.record
    told = f"{record.name} is connected already" if done.already else step_text(record, org)
    partner = f"{record.partner_name or 'the partner'} (org {record.partner_org})"
    return Answer(
        "s2sctl/confirm/v1",
        record_json(record, org),
        f"{told}{'' if done.already else ': connected'} with {partner}.",
        next="s2sctl publish MANIFEST",
    )


def reject(
    invitation: Annotated[
        str, typer.Argument(metavar="TOKEN|CONNECTION", help="An invitation, or its name here.")
    ],
    org: OrgOption,
    reason: ReasonOption,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Reject an invitation, or take back one's own.

    \b
    Decline one:       s2sctl reject s2s-invite-1.eyJ… --org globex --reason "wrong org"
    Take back yours:   s2sctl reject acme-globex --org acme --reason "too early"
    """
    from s2sctl.app.accept import reject_invitation
    from s2sctl.app.lifecycle import reject as by_name
    from s2sctl.cli.views.connections import record_json, step_text

    with Session(project, state) as session:
        chosen = session.org(org)
        if invitation.lstrip().startswith("s2s-invite-") and "." in invitation:
            record = reject_invitation(chosen, session.store, invitation, reason)
        else:
            record = by_name(chosen, session.store, connection_name(invitation), reason)
    return Answer(
        "s2sctl/reject/v1",
        record_json(record, org),
        f"{step_text(record, org)}.",
        next="s2sctl connections",
    )
