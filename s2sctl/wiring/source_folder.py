"""A footprint as a folder of deployable source, for admins with a pipeline of their own."""

from collections.abc import Mapping
from pathlib import Path

from s2sctl.errors import UsageError
from s2sctl.wiring.file_text import replace_text
from s2sctl.wiring.manifests import shown

PACKAGE = "package"
"""The part that is deployed; Salesforce takes no other files in it."""
_TITLE = "# What s2sctl needs in this org\n"
_README = """
Written by `s2sctl org enable {alias} --write`; written anew, it replaces this folder's content.
In this folder, deploy it; then let s2sctl assign its permission set and check:

    sf project deploy start --metadata-dir package --target-org {alias}
    s2sctl org enable {alias}

The second command finds all of it in place and deploys nothing. Its user needs no right to deploy,
but the right to assign permission sets, unless `S2S_Runner` was assigned to it before.
"""


def write_source(folder: Path, files: Mapping[str, bytes], alias: str) -> tuple[Path, ...]:
    """Write the package and how to deploy it; returns the files, the same bytes each time.

    What an earlier call wrote is replaced, and goes where it is not needed any more. Raises
    UsageError S2S265 for a folder with other content, S2S245 where it cannot be written.
    """
    _check_ours(folder)
    readme = folder / "README.md"
    wanted = {folder / PACKAGE / name: body.decode() for name, body in sorted(files.items())}
    text = _TITLE + _README.format(alias=alias)
    # The mark of ours comes first: a call cut off here can be repeated.
    replace_text(readme, text)
    for path, body in wanted.items():
        replace_text(path, body)
    for path in sorted((folder / PACKAGE).rglob("*")):
        if path.is_file() and path not in wanted and path.suffix in _SUFFIXES:
            path.unlink()
    return (readme, *wanted)


_SUFFIXES = frozenset({".object", ".permissionset"})


def _check_ours(folder: Path) -> None:
    if not folder.exists():
        return
    readme = folder / "README.md"
    ours = readme.is_file() and readme.read_bytes().startswith(_TITLE.encode())
    if not folder.is_dir() or (not ours and any(folder.iterdir())):
        raise UsageError(
            f"{shown(folder)} holds something else.",
            code="S2S265",
            help="name a new folder, or an empty one; nothing was written",
        )
