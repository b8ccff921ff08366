"""The project: the nearest folder upwards that holds ``configs/orgs.yaml``."""

from dataclasses import dataclass
from pathlib import Path

from s2sctl.errors import ConfigInvalid, UsageError
from s2sctl.manifest.logins import Logins, OrgLogin
from s2sctl.model.names import OrgAlias
from s2sctl.model.nearest import did_you_mean
from s2sctl.wiring.file_text import unread

ORGS_FILE = Path("configs") / "orgs.yaml"
OWN_FOLDER = Path(".s2sctl")
"""What belongs to a project and never to git: state, digest key, local orgs."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project's folder, and what is known to stand in it."""

    folder: Path

    @property
    def orgs_file(self) -> Path:
        """The file that says how to log in."""
        return self.folder / ORGS_FILE

    @property
    def own(self) -> Path:
        """Where s2sctl keeps what is its own."""
        return self.folder / OWN_FOLDER

    @property
    def local(self) -> Path:
        """Where this project's embedded orgs live."""
        return self.own / "local"

    def logins(self) -> Logins:
        """All logins. Raises ConfigInvalid with every finding where the file cannot be used."""
        from s2sctl.manifest.read_logins import read_logins

        try:
            text = self.orgs_file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigInvalid(
                f"{ORGS_FILE} cannot be read: {unread(error)}",
                help=f"check {self.orgs_file}",
            ) from error
        read = read_logins(text, str(ORGS_FILE))
        if not read.sound:
            count = len(read.findings)
            raise ConfigInvalid(
                f"{ORGS_FILE} has {count} problem{'' if count == 1 else 's'}",
                read.findings,
                help="; ".join(dict.fromkeys(one.help for one in read.findings if one.help)),
            )
        return read.logins

    def login(self, alias: str) -> OrgLogin:
        """The login of one alias. Raises UsageError for one that is not in the file."""
        orgs = self.logins().orgs
        found = orgs.get(OrgAlias(alias))
        if found is None:
            raise UsageError(
                f"there is no org {alias} in {ORGS_FILE}",
                code="S2S166",
                help=did_you_mean(alias, orgs) or "add it there; see README, Logins",
            )
        return found


def open_project(folder: Path | None = None) -> Project:
    """The project of ``folder``, or the nearest one from here upwards.

    Raises ConfigInvalid where there is none. ``folder`` is taken as it is, never searched above.
    """
    if folder is not None:
        if (folder / ORGS_FILE).is_file():
            return Project(folder.resolve())
        raise ConfigInvalid(
            f"{folder} holds no {ORGS_FILE}", code="S2S167", help="see README, Logins"
        )
    found = _nearest()
    if found is None:
        raise ConfigInvalid(
            f"there is no {ORGS_FILE} here or in any folder above",
            code="S2S167",
            help="go to your project, name it with --project, or make the file (README, Logins)",
        )
    return Project(found)


def coming_project(folder: Path | None = None) -> Project:
    """As :func:`open_project`; where there is none, the one that may be made in ``folder`` or
    here."""
    return Project((folder or _nearest() or Path.cwd()).resolve())


def local_folder(folder: Path | None = None) -> Path:
    """Where embedded orgs live: in the project, or outside of any below ``folder`` or here."""
    return coming_project(folder).local


def local_names(folder: Path | None = None) -> tuple[str, ...]:
    """The local orgs that the project's logins name, in the file's order; none outside of any.

    Raises ConfigInvalid where the file cannot be used.
    """
    from s2sctl.manifest.logins import LocalLogin

    found = folder or _nearest()
    if found is None or not (found / ORGS_FILE).is_file():
        return ()
    logins = (one.login for one in Project(found.resolve()).logins().orgs.values())
    return tuple(dict.fromkeys(one.name for one in logins if isinstance(one, LocalLogin)))


def known_aliases(folder: Path | None = None) -> tuple[OrgAlias, ...] | None:
    """Every alias of the project's logins; None outside of any, or where the file is not sound.

    For checks that are glad of the names and do without: whoever logs in hears what is wrong.
    """
    try:
        return tuple(open_project(folder).logins().orgs)
    except ConfigInvalid:
        return None


def _nearest() -> Path | None:
    here = Path.cwd().resolve()
    return next((one for one in (here, *here.parents) if (one / ORGS_FILE).is_file()), None)
