"""``s2sctl conflicts resolve``."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.commands.conflicts import AllOption, FieldOption, IdsArgument, SettledOption
from s2sctl.cli.commands.lifecycle import ConnectionArgument
from s2sctl.cli.confirm import confirm
from s2sctl.cli.options import (
    DryRunOption,
    OutputOption,
    ProjectOption,
    QuietOption,
    StateOption,
    YesOption,
)
from s2sctl.cli.session import Session, connection_name
from s2sctl.errors import UsageError
from s2sctl.model.names import ConnectionName
from s2sctl.model.side import Pair, Side
from s2sctl.sync.link import EntryKind

if TYPE_CHECKING:
    from s2sctl.app.parked import Parked
    from s2sctl.app.settling.word import Settled, Word
    from s2sctl.ports.org import Org
    from s2sctl.ports.store import KnownConnection

TakeOption = Annotated[
    str | None, typer.Option("--take", metavar="ORG", help="The org whose values are to stand.")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="FIELD=VALUE",
        help="Give both sides this value; FIELD= empties it. May be said several times.",
    ),
]
OPEN = 6
"""The exit code where a conflict stays open (design §12)."""


def resolve(
    connection: ConnectionArgument,
    ids: IdsArgument = None,
    take: TakeOption = None,
    sets: SetOption = None,
    field: FieldOption = None,
    every: AllOption = False,
    settled: SettledOption = False,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Settle conflicts: take one org's value, or set another.

    \b
    One record:    s2sctl conflicts resolve acme-globex 00QXX0000012345 --take acme
    One field:     s2sctl conflicts resolve acme-globex 00QXX0000012345 --take acme --field Phone
    Another value: s2sctl conflicts resolve acme-globex 00QXX0000012345 --set Phone=+493012345
    All of them:   s2sctl conflicts resolve acme-globex --all --take globex
    A lost value:  s2sctl conflicts resolve acme-globex 00QXX0000012345 --settled --take acme

    Written at once, after both records were read again: where a value is no longer the one the
    conflict shows, nothing is written and the conflict stays. Other waiting edits of the same
    records travel along. A value for --set is said as the API shows it, in the words of the org
    whose field is named. With --settled the value of that org, which was written over, is brought
    back, unless somebody has edited the field since. Exit 6: a conflict is still open.
    """
    from s2sctl.app.known import both_ends
    from s2sctl.app.parked import parked
    from s2sctl.cli.views.conflicts import settled_json, settled_text

    name = connection_name(connection)
    with Session(project, state) as session:
        known, orgs = both_ends(name, session.store, session.aliases, session.single)
        word = _word(take, sets or [], orgs)
        if settled:
            some, word = _lost(session, known, ids, word, field, every=every)
        else:
            noted = parked(session.store, known, (EntryKind.CONFLICT,))
            some = _chosen(name, noted, ids, word, field, every=every)
        found = _settled(session, known, orgs, some, word, dry_run=dry_run, yes=yes)
    still = any(one.why for one in found)
    return Answer(
        "s2sctl/conflicts-resolve/v1",
        {
            "connection": name,
            "conflicts": [settled_json(known, one) for one in found],
            "dry_run": dry_run,
        },
        settled_text(known, found, dry_run=dry_run),
        next=f"s2sctl sync {name}",
        exit_code=OPEN if still else 0,
    )


def _settled(
    session: Session,
    known: "KnownConnection",
    orgs: "Pair[Org]",
    some: "Sequence[Parked]",
    word: "Word",
    *,
    dry_run: bool,
    yes: bool,
) -> "tuple[Settled, ...]":
    """What would be written is shown first, unless the answer is on the command line."""
    from s2sctl.app.settling.resolve import resolve as settle
    from s2sctl.cli.views.conflicts import settled_text
    from s2sctl.cli.views.progress import ShownProgress
    from s2sctl.wiring.runs import new_holder

    progress = ShownProgress(lambda: None, quiet=True)
    clock = session.clock
    holder = new_holder(clock.now())
    if dry_run or not yes:
        found = settle(
            known, orgs, session.store, clock, progress, holder, some, word, dry_run=True
        )
        if dry_run or all(one.why for one in found):
            return found
        confirm(f"{settled_text(known, found, dry_run=True)}\nWrite this?", yes=False)
    return settle(known, orgs, session.store, clock, progress, holder, some, word)


def _word(take: str | None, sets: Sequence[str], orgs: "Pair[Org]") -> "Word":
    from s2sctl.app.settling.word import Word

    if take is None and not sets:
        raise UsageError(
            "Which value is to stand?",
            code="S2S573",
            help=f"say --take {orgs.a.alias}, --take {orgs.b.alias}, or --set FIELD=VALUE",
        )
    side = next((side for side in Side if orgs.of(side).alias == take), None)
    if take is not None and side is None:
        raise UsageError(
            f"{take} is not an end of this connection.",
            code="S2S573",
            help=f"say --take {orgs.a.alias} or --take {orgs.b.alias}",
        )
    return Word(side, _values(sets))


def _values(sets: Sequence[str]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for text in sets:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise UsageError(
                f"--set takes FIELD=VALUE, not {name!r}.",
                code="S2S573",
                help="--set Phone=+493012345; --set Phone= empties the field",
            )
        found[name] = value
    return found


def _chosen(
    name: ConnectionName,
    found: "tuple[Parked, ...]",
    ids: Sequence[str] | None,
    word: "Word",
    field: str | None,
    *,
    every: bool,
) -> "tuple[Parked, ...]":
    """The conflicts the command is about: with values to set alone, those of the fields named."""
    from s2sctl.app.settling.word import chosen

    some = chosen(name, found, ids or [], every=every, field=field)
    kept = tuple(one for one in some if word.take is not None or word.about(one) is not None)
    unmet = [
        text
        for text in word.sets
        if not any(one.fields and text.lower() in map(str.lower, one.fields) for one in some)
    ]
    if unmet:
        raise UsageError(
            f"None of these records has a conflict of {', '.join(unmet)}. Nothing was changed.",
            code="S2S571",
            help=f"the list shows the fields:  s2sctl conflicts list {name}",
        )
    return kept


def _lost(
    session: Session,
    known: "KnownConnection",
    ids: Sequence[str] | None,
    word: "Word",
    field: str | None,
    *,
    every: bool,
) -> "tuple[tuple[Parked, ...], Word]":
    """The settled conflicts the command is about, and the values that are to stand again."""
    from s2sctl.app.settling.kept import bringing_back, kept, named
    from s2sctl.app.settling.word import chosen

    if word.take is None or word.sets:
        raise UsageError(
            "--settled brings one org's value back: it goes with --take, not with --set.",
            code="S2S573",
            help=f"s2sctl conflicts resolve {known.name} ID --settled --take ORG",
        )
    found = kept(session.store, known)
    some = chosen(known.name, [one.parked for one in found], ids or [], every=every, field=field)
    return bringing_back(named(found, some), word.take)
