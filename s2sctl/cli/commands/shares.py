"""``s2sctl share`` and ``unshare``."""

from typing import TYPE_CHECKING, Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.asked import FileOption, IdsArgument, Naming, ObjectArgument, WhereOption
from s2sctl.cli.commands.lifecycle import ConnectionArgument, SideOption
from s2sctl.cli.confirm import confirm, told_after
from s2sctl.cli.options import (
    DryRunOption,
    OutputOption,
    ProjectOption,
    QuietOption,
    StateOption,
    YesOption,
)
from s2sctl.cli.session import Session, connection_name
from s2sctl.model.names import ObjectName

if TYPE_CHECKING:
    from s2sctl.app.sharing.outcomes import ShareResult

RelatedOption = Annotated[
    str | None,
    typer.Option(
        "--related",
        metavar="OBJECTS",
        help="Share along what belongs to them: Contact,Opportunity or all; parents too.",
    ),
]
SOME_REFUSED = 6
"""The exit code where some records were refused and the others done (design §12)."""


def share(
    connection: ConnectionArgument,
    object_: ObjectArgument,
    ids: IdsArgument = None,
    where: WhereOption = None,
    file: FileOption = None,
    related: RelatedOption = None,
    org: SideOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Share records over a connection: by id, by a condition, by a list.

    \b
    One:           s2sctl share acme-globex Lead 00QXX0000012345AAA
    By condition:  s2sctl share acme-globex Lead --where "Rating = 'Hot'" --org acme
    By list:       s2sctl share acme-globex Lead --file ids.csv --yes
    With kin:      s2sctl share acme-globex Account 001XX000003DGb2YAG --related all

    They travel with the next sync. --related brings the records of published objects that look
    up to them, and the parents they point to, so that nothing arrives orphaned. A named id that
    is not there stops the command before any is shared; of a list or a condition the others go
    on, and each refused one is told (exit 6). Doing it twice changes nothing.
    """
    from s2sctl.app.sharing.related import family
    from s2sctl.app.sharing.rows import open_door
    from s2sctl.app.sharing.share import plan_share
    from s2sctl.app.sharing.share import share as start
    from s2sctl.cli.views.progress import ShownProgress
    from s2sctl.cli.views.shares import family_json, family_text, results_json, results_text

    name, kind = connection_name(connection), ObjectName(object_)
    with Session(project, state) as session:
        asked = Naming(ids or (), where, file).find(session, name, kind, org)
        door = open_door(asked.org, session.store, name)
        wanted = [one.strip() for one in (related or "").split(",") if one.strip()]
        first = plan_share(door, kind, asked.ids, strict=asked.typed)
        alive = (*first.shared, *first.fresh)
        kin = family(door, kind, alive, wanted) if wanted else ()
        plans = [plan_share(door, one.object, one.ids, strict=False) for one in kin] or [first]
        shown = family_text(plans, first.refused, kin)
        asks = not asked.typed or bool(wanted)
        question = f"{shown}\nShare them over {name} from {asked.org.alias}?"
        seen = not dry_run and asks and confirm(question, yes=yes)
        results: tuple[ShareResult, ...] = first.refused if kin else ()
        if not dry_run:
            progress = ShownProgress(lambda: None, quiet=quiet or output is Format.JSON)
            for plan in plans:
                results += start(door, session.store, plan, progress)
            progress.clear()
    done = shown if dry_run else told_after(shown, results_text(results), asked=seen or not asks)
    return Answer(
        "s2sctl/share/v1",
        {
            "connection": name,
            "org": asked.org.alias,
            "object": kind,
            "objects": family_json(plans, first.refused, kin),
            "records": results_json(results),
        },
        done,
        next=f"s2sctl share {name} {kind} …  without --dry-run"
        if dry_run
        else f"s2sctl sync {name}",
        exit_code=0 if dry_run else _code(results),
    )


def unshare(
    connection: ConnectionArgument,
    object_: ObjectArgument,
    ids: IdsArgument = None,
    where: WhereOption = None,
    file: FileOption = None,
    org: SideOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """End the shares of records; no rule brings them back.

    \b
    One:           s2sctl unshare acme-globex Lead 00QXX0000012345AAA
    By condition:  s2sctl unshare acme-globex Lead --where "Rating = 'Cold'" --org acme
    By list:       s2sctl unshare acme-globex Lead --file ids.csv --yes

    Only `s2sctl share` does, by hand. What becomes of the copy is the partner's own choice
    (when_share_ends).
    """
    from s2sctl.app.sharing.rows import open_door
    from s2sctl.app.sharing.unshare import plan_end
    from s2sctl.app.sharing.unshare import unshare as end
    from s2sctl.cli.views.progress import ShownProgress
    from s2sctl.cli.views.shares import ending_text, results_json, results_text

    name, kind = connection_name(connection), ObjectName(object_)
    with Session(project, state) as session:
        asked = Naming(ids or (), where, file).find(session, name, kind, org)
        door = open_door(asked.org, session.store, name)
        plan = plan_end(door, kind, asked.ids, strict=asked.typed)
        shown = ending_text(plan)
        question = f"{shown}\nEnd these shares over {name}?"
        seen = not dry_run and not asked.typed and confirm(question, yes=yes)
        results: tuple[ShareResult, ...] = ()
        if not dry_run:
            progress = ShownProgress(lambda: None, quiet=quiet or output is Format.JSON)
            results = end(door, session.store, plan, progress)
            progress.clear()
    told = told_after(shown, results_text(results), asked=seen or asked.typed)
    return Answer(
        "s2sctl/unshare/v1",
        {
            "connection": name,
            "org": asked.org.alias,
            "object": kind,
            "ending": len(plan.ending),
            "records": results_json(results),
        },
        shown if dry_run else told,
        next=f"s2sctl unshare {name} {kind} …  without --dry-run"
        if dry_run
        else f"s2sctl sync {name}",
        exit_code=0 if dry_run else _code(results),
    )


def _code(results: "tuple[ShareResult, ...]") -> int:
    from s2sctl.app.sharing.outcomes import Did

    return SOME_REFUSED if any(one.did is Did.REFUSED for one in results) else 0
