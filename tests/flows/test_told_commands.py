"""Every command line that a page, a help text or an error tells people to type can be typed."""

import re
from importlib import import_module
from pathlib import Path

import typer

from s2sctl.cli.registry import COMMANDS, Entry

ROOT = Path(__file__).parents[2]
TOLD = re.compile(r"s2sctl +([a-z](?:(?!s2sctl )[^`\n;&|()\"])*)")
OPTION = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")


def options(entry: Entry) -> set[str]:
    app = typer.Typer()
    app.command()(getattr(import_module(entry.module), entry.function))
    parameters = typer.main.get_command(app).params
    return {"--help"}.union(*([*one.opts, *one.secondary_opts] for one in parameters))


def wrong_in(said: str, known: dict[str, set[str]]) -> list[str]:
    words = said.split()
    name = next((name for name in known if words[: len(name.split())] == name.split()), None)
    return [one for one in OPTION.findall(said) if name is not None and one not in known[name]]


def test_every_option_of_a_command_that_is_told_exists():
    by_length = sorted(COMMANDS, key=len, reverse=True)
    known = {name: options(COMMANDS[name]) for name in by_length}
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md", *ROOT.glob("docs/*.md")]
    told = [
        (file.name, said)
        for file in [*pages, *ROOT.glob("s2sctl/**/*.py")]
        for said in TOLD.findall(file.read_text(encoding="utf-8"))
    ]
    assert len(told) > 300
    assert [one for one in told if wrong_in(one[1], known)] == []
