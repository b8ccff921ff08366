"""One embedded org: definitions, database, clock, ids, logins, and who may see what."""

import secrets
import shutil
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from sqlite3 import DatabaseError

from s2sctl.localorg import settings, tables
from s2sctl.localorg.access import Viewer
from s2sctl.localorg.apps import Apps
from s2sctl.localorg.catalog.share import custom_share, share_name, shared_by_rows
from s2sctl.localorg.catalog.standard import standard_definitions
from s2sctl.localorg.clock import OrgClock
from s2sctl.localorg.database import Database
from s2sctl.localorg.definitions import Definitions, ObjectDefinition
from s2sctl.localorg.grants import load_viewer
from s2sctl.localorg.ids import DIGITS, IdMint, base62, pod_of
from s2sctl.localorg.locks import RowLocks
from s2sctl.localorg.logins import Logins
from s2sctl.localorg.records.removal import purge
from s2sctl.localorg.seed import seed
from s2sctl.model.ids import OrgId, RecordId, checksum

_FILE = "org.db"
_TEMPLATE = "template.db"
_SHARES = 2 * 62 + 38
"""``02c``, where the key prefixes of custom objects' shares start."""


_LAYOUT = "layout"


class OtherVersion(Exception):
    """The org's file was laid out by another version of s2sctl, or its making was cut short."""


class LocalOrg:
    """An org in a folder. Not safe for use from two threads at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open()

    def _open(self) -> None:
        self.database = Database(self.folder / _FILE)
        settings.prepare(self.database)
        self.name = settings.setting(self.database, "name")
        self.org_id = OrgId(settings.setting(self.database, "org_id"))
        offset = float(settings.setting(self.database, "clock_offset", "0"))
        self.clock = OrgClock(timedelta(seconds=offset))
        self.ids = IdMint(self.database, pod_of(self.org_id))
        self.logins = Logins(self.database, self.clock, self.org_id)
        self.apps = Apps(self.database)
        self.definitions: Definitions = standard_definitions()
        settings.load_definitions(self.database, self.definitions)
        self._viewers: dict[str, Viewer] = {}
        self.metadata_changes = 0
        """How often metadata changed since the server came up: stamps count whole seconds."""
        self.locks = RowLocks()

    @classmethod
    def create(
        cls, folder: Path, name: str, *, currency: str = "USD", clock_offset: float = 0.0
    ) -> "LocalOrg":
        """Make a new org called ``name`` in ``folder``, seeded, with its reset template."""
        folder.mkdir(parents=True, exist_ok=True)
        database = Database(folder / _FILE)
        settings.prepare(database)
        for key, value in (
            ("name", name),
            ("org_id", _new_org_id()),
            ("currency", currency),
            ("clock_offset", str(clock_offset)),
        ):
            settings.set_setting(database, key, value)
        database.close()
        org = cls(folder)
        with org.database.transaction():
            for definition in org.definitions:
                tables.bring_in_line(org.database, definition)
            seed(org)
            settings.set_setting(org.database, _LAYOUT, tables.layout(standard_definitions()))
        org.keep_as_template()
        return org

    @classmethod
    def open(cls, folder: Path) -> "LocalOrg":
        """Open the org that ``folder`` holds.

        Raises ``FileNotFoundError`` when it holds none, ``OtherVersion`` when its tables are
        not those of this version: they would fail one request after the other.
        """
        if not (folder / _FILE).exists():
            raise FileNotFoundError(folder / _FILE)
        _require_layout(folder / _FILE)
        return cls(folder)

    def keep_as_template(self) -> None:
        """Make the org's present state the one that ``reset`` returns to."""
        template = self.folder / _TEMPLATE
        template.unlink(missing_ok=True)
        self.database.copy_to(template)

    def reset(self) -> None:
        """Return to the template: rows, definitions, logins and clock."""
        self.close()
        for suffix in ("-wal", "-shm"):
            (self.folder / f"{_FILE}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self.folder / _TEMPLATE, self.folder / _FILE)
        self._open()

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    @property
    def currency(self) -> str:
        """The org's only currency, an ISO code."""
        return settings.setting(self.database, "currency", "USD")

    def move_clock(self, by: timedelta) -> None:
        """Shift the org's clock, remember it, and empty the recycle bin of what is too old."""
        self.clock.move(by)
        purge(self)
        settings.set_setting(self.database, "clock_offset", str(self.clock.offset.total_seconds()))

    def define(self, definition: ObjectDefinition) -> None:
        """Add or change an object: remembered, its table brought in line."""
        with self.database.transaction():
            tables.bring_in_line(self.database, definition)
            settings.save_definition(self.database, definition)
        self.definitions.put(definition)
        if (
            shared_by_rows(definition)
            and self.definitions.find(share_name(definition.name)) is None
        ):
            self.define(custom_share(definition.name, self._free_share_prefix()))
        self.forget_viewers()

    def _free_share_prefix(self) -> str:
        taken = {one.key_prefix for one in self.definitions}
        return next(
            prefix
            for number in range(62**2)
            if (prefix := f"0{base62(_SHARES + number, 2)}") not in taken
        )

    def undefine(self, definition: ObjectDefinition) -> None:
        """Remove an object and its rows."""
        with self.database.transaction():
            tables.drop_table(self.database, definition)
            settings.forget_definition(self.database, definition.name)
            for table in ("ObjectPermissions", "FieldPermissions"):
                self.database.execute(
                    f'DELETE FROM "{table}" WHERE "SobjectType" = ?', (definition.name,)
                )
        self.definitions.remove(definition.name)
        share = self.definitions.find(share_name(definition.name))
        if share is not None:
            self.undefine(share)
        self.forget_viewers()

    def reload_definitions(self) -> None:
        """Read definitions anew: a transaction that changed them was rolled back."""
        known = standard_definitions()
        settings.load_definitions(self.database, known)
        self.definitions.adopt(known)
        self._viewers.clear()

    def viewer(self, user_id: RecordId) -> Viewer:
        """How this user sees the org now. Raises ``KeyError`` for an unknown user."""
        known = self._viewers.get(user_id)
        if known is None:
            known = load_viewer(self.database, self.definitions, user_id)
            self._viewers[user_id] = known
        return known

    def forget_viewers(self) -> None:
        """Permissions or definitions changed: the next ``viewer`` reads them anew."""
        self._viewers.clear()
        self.metadata_changes += 1
        settings.set_setting(self.database, "metadata_stamp", str(self.clock.stamp()))

    @property
    def metadata_stamp(self) -> int:
        """When metadata or permissions last changed, epoch ms: describe's ``Last-Modified``."""
        return int(settings.setting(self.database, "metadata_stamp", "0"))

    def user_named(self, username: str) -> RecordId | None:
        """The id of the user with that username."""
        row = self.database.one('SELECT "Id" FROM "User" WHERE "Username" = ?', (username,))
        return None if row is None else RecordId(str(row[0]))

    @property
    def admin(self) -> RecordId:
        """The seeded system administrator's user id."""
        return RecordId(settings.setting(self.database, "admin"))


def _require_layout(file: Path) -> None:
    try:
        with closing(Database(file)) as database:
            made = settings.setting(database, _LAYOUT)
    except DatabaseError as error:
        raise OtherVersion(file) from error
    if made != tables.layout(standard_definitions()):
        raise OtherVersion(file)


def _new_org_id() -> OrgId:
    fifteen = "00D" + "".join(secrets.choice(DIGITS) for _ in range(2)) + "0"
    fifteen += "".join(secrets.choice(DIGITS) for _ in range(9))
    return OrgId(fifteen + checksum(fifteen))
