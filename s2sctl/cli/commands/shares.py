"""``s2sctl share`` and ``unshare``."""

from contextlib import contextmanager
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
from s2sctl.model.names import ConnectionName, ObjectName

if TYPE_CHECKING:
    from collections.abc import Iterator

    from s2sctl.app.sharing.outcomes import ShareResult
    from s2sctl.app.sharing.rows import Door
    from s2sctl.cli.views.progress import ShownProgress
    from s2sctl.ports.org import Org

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
GoneOption = Annotated[
    bool,
    typer.Option("--gone", help="They are deleted for good: a person's word. Needs --org."),
]


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
    """Share records: by id, by a condition, by a list.

    \b
    One:           s2sctl share acme-globex Lead 00QXX00000123452AA
    By condition:  s2sctl share acme-globex Lead --where "Rating = 'Hot'" --org acme
    By list:       s2sctl share acme-globex Lead --file ids.csv --yes
    With kin:      s2sctl share acme-globex Account 001XX000003DGb2YAG --related all

    They travel with the next sync. --related brings the records of published objects that look
    up to them, and the parents they point to, so that nothing arrives orphaned. A named id that
    is not there stops the command before any is shared; of a list or a condition the others go
    on, and each refused one is told (exit 6). Doing it twice changes nothing.
    """
    from s2sctl.app.sharing.related import family
    from s2sctl.app.sharing.share import plan_share
    from s2sctl.app.sharing.share import share as start
    from s2sctl.cli.views.shares import Preview, results_json, results_text

    name, kind = connection_name(connection), ObjectName(object_)
    with Session(project, state) as session:
        asked = Naming(ids or (), where, file).find(session, name, kind, org)
        door = _living_door(session, asked.org, name)
        wanted = [one.strip() for one in (related or "").split(",") if one.strip()]
        first = plan_share(door, kind, asked.ids, strict=asked.typed)
        kin = family(door, kind, (*first.shared, *first.fresh), wanted) if wanted else ()
        plans = [plan_share(door, one.object, one.ids, strict=False) for one in kin] or [first]
        preview = Preview(plans, first.refused if kin else (), kin)
        asks = not asked.typed or bool(wanted)
        question = f"{preview.text}\nShare them over {name} from {asked.org.alias}?"
        seen = not dry_run and asks and confirm(question, yes=yes)
        results = preview.refused
        if not dry_run:
            with _progress(quiet, output) as progress:
                for plan in plans:
                    results += start(door, session.store, plan, progress)
    done = told_after(preview.text, results_text(results), asked=seen or not asks)
    document = {"connection": name, "org": asked.org.alias, "object": kind}
    return Answer(
        "s2sctl/share/v1",
        {**document, "objects": preview.json, "records": results_json(results)},
        preview.text if dry_run else done,
        next=_next("share", name, dry_run=dry_run),
        exit_code=0 if dry_run else _code(results),
    )


def _living_door(session: Session, org: "Org", name: ConnectionName) -> "Door":
    """This org's end of a connection that neither side has ended."""
    from s2sctl.app.sharing.partner_end import refuse_ended
    from s2sctl.app.sharing.rows import open_door

    door = open_door(org, session.store, name)
    refuse_ended(door, session.store, session.aliases, session.org)
    return door


def unshare(
    connection: ConnectionArgument,
    object_: ObjectArgument,
    ids: IdsArgument = None,
    where: WhereOption = None,
    file: FileOption = None,
    org: SideOption = None,
    gone: GoneOption = False,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """End the shares of records; no rule brings them back.

    \b
    One:           s2sctl unshare acme-globex Lead 00QXX00000123452AA
    By condition:  s2sctl unshare acme-globex Lead --where "Rating = 'Cold'" --org acme
    By list:       s2sctl unshare acme-globex Lead --file ids.csv --yes
    Lost:          s2sctl unshare acme-globex Lead 00QXX00000123452AA --gone --org acme

    --gone says that records which a sweep did not find are deleted for good, not hidden; one that
    is there is refused. Only `s2sctl share` brings a share back, by hand. What becomes of the copy
    is the partner's own choice (when_share_ends).
    """
    from s2sctl.app.sharing.rows import open_door
    from s2sctl.app.sharing.unshare import plan_end, plan_gone
    from s2sctl.app.sharing.unshare import unshare as end
    from s2sctl.cli.views.shares import ending_text, results_json, results_text

    name, kind = connection_name(connection), ObjectName(object_)
    with Session(project, state) as session:
        asked = Naming(ids or (), where, file).find(session, name, kind, org)
        door = open_door(asked.org, session.store, name)
        plan = (
            plan_gone(door, session.store, kind, asked.ids)
            if gone
            else plan_end(door, kind, asked.ids, strict=asked.typed)
        )
        shown = ending_text(plan)
        question = f"{shown}\nEnd these shares over {name}?"
        seen = not dry_run and not asked.typed and confirm(question, yes=yes)
        results: tuple[ShareResult, ...] = ()
        if not dry_run:
            with _progress(quiet, output) as progress:
                results = end(door, session.store, plan, progress)
    told = told_after(shown, results_text(results), asked=seen or asked.typed)
    document = {"connection": name, "org": asked.org.alias, "object": kind}
    return Answer(
        "s2sctl/unshare/v1",
        {**document, "ending": len(plan.ending), "records": results_json(results)},
        shown if dry_run else told,
        next=_next("unshare", name, dry_run=dry_run),
        exit_code=0 if dry_run else _code(results),
    )


@contextmanager
def _progress(quiet: bool, output: Format) -> "Iterator[ShownProgress]":
    """Progress that is taken away again at the end."""
    from s2sctl.cli.views.progress import ShownProgress

    shown = ShownProgress(lambda: None, quiet=quiet or output is Format.JSON)
    try:
        yield shown
    finally:
        shown.clear()


def _next(command: str, name: str, *, dry_run: bool) -> str:
    return f"the same {command} without --dry-run" if dry_run else f"s2sctl sync {name}"


def _code(results: "tuple[ShareResult, ...]") -> int:
    from s2sctl.app.sharing.outcomes import Did

    return SOME_REFUSED if any(one.did is Did.REFUSED for one in results) else 0
