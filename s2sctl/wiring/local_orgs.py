"""Embedded orgs by alias: what the ``local`` commands call, and the only names they know."""

from s2sctl.localorg.control import Control
from s2sctl.localorg.lifecycle import aliases, down, reset, running, status, token, up
from s2sctl.localorg.loading import Loaded, load
from s2sctl.localorg.parts import require_parts
from s2sctl.localorg.running import RunningOrg

__all__ = [
    "Control",
    "Loaded",
    "RunningOrg",
    "aliases",
    "down",
    "load",
    "require_parts",
    "reset",
    "running",
    "status",
    "token",
    "up",
]
