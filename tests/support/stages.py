"""States of local orgs that tests start from, each made once and then put back."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from s2sctl.localorg import lifecycle
from s2sctl.localorg.control import Control

_TEMPLATE = "template.db"


class Stages:
    """Keeps stages of ``aliases``, local orgs in ``home``, on a shelf; also the state beside them.

    ``home`` is the folder of the local orgs, ``shelf`` one of the tests' own.
    """

    def __init__(self, home: Path, aliases: Sequence[str], shelf: Path) -> None:
        self._home = home
        self._aliases = aliases
        self._shelf = shelf

    def reach(self, name: str, make: Callable[[], object], state: Path) -> None:
        """Come to a stage: by ``make`` the first time, from then on by putting it back.

        ``state`` is the file of s2sctl's state, which need not be there.
        """
        kept = self._shelf / name
        if kept.exists():
            self._put_back(kept, state)
        else:
            make()
            self._keep(kept, state)

    def _keep(self, kept: Path, state: Path) -> None:
        kept.mkdir(parents=True)
        for alias in self._aliases:
            Control(lifecycle.status(self._home, alias)).keep()
            shutil.copyfile(self._home / alias / _TEMPLATE, kept / alias)
        for file in state.parent.glob(f"{state.name}*"):
            shutil.copyfile(file, kept / f"state{file.name.removeprefix(state.name)}")

    def _put_back(self, kept: Path, state: Path) -> None:
        for old in state.parent.glob(f"{state.name}*"):
            old.unlink()
        for file in kept.glob("state*"):
            shutil.copyfile(file, state.with_name(state.name + file.name.removeprefix("state")))
        for alias in self._aliases:
            shutil.copyfile(kept / alias, self._home / alias / _TEMPLATE)
            lifecycle.up(self._home, alias)
            lifecycle.reset(self._home, alias)
