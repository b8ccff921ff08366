"""``s2sctl publish`` and ``s2sctl subscribe``."""

from pathlib import Path
from typing import TYPE_CHECKING

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.commands.invitation import ManifestArgument
from s2sctl.cli.confirm import confirm, told_after
from s2sctl.cli.options import (
    DryRunOption,
    OutputOption,
    ProjectOption,
    QuietOption,
    StateOption,
    YesOption,
)
from s2sctl.cli.session import Session

if TYPE_CHECKING:
    from s2sctl.app.in_force import Half


def publish(
    manifest: ManifestArgument,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Put in force what a manifest lets the partner see.

    \b
    See it first:   s2sctl publish configs/acme-globex/acme.yaml --dry-run
    Do it:          s2sctl publish configs/acme-globex/acme.yaml
    From a script:  s2sctl publish configs/acme-globex/acme.yaml --yes

    Needs this org's login only. The org holds what is in force; the file says what is wanted.
    """
    from s2sctl.app.in_force import Half

    return _put(manifest, Half.PUBLISH, project, state, dry_run=dry_run, yes=yes)


def subscribe(
    manifest: ManifestArgument,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Put in force what a manifest takes from the partner.

    \b
    See it first:   s2sctl subscribe configs/acme-globex/globex.yaml --dry-run
    Do it:          s2sctl subscribe configs/acme-globex/globex.yaml
    From a script:  s2sctl subscribe configs/acme-globex/globex.yaml --yes

    Deploys the key fields and the permission sets that the subscribed objects need.
    """
    from s2sctl.app.in_force import Half

    return _put(manifest, Half.SUBSCRIBE, project, state, dry_run=dry_run, yes=yes)


def _put(
    path: Path, half: "Half", project: Path | None, state: str | None, *, dry_run: bool, yes: bool
) -> Answer:
    from s2sctl.app.in_force import propose, put_in_force
    from s2sctl.app.joining import Elsewhere
    from s2sctl.cli.views.footprint import deployed_json, deployed_text
    from s2sctl.cli.views.in_force import proposal_json, proposal_text
    from s2sctl.wiring.manifests import partner_manifest, shown, sound_manifest

    side, file = sound_manifest(path)
    index = file.parsed.index
    schema = f"s2sctl/{half.value}/v1"
    partner = partner_manifest(side, project)
    with Session(project, state) as session:
        elsewhere = Elsewhere(
            lambda alias: session.org(alias) if alias in session.aliases else None,
            partner.parsed.manifest if partner is not None else None,
            shown(partner.path) if partner is not None else "",
            session.aliases,
        )
        proposal = propose(session.org(side.org), session.store, side, half, index, elsewhere)
        result = {**proposal_json(proposal), "dry_run": dry_run}
        text = proposal_text(proposal)
        warnings = (proposal.unchecked,) if proposal.unchecked else ()
        if dry_run:
            return Answer(
                schema, result, text, next=f"s2sctl {half.value} {path}", warnings=warnings
            )
        question = f"{text}\nPut this in force in {side.org}?"
        asked = not proposal.settled and confirm(question, yes=yes)
        done = put_in_force(session.store, side, proposal, index)
    news = f"{deployed_text(done.deployed)}\nIn force in {side.org}."
    return Answer(
        schema,
        {**result, **deployed_json(done.deployed)},
        text if proposal.settled else told_after(text, news, asked=asked),
        next=_next(half, path, side.connection),
        warnings=warnings,
    )


def _next(half: "Half", path: Path, connection: str) -> str:
    if half.value == "publish":
        return f"s2sctl subscribe {path}"
    return f"s2sctl sync {connection}, once the partner's side is in force too"
