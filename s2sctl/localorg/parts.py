"""What a local org runs with: the packages of the extra ``local``, which nothing else needs."""

from collections.abc import Callable
from importlib.util import find_spec

from s2sctl.errors import ConfigInvalid

PARTS = ("starlette", "uvicorn", "httptools", "cryptography")


def require_parts(find: Callable[[str], object | None] = find_spec) -> None:
    """Raise ConfigInvalid S2S819 where one of them is not installed."""
    missing = [name for name in PARTS if find(name) is None]
    if missing:
        raise ConfigInvalid(
            f"A local org needs {' and '.join(missing)}, not installed here.",
            code="S2S819",
            help="install what local orgs run with:  pip install 's2sctl[local]'",
        )
