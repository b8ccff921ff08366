"""``s2sctl demo``: the whole story, in a fresh folder, judged at the end."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.options import OutputOption
from s2sctl.errors import UsageError


def demo(
    folder: Annotated[
        Path | None, typer.Option("--folder", help="Play here, and leave what was made.")
    ] = None,
    output: OutputOption = Format.TEXT,
) -> Answer:
    """Play the whole story with two embedded orgs, and judge it.

    \b
    s2sctl demo
    s2sctl demo --folder ./look-around     # keeps the project, to look around in
    """
    from s2sctl.wiring.local_orgs import require_parts

    require_parts()
    if folder is not None:
        _make(folder)
        return play(folder.resolve(), aside=output is Format.JSON)
    with tempfile.TemporaryDirectory(prefix="s2sctl-demo-") as fresh:
        return play(Path(fresh), aside=output is Format.JSON)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"Cannot make the folder {folder}: {error.strerror}.",
            code="S2S245",
            help="name a folder that is there, or can be made:  --folder ./look-around",
        ) from error


def play(folder: Path, *, aside: bool) -> Answer:
    """One performance in that folder; exit code 1 when the judge is not content."""
    from s2sctl.demo.hearing import verdict_lines
    from s2sctl.demo.stage import Stage
    from s2sctl.demo.story import Story

    story = Story(Stage(folder, aside=aside))
    try:
        verdict = story.run()
    finally:
        story.stop()
    return Answer(
        schema="s2sctl/demo/v1",
        result={
            "agreed": verdict.agreed,
            "flows": [
                {
                    "flow": flow.name,
                    "pairs": flow.pairs,
                    "fields": flow.fields,
                    "conflicts": flow.conflicts,
                    "differences": len(flow.complaints),
                }
                for flow in verdict.flows
            ],
        },
        text="\n" + verdict_lines(verdict)[-1],
        next="s2sctl demo --folder ./look-around   (README shows how to go on with real orgs)",
        exit_code=0 if verdict.agreed else 1,
    )
