"""``s2sctl explain CODE``: what a code means, with wrong and right."""

from typing import Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.options import OutputOption
from s2sctl.errors import UsageError
from s2sctl.model.nearest import nearest

CodeArgument = Annotated[str | None, typer.Argument(help="A code, S2S312; all if none is named.")]


def explain(code: CodeArgument = None, output: OutputOption = Format.TEXT) -> Answer:
    """Explain the code of a finding or an error.

    \b
    One:  s2sctl explain S2S312
    All:  s2sctl explain
    """
    from s2sctl.cli.every_code import every_code
    from s2sctl.cli.views.explained import explained, titles

    codes = every_code()
    if code is None:
        return Answer(
            schema="s2sctl/codes/v1",
            result={name: one.title for name, one in codes.items()},
            text=titles(codes),
            next="s2sctl explain CODE",
        )
    name = code.strip().upper()
    found = codes.get(name)
    if found is None:
        near = nearest(name, codes)
        raise UsageError(
            f'There is no code "{code}".',
            help=f"did you mean {near}? s2sctl explain lists all" if near else "s2sctl explain",
        )
    return Answer(
        schema="s2sctl/explain/v1",
        result={
            "code": name,
            "title": found.title,
            "text": found.text,
            "wrong": found.wrong,
            "right": found.right,
        },
        text=explained(name, found),
    )
