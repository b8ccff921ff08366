"""An entry added to a project's ``configs/orgs.yaml``, or put in the place of an old one."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from s2sctl.errors import UsageError
from s2sctl.manifest.login_entry import block
from s2sctl.manifest.login_splice import put_entry
from s2sctl.manifest.logins import OrgLogin
from s2sctl.wiring.file_text import replace_text
from s2sctl.wiring.project import ORGS_FILE, Project


@dataclass(frozen=True, slots=True)
class NewText:
    """The file before and after. ``old`` is the entry that is replaced, if there was one."""

    project: Project
    entry: OrgLogin
    replace: bool
    before: str
    after: str
    old: OrgLogin | None

    @property
    def diff(self) -> str:
        """The change as ``diff -u`` shows it."""
        lines = unified_diff(
            self.before.splitlines(), self.after.splitlines(), "", str(ORGS_FILE), lineterm=""
        )
        return "\n".join(lines)

    def write(self) -> "NewText":
        """Put it in place, whole; makes file and folder. Returns what was written: entries that
        another process wrote since this was read stay.

        Raises UsageError S2S245, else as :func:`with_entry`.
        """
        with _turn(self.project.orgs_file.parent):
            now = with_entry(self.project, self.entry, replace=self.replace)
            replace_text(self.project.orgs_file, now.after)
        return now


@contextmanager
def _turn(folder: Path) -> Iterator[None]:
    """Wait for other processes that write in the folder. Its lock leaves no file in git's way."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        # Whoever writes there hears why that cannot be.
        yield
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def with_entry(project: Project, entry: OrgLogin, *, replace: bool) -> NewText:
    """What the file would be; nothing is written.

    Raises ConfigInvalid where the file has problems of its own, UsageError S2S263 for an alias
    that is there unless ``replace``, S2S264 where the file cannot be added to by a program.
    """
    there = project.orgs_file.is_file()
    before = project.orgs_file.read_bytes().decode("utf-8", "replace") if there else ""
    old = project.logins().orgs.get(entry.alias) if before.strip() else None
    if old is not None and not replace:
        raise UsageError(
            f"{entry.alias} is in {ORGS_FILE} already",
            code="S2S263",
            help="choose another alias, or say --replace",
        )
    after = put_entry(before, entry)
    if after is None:
        raise UsageError(
            f"{ORGS_FILE} is written in a way that only a person can add to",
            code="S2S264",
            help=f"put this below orgs:\n{block(entry, 2)}",
        )
    return NewText(project, entry, replace, before, after, old)
