"""``s2sctl publish`` and ``s2sctl subscribe``."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.commands.inviting import ManifestArgument
from s2sctl.cli.confirm import confirm, told_after
from s2sctl.cli.deploying import deploying_org
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
    from s2sctl.app.far_side import Elsewhere
    from s2sctl.app.in_force import Half, Proposal
    from s2sctl.manifest.index import Index
    from s2sctl.manifest.manifest import Manifest

PlanOutOption = Annotated[
    Path | None,
    typer.Option("--plan-out", metavar="FILE", help="Write the plan for `apply`; do nothing."),
]
WithdrawnOption = Annotated[
    str,
    typer.Option("--reason", help="Why something is published no more, for the partner."),
]
ChecksumOption = Annotated[
    str,
    typer.Option(
        "--checksum",
        metavar="SUM",
        help="Go ahead without asking, if the plan has this checksum (--dry-run prints it).",
    ),
]


@dataclass(frozen=True, slots=True)
class Way:
    """How far a command is to go."""

    dry_run: bool = False
    plan_out: Path | None = None
    checksum: str = ""
    yes: bool = False
    reason: str = ""
    quiet: bool = False


def publish(
    manifest: ManifestArgument,
    dry_run: DryRunOption = False,
    plan_out: PlanOutOption = None,
    checksum: ChecksumOption = "",
    reason: WithdrawnOption = "",
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
    Plan, then do:  s2sctl publish configs/acme-globex/acme.yaml --plan-out plan.json
                    s2sctl apply plan.json

    Needs this org's login only. The org holds what is in force; the file says what is wanted.
    What is not published any more stops flowing at once; copies stay.
    """
    from s2sctl.app.in_force import Half

    way = Way(dry_run, plan_out, checksum, yes, reason, quiet)
    return _put(manifest, Half.PUBLISH, project, state, way)


def subscribe(
    manifest: ManifestArgument,
    dry_run: DryRunOption = False,
    plan_out: PlanOutOption = None,
    checksum: ChecksumOption = "",
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
    Plan, then do:  s2sctl subscribe configs/acme-globex/globex.yaml --plan-out plan.json
                    s2sctl apply plan.json

    Deploys the key fields and the permission sets that the subscribed objects need.
    """
    from s2sctl.app.in_force import Half

    way = Way(dry_run, plan_out, checksum, yes, quiet=quiet)
    return _put(manifest, Half.SUBSCRIBE, project, state, way)


def apply(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A plan of publish or subscribe.")],
    dry_run: DryRunOption = False,
    checksum: ChecksumOption = "",
    yes: YesOption = False,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Do exactly what a plan says, or nothing.

    \b
    See it again:   s2sctl apply plan.json --dry-run
    Do it:          s2sctl apply plan.json
    From CI:        s2sctl apply plan.json --checksum 3f1c…

    Refused before any write where anything the plan was computed from is not so any more.
    """
    from s2sctl.app.in_force import Half
    from s2sctl.app.planned import check_checksum, manifest_of, replan
    from s2sctl.wiring.plan_files import read_plan

    plan = read_plan(file)
    if checksum:
        check_checksum(plan, checksum)
    with Session(project, state) as session:
        org = deploying_org(session, plan.org, quiet=quiet)
        manifest = manifest_of(plan)
        proposal = replan(org, session.store, plan, _elsewhere(session, manifest, project))
        way = Way(dry_run, None, "", yes or bool(checksum))
        following = _next(Half(plan.section), None, manifest.connection)
        again = f"s2sctl apply {file}"
        return _go(session, manifest, proposal, None, way, again, following)


def _put(path: Path, half: "Half", project: Path | None, state: str | None, way: Way) -> Answer:
    from s2sctl.app.in_force import propose
    from s2sctl.wiring.manifests import sound_manifest

    side, file = sound_manifest(path)
    index = file.parsed.index
    with Session(project, state) as session:
        elsewhere = _elsewhere(session, side, project)
        org = deploying_org(session, side.org, quiet=way.quiet)
        proposal = propose(org, session.store, side, half, index, elsewhere, way.reason)
        again = f"s2sctl {half.value} {path}"
        following = _next(half, path, side.connection)
        return _go(session, side, proposal, index, way, again, following)


def _elsewhere(session: Session, side: "Manifest", project: Path | None) -> "Elsewhere":
    """What the project holds of the partner's side."""
    from s2sctl.app.far_side import Elsewhere
    from s2sctl.wiring.manifests import partner_manifest, shown

    partner = partner_manifest(side, project)
    return Elsewhere(
        lambda alias: session.org(alias) if alias in session.aliases else None,
        partner.parsed.manifest if partner is not None else None,
        shown(partner.path) if partner is not None else "",
        session.aliases,
    )


def _go(
    session: Session,
    side: "Manifest",
    proposal: "Proposal",
    index: "Index | None",
    way: Way,
    again: str,
    following: str,
) -> Answer:
    """Show the proposal, and go as far as ``way`` says."""
    from s2sctl.app.in_force import put_in_force
    from s2sctl.app.planned import check_checksum, plan_of
    from s2sctl.cli.views.footprint import deployed_json
    from s2sctl.cli.views.in_force import done_text, proposal_json, proposal_text
    from s2sctl.wiring.plan_files import write_plan

    plan = plan_of(proposal, side)
    schema = f"s2sctl/{proposal.half.value}/v1"
    result = {
        **proposal_json(proposal),
        "dry_run": way.dry_run,
        "checksum": plan.checksum,
        "plan": str(way.plan_out) if way.plan_out else None,
    }
    text = proposal_text(proposal)
    warnings = (proposal.unchecked,) if proposal.unchecked else ()
    if way.checksum:
        check_checksum(plan, way.checksum)
    if way.plan_out is not None and not way.dry_run:
        write_plan(way.plan_out, plan)
        text += f"\nThe plan is in {way.plan_out}; checksum {plan.checksum}. Nothing was changed."
        following = f"s2sctl apply {way.plan_out}"
        return Answer(schema, result, text, next=following, warnings=warnings)
    if way.dry_run:
        text += f"\nChecksum of this plan: {plan.checksum}"
        return Answer(schema, result, text, next=again, warnings=warnings)
    question = f"{text}\nPut this in force in {side.org}?"
    agreed = way.yes or bool(way.checksum)
    asked = not proposal.settled and confirm(question, yes=agreed)
    done = put_in_force(session.store, side, proposal, index)
    news = done_text(done, str(side.org))
    return Answer(
        schema,
        {**result, **deployed_json(done.deployed), "removed": list(done.removed)},
        text if proposal.settled else told_after(text, news, asked=asked),
        next=following,
        warnings=(*warnings, *([f"fields stay: {done.kept}"] if done.kept else [])),
    )


def _next(half: "Half", path: Path | None, connection: str) -> str:
    if half.value == "publish":
        return f"s2sctl subscribe {path or 'MANIFEST'}"
    return f"s2sctl sync {connection}, once the partner's side is in force too"
