"""The program: one group, and the one place where errors become words and exit codes."""

import os
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer

from s2sctl import __version__
from s2sctl.cli.answer import Format
from s2sctl.cli.lazy import HELP_NAMES, LazyGroup, heard_or_not
from s2sctl.errors import Bug, Interrupted, S2sError, UsageError

app = typer.Typer(
    cls=LazyGroup,
    add_completion=True,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings=HELP_NAMES,
)


@app.callback(invoke_without_command=True)
def program(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Connect two Salesforce orgs and keep shared records in agreement.

    A first look, without any org:  s2sctl demo

    Exit codes: 0 done, 1 findings, 2 usage, 3 differences, 4 denied, 5 try again later,
    6 records parked, 7 locked, 8 stopped by a guard, 70 our bug, 130/143 interrupted.
    """
    if version:
        typer.echo(f"s2sctl {__version__}")
        raise typer.Exit


def main() -> None:
    """The ``s2sctl`` script."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line; returns its exit code and never raises."""
    output = asked_format(arguments)
    try:
        code = typer.main.get_command(app)(
            list(arguments), prog_name="s2sctl", standalone_mode=False
        )
        return code if isinstance(code, int) else 0
    except S2sError as error:
        return failed(error, output)
    except typer.Abort:
        return failed(
            Interrupted("Interrupted.", signal_number=2, help="run the same command again"), output
        )
    except typer.TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            typer.echo(str(error), err=True)
            return UsageError.exit_code
        return failed(usage_error(error), output)
    except Exception as error:
        if os.environ.get("S2SCTL_TRACEBACK"):
            traceback.print_exception(error)
        return failed(bug(error), output)


def failed(error: S2sError, output: Format) -> int:
    """Say what went wrong; returns the exit code."""
    from s2sctl.cli.views.answer import show_error

    with heard_or_not():
        show_error(error, output)
    return error.exit_code


def usage_error(error: typer.TyperException) -> UsageError:
    """What the command line parser complained about, in our tree."""
    format_message = getattr(error, "format_message", None)
    text = format_message() if format_message else str(error)
    ctx = getattr(error, "ctx", None)
    path = ctx.command_path if ctx else "s2sctl"
    return UsageError(text or "A command is missing.", code="S2S900", help=f"{path} --help")


def bug(error: Exception) -> Bug:
    """An error nobody foresaw. Its text may quote a record value, so only its place is told."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = (
        f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else "?"
    )
    return Bug(
        f"Internal error: {type(error).__name__} at {place} (s2sctl {__version__}).",
        code="S2S970",
        help="what was acknowledged is remembered; S2SCTL_TRACEBACK=1 shows where it happened",
    )


def asked_format(arguments: Sequence[str]) -> Format:
    """The output format a command line asks for, known even where it cannot be parsed."""
    for place, argument in enumerate(arguments):
        if argument in ("-ojson", "--output=json", "-o=json"):
            return Format.JSON
        if argument in ("-o", "--output") and list(arguments[place + 1 : place + 2]) == ["json"]:
            return Format.JSON
    return Format.TEXT
