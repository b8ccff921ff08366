"""Ways to open one store again and again: here, elsewhere, in another process."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, make_url
from store_samples import SteppedClock

from s2sctl.model.digest import DigestKey
from s2sctl.ports.store import StateStore
from s2sctl.store.address import Address
from s2sctl.store.machine_lock import MachineLocks
from s2sctl.store.memory import MemoryStore, Shelf
from s2sctl.store.postgres import postgres_engine
from s2sctl.store.sql import SqlStore
from s2sctl.store.sqlite import sqlite_engine


class Bench(Protocol):
    """Opens stores that share what they remember; ``clock`` times their leases."""

    clock: SteppedClock

    def open(self) -> StateStore:
        """One more runner on this machine."""
        ...

    def open_elsewhere(self) -> StateStore:
        """A runner on another machine: nothing of this machine's locks can be seen from there."""
        ...

    def close(self) -> None: ...


class MemoryBench:
    def __init__(self) -> None:
        self.clock = SteppedClock()
        self._shelf = Shelf()

    def open(self) -> StateStore:
        return MemoryStore(self.clock, DigestKey(b"k" * 32), self._shelf)

    open_elsewhere = open

    def close(self) -> None:
        pass


@dataclass
class SqlBench:
    """``url`` None: a SQLite file in ``folder``."""

    folder: Path
    url: str | None = None
    clock: SteppedClock = field(default_factory=SteppedClock)
    wait_seconds: float = 20
    opened: list[SqlStore] = field(default_factory=list)

    @property
    def file(self) -> Path:
        return self.folder / "state.db"

    @property
    def key_file(self) -> Path:
        return self.folder / "digest.key"

    def engine(self) -> Engine:
        if self.url is None:
            return sqlite_engine(self.file, self.wait_seconds)
        return postgres_engine(make_url(self.url), self.wait_seconds)

    @contextmanager
    def sql(self) -> Iterator[Connection]:
        """What somebody does to the tables behind the store's back."""
        engine = self.engine()
        with engine.begin() as conn:
            yield conn
        engine.dispose()

    def open(self) -> SqlStore:
        return self.open_on(self.engine(), self.key_file, "web1")

    def open_elsewhere(self) -> SqlStore:
        return self.open_on(self.engine(), self.key_file, "web2")

    def open_on(self, engine: Engine, key_file: Path, machine: str) -> SqlStore:
        store = SqlStore(
            engine,
            place="The state",
            key_file=key_file,
            locks=self.locks(machine),
            now=lambda _: self.clock.now(),
        )
        self.opened.append(store)
        return store

    def locks(self, machine: str) -> MachineLocks:
        return MachineLocks(self.folder / f"locks-{machine}", machine)

    def address(self) -> Address:
        """As the commands that keep a whole state are given it."""
        return Address(
            "The state",
            self.engine,
            own=self.folder,
            key_file=self.key_file,
            locks=self.locks("web1"),
            now=lambda _: self.clock.now(),
            file=self.file if self.url is None else None,
        )

    def close(self) -> None:
        for store in self.opened:
            store.close()
