"""A bug of ours ends with 70, whether or not its traceback was asked for."""

import pytest

from s2sctl.cli import registry
from s2sctl.cli.main import run


def burst(quiet: bool = False) -> None:
    """Break."""
    raise KeyError("a value nobody foresaw")


@pytest.mark.parametrize("asked", [False, True])
def test_a_bug_exits_with_70_and_shows_its_way_only_where_asked(monkeypatch, capsys, asked) -> None:
    entry = registry.Entry(__name__, "burst", "Break.")
    monkeypatch.setitem(registry.COMMANDS, "burst", entry)
    monkeypatch.delenv("S2SCTL_TRACEBACK", raising=False)
    if asked:
        monkeypatch.setenv("S2SCTL_TRACEBACK", "1")
    assert run(["burst"]) == 70
    told = capsys.readouterr().err
    assert "S2S970" in told
    assert ("Traceback" in told) is asked
    assert ("nobody foresaw" in told) is asked
