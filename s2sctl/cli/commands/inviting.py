"""``s2sctl invite``, ``resend`` and ``reconnect``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.options import OutputOption, ProjectOption, QuietOption, StateOption
from s2sctl.cli.session import Session
from s2sctl.cli.times import read_time

if TYPE_CHECKING:
    from s2sctl.app.invite import Invited

ManifestArgument = Annotated[
    Path, typer.Argument(metavar="MANIFEST", help="The file of one side of the connection.")
]
ExpiresOption = Annotated[
    str,
    typer.Option("--expires", metavar="TIME", help="How long it stands: 12h, 14d, 2w."),
]
NoteOption = Annotated[str, typer.Option("--note", help="A word to the partner, for the mail.")]
NoMailOption = Annotated[bool, typer.Option("--no-mail", help="Only print the token.")]


def invite(
    manifest: ManifestArgument,
    expires: ExpiresOption = "14d",
    note: NoteOption = "",
    no_mail: NoMailOption = False,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Invite a partner: by mail, and by a token.

    \b
    Invite:                 s2sctl invite configs/acme-globex/acme.yaml
    With a word:            s2sctl invite configs/acme-globex/acme.yaml --note "as agreed, Ann"
    Hand it over yourself:  s2sctl invite configs/acme-globex/acme.yaml --no-mail

    The manifest's partner names the Account and whom to mail. The token holds no secret. Inviting
    again before an answer replaces the invitation.
    """
    from s2sctl.app.invite import Sending
    from s2sctl.app.invite import invite as send
    from s2sctl.wiring.manifests import sound_manifest
    from s2sctl.wiring.nonce import fresh_nonce

    side, _ = sound_manifest(manifest)
    how = Sending(read_time("--expires", expires), note, mail=not no_mail)
    with Session(project, state) as session:
        org = session.org(side.org)
        done = send(org, session.store, side, nonce=fresh_nonce(), how=how)
    return _sent("invite", done, side.org)


def resend(
    manifest: ManifestArgument,
    expires: ExpiresOption = "14d",
    note: NoteOption = "",
    no_mail: NoMailOption = False,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Send an open invitation once more, and prolong it.

    \b
    s2sctl resend configs/acme-globex/acme.yaml --expires 30d

    It is the same invitation: the earlier token stays good until its own end.
    """
    from s2sctl.app.invite import Sending
    from s2sctl.app.invite import resend as send
    from s2sctl.wiring.manifests import sound_manifest

    side, _ = sound_manifest(manifest)
    how = Sending(read_time("--expires", expires), note, mail=not no_mail)
    with Session(project, state) as session:
        done = send(session.org(side.org), session.store, side, how=how)
    return _sent("resend", done, side.org)


def reconnect(
    manifest: ManifestArgument,
    expires: ExpiresOption = "14d",
    note: NoteOption = "",
    no_mail: NoMailOption = False,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Invite the partner again after an end: old shares go on.

    \b
    s2sctl reconnect configs/acme-globex/acme.yaml

    Either side may. What was in force is in force again once the partner accepts, and records
    shared before are linked, not copied a second time. Earlier tokens stay used up.
    """
    from s2sctl.app.invite import Sending
    from s2sctl.app.invite import reconnect as send
    from s2sctl.wiring.manifests import sound_manifest
    from s2sctl.wiring.nonce import fresh_nonce

    side, _ = sound_manifest(manifest)
    how = Sending(read_time("--expires", expires), note, mail=not no_mail)
    with Session(project, state) as session:
        org = session.org(side.org)
        done = send(org, session.store, side, nonce=fresh_nonce(), how=how)
    return _sent("reconnect", done, side.org)


def _sent(command: str, done: "Invited", alias: str) -> Answer:
    from s2sctl.cli.views.invitation import invited_json, invited_text

    return Answer(
        f"s2sctl/{command}/v1",
        invited_json(done, alias),
        invited_text(done, alias),
        next="the partner runs:  s2sctl accept TOKEN --org ALIAS",
        warnings=done.warnings,
    )
