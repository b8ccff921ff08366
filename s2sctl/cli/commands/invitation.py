"""``s2sctl accept``, ``confirm``, ``reject`` and ``cancel``."""

from typing import Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.options import (
    DryRunOption,
    OutputOption,
    ProjectOption,
    QuietOption,
    StateOption,
)
from s2sctl.cli.session import Session, connection_name

OrgOption = Annotated[str, typer.Option("--org", metavar="ALIAS", help="This side's login.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why, for the other people.")]


def accept(
    token: Annotated[str, typer.Argument(metavar="TOKEN", help="The invitation, whole.")],
    org: OrgOption,
    dry_run: DryRunOption = False,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Accept an invitation, and print the answer.

    \b
    See who invites:  s2sctl accept s2s-invite-1.eyJ… --org globex --dry-run
    Accept:           s2sctl accept s2s-invite-1.eyJ… --org globex

    Nothing is shared yet: each side then publishes and subscribes for itself. Accepting a partner
    who reconnects brings back what was in force before.
    """
    from s2sctl.app.accept import accept as take
    from s2sctl.cli.views.connections import record_json
    from s2sctl.cli.views.invitation import accepted_text

    with Session(project, state) as session:
        done = take(session.org(org), session.store, token, dry_run=dry_run)
    return Answer(
        "s2sctl/accept/v1",
        {**record_json(done.record, org), "answer": done.token or None, "dry_run": dry_run},
        accepted_text(done, org),
        next="the same accept without --dry-run"
        if dry_run
        else "the inviter runs:  s2sctl confirm ANSWER --org ALIAS",
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
    """Reject an invitation.

    \b
    s2sctl reject s2s-invite-1.eyJ… --org globex --reason "wrong org"

    One's own invitation is taken back with cancel.
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


def cancel(
    connection: Annotated[str, typer.Argument(metavar="CONNECTION", help="Its name.")],
    org: Annotated[
        str | None,
        typer.Option("--org", metavar="ALIAS", help="This side's login; needed if both are here."),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why, for the other people.")] = "",
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Take one's own open invitation back.

    \b
    s2sctl cancel acme-globex --reason "too early"

    An answer that comes later is refused. What is connected is ended with deactivate.
    """
    from s2sctl.app.lifecycle import cancel as take_back
    from s2sctl.cli.views.connections import record_json, step_text

    name = connection_name(connection)
    with Session(project, state) as session:
        side = session.side(name, org)
        record = take_back(side, session.store, name, reason)
    return Answer(
        "s2sctl/cancel/v1",
        record_json(record, side.alias),
        f"{step_text(record, side.alias)}.",
        next="s2sctl connections",
    )
