"""Where a state is kept, and all that is needed to open it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from s2sctl.errors import UsageError
from s2sctl.store.failures import translated
from s2sctl.store.lease import Leases, Now
from s2sctl.store.machine_lock import MachineLocks
from s2sctl.store.opening import meta_of
from s2sctl.store.shape import CURRENT, Shape
from s2sctl.store.sql import SqlStore


@dataclass(frozen=True, slots=True)
class Address:
    """``said`` names the state for people; ``own`` is the project's folder for what is ours;
    ``file`` is a SQLite state's, None in PostgreSQL;
    ``shape`` what the version that asks reads and writes."""

    said: str
    connect: Callable[[], Engine]
    own: Path
    key_file: Path
    locks: MachineLocks
    now: Now
    file: Path | None = None
    shape: Shape = CURRENT

    @property
    def leases(self) -> Leases:
        """The leases of this state, as this machine sees them."""
        return Leases(self.locks, self.now)

    @property
    def own_file(self) -> Path:
        """The SQLite file; for PostgreSQL the name that backups made by themselves go by."""
        return self.file or self.own / "state.db"

    @contextmanager
    def engine(self) -> Iterator[Engine]:
        """An engine for as long as it lasts; a driver's errors come out in our words."""
        with translated(self.said):
            engine = self.connect()
            try:
                yield engine
            finally:
                engine.dispose()

    def open(self, *, may_upgrade: bool = False) -> SqlStore:
        """The store there, made where there is none. Raises what :class:`SqlStore` raises."""
        with translated(self.said):
            engine = self.connect()
        return SqlStore(
            engine,
            place=self.said,
            key_file=self.key_file,
            locks=self.locks,
            now=self.now,
            shape=self.shape,
            may_upgrade=may_upgrade,
        )

    def need(self, engine: Engine) -> dict[str, str]:
        """What the state says of itself. Raises UsageError S2S713 where there is none."""
        with engine.connect() as conn:
            meta = meta_of(conn)
        if meta is None:
            raise self.nothing()
        return meta

    def exists(self) -> bool:
        """Whether there may be a state: its file is there, or a server is to be asked."""
        with translated(self.said):
            return self.file is None or self.file.exists()

    def nothing(self) -> UsageError:
        """The error for one who looks for a state where there is none."""
        return UsageError(
            f"{self.said} does not exist yet.",
            code="S2S713",
            help="the first command that needs it makes it; another one is named with --state",
        )
