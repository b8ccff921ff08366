"""``s2sctl state check``, ``upgrade``, ``unlock`` and ``adopt``."""

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.commands.lifecycle import ConnectionArgument
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

UNSOUND = 1


def check(
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Look whether the state is whole, private and makes sense.

    \b
    s2sctl state check
    s2sctl state check --state /backups/acme-2026-11-23.db

    Changes nothing and asks no org. Exit 1 where something must be done.
    """
    from s2sctl.cli.views.state import checks_json, checks_text
    from s2sctl.sync.health import Verdict

    with Session(project, state) as session:
        found = session.whole_state.check()
    failing = {one.id for one in found if one.status is Verdict.FAILING}
    return Answer(
        "s2sctl/state-check/v1",
        {"sound": not failing, "checks": checks_json(found)},
        checks_text(found),
        next=after_check(failing, {one.id for one in found}),
        exit_code=UNSOUND if failing else 0,
    )


def after_check(failing: set[str], looked_at: set[str]) -> str:
    """What to run next. Of a newer schema nothing more is looked at: an older one is led on."""
    if not failing:
        return "s2sctl health"
    if failing == {"schema"} and "project" in looked_at:
        return "s2sctl state upgrade"
    return "s2sctl state check" if failing <= _UNFIT else "s2sctl state restore FILE"


_UNFIT = {"project", "schema"}
"""The checks that a whole state fails where this project, or this version, is the wrong one."""


def upgrade(
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Bring an older s2sctl's state to this version's shape.

    \b
    s2sctl state upgrade --dry-run
    s2sctl state upgrade

    A SQLite file needs it seldom: whoever opens it upgrades it, and keeps a copy in `backups`. A
    PostgreSQL state is shared, and afterwards an older s2sctl cannot use it any more: upgrade
    s2sctl on every machine first. All of it happens, or nothing; never while a run is under way.
    """
    from s2sctl.cli.views.state import upgraded_json, upgraded_text

    with Session(project, state) as session:
        whole = session.whole_state
        found = whole.look_at_upgrade()
        due = found.before < found.after
        if due and not dry_run:
            question = f"{upgraded_text(found, done=False)} An older s2sctl cannot use it then."
            confirm(f"{question}\nUpgrade it?", yes=yes)
            found = whole.upgrade()
    return Answer(
        "s2sctl/state-upgrade/v1",
        {**upgraded_json(found), "dry_run": dry_run},
        upgraded_text(found, done=not dry_run),
        next="s2sctl state upgrade" if due and dry_run else "s2sctl state check",
    )


def unlock(
    connection: ConnectionArgument,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Free a connection from a run whose machine is gone.

    \b
    Who has it:  s2sctl state unlock acme-globex --dry-run
    Free it:     s2sctl state unlock acme-globex

    Seldom needed: a run that died on this machine is found out at once, one on another machine
    after twelve minutes. A run that lives on this machine is not touched: end it by its pid. One
    that only slept elsewhere finds its lease gone and writes nothing more.
    """
    from s2sctl.cli.views.state import holder_json, holder_text
    from s2sctl.wiring.runs import machine

    name = connection_name(connection)
    with Session(project, state) as session:
        holder = session.store.holder(name)
        if holder is not None and not dry_run:
            question = f"{name} is held by {holder_text(holder)}.\nIs that machine gone? Free it?"
            confirm(question, yes=yes)
            session.store.unlock(name, holder)
    if holder is None:
        text = f"Nobody holds {name}."
    else:
        text = f"{name} {'is held' if dry_run else 'was freed. It was held'} by "
        text += f"{holder_text(holder)}."
    next = f"s2sctl state unlock {name}" if holder and dry_run else f"s2sctl sync {name}"
    if holder is not None and dry_run and holder.host == machine():
        text += " That is this machine: a run that lives here is not unlocked, but ended."
        next = f"kill {holder.pid}   (it finishes the batch in flight)"
    return Answer(
        "s2sctl/state-unlock/v1",
        {
            "connection": name,
            "holder": None if holder is None else holder_json(holder),
            "dry_run": dry_run,
        },
        text,
        next=next,
    )


def adopt(
    connection: ConnectionArgument,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Make this state the one that runs a connection.

    \b
    s2sctl state adopt acme-globex --dry-run
    s2sctl state adopt acme-globex

    Both connection records name one state store, and runs of any other are refused: two would
    take each other's writes for edits. Adopt when that store is lost, or has moved here. Shared
    records are found again by the keys on the copies. First stop the other store's schedule.
    """
    from s2sctl.app.adopt import adopt as follow
    from s2sctl.app.adopt import look, store_named
    from s2sctl.app.known import both_ends
    from s2sctl.cli.views.state import adoption_json
    from s2sctl.wiring.runs import new_holder

    name = connection_name(connection)
    with Session(project, state) as session:
        known, orgs = both_ends(name, session.store, session.aliases, session.single)
        found = look(known, orgs, session.store)
        plan, done, asked = store_named(name, found), f"This state runs {name} already.", False
        if found.due and not dry_run:
            asked = confirm(f"{plan}\nLet this state ({found.store_id}) run it instead?", yes=yes)
            clock = session.clock
            follow(found, session.store, clock, new_holder(clock.now()))
            done = f"This state ({found.store_id}) runs {name} now."
        elif found.due:
            done = f"This state ({found.store_id}) would run it instead."
    return Answer(
        "s2sctl/state-adopt/v1",
        {**adoption_json(found), "dry_run": dry_run},
        told_after(plan, done, asked=asked) if found.due else done,
        next=f"s2sctl state adopt {name}" if found.due and dry_run else f"s2sctl sync {name}",
    )
