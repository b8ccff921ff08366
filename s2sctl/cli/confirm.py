"""Asking before something is done, on a terminal; never anywhere else."""

import sys

import typer

from s2sctl.errors import UsageError


def confirm(question: str, *, yes: bool) -> bool:
    """Return when the person (or ``--yes``) agrees: whether the question was shown for it.

    Raises UsageError (exit 2) without a terminal, and when the answer is no; nothing is done then.
    """
    if yes:
        return False
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            "This needs a yes, and there is no terminal to ask at.",
            code="S2S901",
            help="look at it with --dry-run, then say --yes",
        )
    if not typer.confirm(question, default=False, err=True):
        raise UsageError("Not done: you said no.", code="S2S902", help="nothing was changed")
    return True


def told_after(plan: str, done: str, *, asked: bool) -> str:
    """What is said at the end: the plan too, unless the question has just shown it."""
    return done if asked else f"{plan}\n{done}"
