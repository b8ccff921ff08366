"""Deploys whose end nobody has seen, as empty files: ``.s2sctl/deploys/ORG_ID/DEPLOY_ID``.

Not in the state: who enables an org has no connection yet, and no lease. A file for each, so that
two commands at a time never write the same one.
"""

from pathlib import Path

from s2sctl.errors import UsageError
from s2sctl.model.ids import OrgId
from s2sctl.wiring.file_text import flush_folder
from s2sctl.wiring.own_folder import make_private


class DeployFiles:
    """Implements :class:`s2sctl.ports.deploys.DeployMemory` in a folder below ``.s2sctl``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def remember(self, org: OrgId, id: str) -> None:
        """Keep it, durably. Raises UsageError S2S245 where the folder cannot be written."""
        path = self._path(org, id)
        try:
            make_private(self._folder.parent)
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600)
            # An empty file is its name: what must reach the disk is the folder.
            for folder in (path.parent, self._folder, self._folder.parent):
                flush_folder(folder)
        except OSError as error:
            raise UsageError(
                f"Cannot write {path}: {error.strerror}. Deploy {id} goes on in the org.",
                code="S2S245",
                help="check the permissions of the folder, and run the same command again",
            ) from error

    def forget(self, org: OrgId, id: str) -> None:
        """Remove its file. One that stays because the folder is closed is looked at again."""
        try:
            self._path(org, id).unlink(missing_ok=True)
        except OSError:
            return

    def remembered(self, org: OrgId) -> tuple[str, ...]:
        """The ids, in order; what else lies in the folder is none."""
        try:
            found = [one.name for one in (self._folder / org).iterdir()]
        except OSError:
            return ()
        return tuple(sorted(one for one in found if one.isalnum()))

    def _path(self, org: OrgId, id: str) -> Path:
        return self._folder / org / id
