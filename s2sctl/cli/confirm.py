"""Asking before something is done, on a terminal; never anywhere else."""

import sys

import typer

from s2sctl.errors import Interrupted, UsageError


def confirm(question: str, *, yes: bool, dry_run: bool = True) -> bool:
    """Return when the person (or ``--yes``) agrees: whether the question was shown for it.

    ``dry_run``: whether the command has that flag. Raises UsageError (exit 2) without a terminal,
    and when the answer is no; Interrupted (130) for Ctrl-C or Ctrl-D. Nothing is done then.
    """
    if yes:
        return False
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            "This needs a yes, and there is no terminal to ask at.",
            code="S2S901",
            help="look at it with --dry-run, then say --yes" if dry_run else "say --yes",
        )
    try:
        agreed = typer.confirm(question, default=False, err=True)
    except typer.Abort:
        # Nobody has ended the line of the question.
        typer.echo(err=True)
        raise Interrupted(
            "Interrupted.", signal_number=2, help="nothing was changed; the same command asks again"
        ) from None
    if not agreed:
        raise UsageError("Not done: you said no.", code="S2S902", help="nothing was changed")
    return True


def told_after(plan: str, done: str, *, asked: bool) -> str:
    """What is said at the end: the plan too, unless the question has just shown it."""
    return done if asked else f"{plan}\n{done}"
