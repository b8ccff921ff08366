"""Asking before something is done, on a terminal; never anywhere else."""

import sys

import typer

from s2sctl.errors import UsageError


def confirm(question: str, *, yes: bool) -> None:
    """Return when the person (or ``--yes``) agrees.

    Raises UsageError (exit 2) without a terminal, and when the answer is no; nothing is done then.
    """
    if yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            "This needs a yes, and there is no terminal to ask at.",
            code="S2S901",
            help="look at it with --dry-run, then say --yes",
        )
    if not typer.confirm(question, default=False, err=True):
        raise UsageError("Not done: you said no.", code="S2S902", help="nothing was changed")
