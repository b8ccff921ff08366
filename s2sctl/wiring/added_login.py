"""An entry added to a project's ``configs/orgs.yaml``, or put in the place of an old one."""

from dataclasses import dataclass
from difflib import unified_diff

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

    def write(self) -> None:
        """Put it in place, whole; makes file and folder. Raises UsageError S2S245."""
        replace_text(self.project.orgs_file, self.after)


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
    return NewText(project, before, after, old)
