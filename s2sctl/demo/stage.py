"""Where the story is played: a fresh folder, and real commands in it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Collection, Mapping
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import typer

from s2sctl.errors import Bug


class Stage:
    """Plays ``s2sctl`` commands as a person would, each in its own process, and shows them."""

    def __init__(self, folder: Path, *, aside: bool = False) -> None:
        """``aside``: tell the story on stderr, so that stdout is free for one JSON document."""
        self.folder = folder
        self._aside = aside
        with as_file(files("s2sctl.demo") / "project" / "configs") as configs:
            shutil.copytree(configs, folder / "configs")

    def act(self, title: str) -> None:
        """Announce a part of the story."""
        typer.secho(f"\n== {title}", bold=True, err=self._aside)

    def say(self, text: str) -> None:
        """Tell what happens off stage."""
        typer.echo(f"   {text}", err=self._aside)

    def play(self, *arguments: str, expect: Collection[int] = (0,)) -> str:
        """Run one command and show it with all it says; returns its stdout.

        Raises Bug when it exits with a code that the story does not expect.
        """
        line = f"\n$ s2sctl {' '.join(_shown(one) for one in arguments)}"
        typer.secho(line, fg="cyan", err=self._aside)
        done = self._run(arguments)
        for text in (done.stdout, done.stderr):
            if text.strip():
                typer.echo(text.rstrip("\n"), err=self._aside)
        self._check(arguments, done, expect)
        return done.stdout

    def ask(self, *arguments: str, expect: Collection[int] = (0,)) -> Mapping[str, Any]:
        """Run one command with ``-o json``, unshown; returns its ``result``."""
        done = self._run((*arguments, "-o", "json"))
        self._check(arguments, done, expect)
        result: Mapping[str, Any] = json.loads(done.stdout)["result"]
        return result

    def _run(self, arguments: Collection[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "s2sctl", *arguments],
            cwd=self.folder,
            env={**os.environ, "S2SCTL_PROJECT": str(self.folder)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    def _check(
        self,
        arguments: Collection[str],
        done: subprocess.CompletedProcess[str],
        expect: Collection[int],
    ) -> None:
        if done.returncode not in expect:
            raise Bug(
                f"The story broke off: 's2sctl {' '.join(arguments)[:60]}' exited with "
                f"{done.returncode}, not {sorted(expect)}: {done.stderr.strip()[-400:]}",
                code="S2S971",
            )


def _shown(argument: str) -> str:
    """An argument as one would type it; a long token is cut."""
    if len(argument) > 60:
        return argument[:24] + "…"
    return f"'{argument}'" if " " in argument else argument
