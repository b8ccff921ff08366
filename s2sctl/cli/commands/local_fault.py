"""``s2sctl local fault``."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import TYPE_CHECKING, Annotated, TypeAlias, cast

import typer

from s2sctl.cli.answer import Answer, Format, Json
from s2sctl.cli.commands.local import home_of
from s2sctl.cli.options import OutputOption, ProjectOption
from s2sctl.errors import UsageError

if TYPE_CHECKING:
    from s2sctl.wiring.local_orgs import Control


_SETTINGS = ("nth", "every", "times", "sobject", "method", "path", "status", "code", "row")
_TRIGGER = ("sobject", "field", "value")


class Trouble(Enum):
    """What can be ordered."""

    LIST = "list"
    CLEAR = "clear"
    ANSWER = "answer-status"
    DROPPED = "dropped"
    LOST = "answer-lost"
    ROW = "row-refused"
    EXPIRED = "session-expired"
    DELAY = "delay"
    COMMIT = "commit-delay"
    LATE = "late-commit"
    CLOCK = "clock"
    LIMIT = "limit"
    SESSIONS = "end-sessions"
    HOLD = "hold-row"
    TRIGGER = "trigger"
    BULK = "bulk-latency"


def fault(
    org: Annotated[str, typer.Argument(help="The org's alias.")],
    trouble: Annotated[Trouble, typer.Argument(help="What is to happen.")] = Trouble.LIST,
    nth: Annotated[int, typer.Option("--nth", help="Only the nth match.", min=0)] = 0,
    every: Annotated[int, typer.Option("--every", help="Every nth match.", min=0)] = 0,
    times: Annotated[int, typer.Option("--times", help="So often at most.", min=0)] = 0,
    sobject: Annotated[str, typer.Option("--object", help="Only where it is about it.")] = "",
    method: Annotated[str, typer.Option("--method", help="Only this HTTP method.")] = "",
    path: Annotated[str, typer.Option("--path", help="Only paths that hold this.")] = "",
    status: Annotated[int, typer.Option("--status", help="The HTTP status to answer.")] = 0,
    code: Annotated[str, typer.Option("--code", help="Salesforce's error code.")] = "",
    seconds: Annotated[float | None, typer.Option("--seconds", help="How long.")] = None,
    calls: Annotated[
        int | None, typer.Option("--calls", help="The daily API calls.", min=0)
    ] = None,
    row: Annotated[str, typer.Option("--row", help="The record's id.")] = "",
    field: Annotated[str, typer.Option("--field", help="The field a trigger sets.")] = "",
    value: Annotated[str, typer.Option("--value", help="To what: a formula.")] = "",
    project: ProjectOption = None,
    output: OutputOption = Format.TEXT,
) -> Answer:
    """Order trouble: refused calls, lost answers, late commits.

    Counted, never random: --nth or --every says when, --object, --method and --path say where.

    \b
    s2sctl local fault acme answer-status --status 503 --nth 3
    s2sctl local fault acme commit-delay --seconds 90 --object Lead
    s2sctl local fault acme hold-row --row 00Q000000000001
    s2sctl local fault acme trigger --object Lead --field Company --value "UPPER(Company)"
    s2sctl local fault acme limit --calls 0
    s2sctl local fault acme clock --seconds 86400
    s2sctl local fault acme clear
    """
    from s2sctl.wiring import local_orgs
    from s2sctl.wiring.local_orgs import Control

    control = Control(local_orgs.running(home_of(project), org))
    values = (nth, every, times, sobject, method.upper(), path, status, code, row)
    said: dict[str, object] = {
        name: value for name, value in zip(_SETTINGS, values, strict=True) if value
    }
    # Nought is something to say of these two.
    said |= {} if seconds is None else {"seconds": seconds}
    said |= {"field": field, "value": value} if trouble is Trouble.TRIGGER else {}
    said |= {} if calls is None else {"calls": calls}
    _order(control, trouble, said)
    return _shown(org, control, trouble)


def _shown(org: str, control: "Control", trouble: Trouble) -> Answer:
    """What is in force after an order."""
    from s2sctl.cli.views.local import faults_text

    faults, held, status = control.faults(), control.held_rows(), control.status()
    listed = trouble not in _OWN or trouble in (Trouble.LIST, Trouble.CLEAR)
    return Answer(
        schema="s2sctl/local-fault/v1",
        result={
            "org": org,
            "faults": cast(list[Json], faults),
            "held_rows": cast(list[Json], held),
            "status": cast(Json, status),
        },
        text=faults_text(faults, held, status, "" if listed else trouble.value),
        next=f"s2sctl local fault {org} clear" if faults or held or trouble in _CLEARED else "",
    )


def _order(control: "Control", trouble: Trouble, said: Mapping[str, object]) -> None:
    own = _OWN.get(trouble)
    if own is None:
        control.order_fault(trouble.value.replace("-", "_"), **said)
        return
    wanted, order = own
    missing = [name for name in wanted if name not in said or said[name] == ""]
    if missing:
        raise UsageError(
            f"{trouble.value} needs --{missing[0].replace('sobject', 'object')}",
            code="S2S816",
            help=f"add --{missing[0].replace('sobject', 'object')} to the command",
        )
    order(control, said)


_CLEARED = (Trouble.TRIGGER, Trouble.BULK)
"""Beside faults and held rows, what ``clear`` takes back."""

_Order: TypeAlias = "Callable[[Control, Mapping[str, object]], object]"


def _clear(control: "Control", said: Mapping[str, object]) -> None:
    control.clear_faults()
    control.release_rows()
    control.clear_rules()
    control.bulk(queue_seconds=0, run_seconds=0)


_OWN: dict[Trouble, tuple[tuple[str, ...], _Order]] = {
    Trouble.LIST: ((), lambda control, said: None),
    Trouble.CLEAR: ((), _clear),
    Trouble.CLOCK: (
        ("seconds",),
        lambda control, said: control.move_clock(cast(float, said["seconds"])),
    ),
    Trouble.LIMIT: (("calls",), lambda control, said: control.limit(cast(int, said["calls"]))),
    Trouble.SESSIONS: ((), lambda control, said: control.end_sessions()),
    Trouble.HOLD: (("row",), lambda control, said: control.hold_rows([str(said["row"])])),
    Trouble.TRIGGER: (
        _TRIGGER,
        lambda control, said: control.put_rule(
            str(said["sobject"]),
            "trigger",
            f"set_{said['field']}",
            field=said["field"],
            value=said["value"],
        ),
    ),
    Trouble.BULK: (
        ("seconds",),
        lambda control, said: control.bulk(run_seconds=cast(float, said["seconds"])),
    ),
}
