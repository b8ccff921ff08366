"""How paths are shown."""

import os
from pathlib import Path


def shown(path: Path) -> str:
    """A path as people type it: relative to the current folder where that is shorter."""
    relative = os.path.relpath(path)
    return relative if len(relative) < len(str(path)) else str(path)
