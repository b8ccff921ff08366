"""Every room's codes together."""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

import s2sctl
from s2sctl.model.codes import Explanation


def every_code() -> dict[str, Explanation]:
    """All explanations by code, in order. A room says its own in ``codes.py``: ``CODES``."""
    found: dict[str, Explanation] = {}
    for room in iter_modules(s2sctl.__path__, "s2sctl."):
        if room.ispkg and room.name != "s2sctl.model" and find_spec(f"{room.name}.codes"):
            found.update(import_module(f"{room.name}.codes").CODES)
    return dict(sorted(found.items()))
