"""Command groups that import a command's module only when it is called.

``--help`` and completion must stay quick, so they see stubs made of the registry's help lines.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command as typer_command

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.registry import COMMANDS, GROUPS, Entry

HELP_NAMES = {"help_option_names": ["-h", "--help"]}


class LazyGroup(TyperGroup):
    """The commands of the registry whose names start with this group's words."""

    prefix = ""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401 - typer's vendored Context
        """One level of names, in the registry's order, each once."""
        rest = (name.removeprefix(self.prefix) for name in COMMANDS if self._ours(name))
        return list(dict.fromkeys(name.split(" ")[0] for name in rest))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401 - vendored types
        """A group, or a stub that knows its help line."""
        full = self.prefix + cmd_name
        if full in GROUPS:
            return group(full, GROUPS[full])
        entry = COMMANDS.get(full)
        return TyperCommand(cmd_name, help=entry.help) if entry else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - vendored types
        """The real command behind a stub: its module is imported here."""
        name, command, rest = super().resolve_command(ctx, args)
        entry = COMMANDS.get(f"{self.prefix}{name}")
        return name, load(str(name), entry) if entry else command, rest

    def _ours(self, name: str) -> bool:
        return name.startswith(self.prefix)


def group(name: str, help_line: str) -> LazyGroup:
    """The group of all commands whose names start with ``name`` and a space."""
    made = LazyGroup(
        name=name.split(" ")[-1],
        help=help_line,
        no_args_is_help=True,
        rich_markup_mode=None,
        context_settings=HELP_NAMES,
    )
    made.prefix = f"{name} "
    return made


def load(name: str, entry: Entry) -> Any:  # noqa: ANN401 - typer's vendored Command
    """Import a command's function and make it a command that shows its answer."""
    function: Callable[..., Answer] = getattr(import_module(entry.module), entry.function)
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command(name, context_settings=HELP_NAMES)(showing(function))
    return typer_command(app)


def showing(function: Callable[..., Answer]) -> Callable[..., None]:
    """The command function, its answer shown in the format its ``output`` option asks for."""

    @wraps(function)
    def show(**options: Any) -> None:  # noqa: ANN401 - whatever the command declares
        answer = function(**options)
        from s2sctl.cli.views.answer import show_answer

        with heard_or_not():
            show_answer(
                answer, options.get("output", Format.TEXT), quiet=bool(options.get("quiet", False))
            )
        raise typer.Exit(answer.exit_code)

    return show


@contextmanager
def heard_or_not() -> Iterator[None]:
    """Let what is said go unheard where the reader has gone (``s2sctl … | head``).

    The exit code stays what it is: schedulers read it.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
