"""The project's own folder, ``.s2sctl/``: closed to others, and never in git."""

from pathlib import Path


def make_private(folder: Path) -> None:
    """Make it where it is not there, and keep it private. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n")
