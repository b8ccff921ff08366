"""What only a SQLite file can suffer, or must promise."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event
from store_bench import SqlBench
from store_samples import NAME, SteppedClock, full_entry, holder, link, record

from s2sctl.errors import StateUnusable, Temporary
from s2sctl.model.side import Side
from s2sctl.ports.store import Changes
from s2sctl.store.machine_lock import MachineLocks
from s2sctl.store.sql import SqlStore
from s2sctl.store.sqlite import sqlite_engine
from s2sctl.wiring.stores import open_store

HUNDRED = tuple(link(number) for number in range(100))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[SqlBench]:
    bench = SqlBench(tmp_path / "state")
    yield bench
    bench.close()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_everything_is_private_whatever_the_umask(bench: SqlBench) -> None:
    before = os.umask(0)
    try:
        store = bench.open()
        store.commit(store.acquire(NAME, holder()), Changes(links=HUNDRED))
        found = {path.name: mode(path) for path in bench.folder.rglob("*")}
    finally:
        os.umask(before)
    assert {"state.db", "state.db-wal", "digest.key"} <= found.keys()
    assert {name: bits for name, bits in found.items() if bits & 0o077} == {}
    assert mode(bench.folder) == 0o700


def test_commits_are_synchronous_and_logged_ahead(bench: SqlBench) -> None:
    bench.open()
    with bench.sql() as conn:
        assert conn.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert conn.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert conn.exec_driver_sql("PRAGMA secure_delete").scalar() == 1


def test_a_settled_conflicts_values_leave_the_disk(bench: SqlBench) -> None:
    store = bench.open()
    lease = store.acquire(NAME, holder())
    entry = full_entry(1)
    store.commit(lease, Changes(entries=(entry,)))
    assert entry.values is not None
    canary = str(entry.values.a).encode()
    assert any(canary in path.read_bytes() for path in bench.folder.iterdir() if path.is_file())
    store.commit(lease, Changes(settled=((entry.key, entry.target, entry.field),)))
    store.close()
    files = [path for path in bench.folder.iterdir() if path.is_file()]
    assert [path.name for path in files if canary in path.read_bytes()] == []


def test_a_file_that_is_no_database_is_refused_and_left_alone(bench: SqlBench) -> None:
    bench.folder.mkdir()
    bench.file.write_bytes(b"connection: acme-globex\n" * 100)
    with pytest.raises(StateUnusable, match="no SQLite database") as refused:
        bench.open()
    assert refused.value.help
    assert bench.file.read_bytes().startswith(b"connection")


def test_another_programs_database_is_refused_and_left_alone(bench: SqlBench) -> None:
    bench.folder.mkdir()
    theirs = sqlite3.connect(bench.file)
    theirs.execute("CREATE TABLE bookmarks (url TEXT)")
    theirs.close()
    with pytest.raises(StateUnusable, match="something else"):
        bench.open()
    theirs = sqlite3.connect(bench.file)
    assert theirs.execute("SELECT name FROM sqlite_master").fetchall() == [("bookmarks",)]
    theirs.close()
    assert not bench.key_file.exists()


def test_a_damaged_file_is_a_sentence(bench: SqlBench) -> None:
    store = bench.open()
    store.commit(store.acquire(NAME, holder()), Changes(links=HUNDRED))
    store.close()
    content = bytearray(bench.file.read_bytes())
    content[8192:] = os.urandom(len(content) - 8192)
    bench.file.write_bytes(content)
    with pytest.raises(StateUnusable, match=r"damaged|known|tables") as refused:
        list(bench.open().scan_links(NAME))
    assert refused.value.help


def test_a_cut_off_file_is_a_sentence(bench: SqlBench) -> None:
    store = bench.open()
    store.commit(store.acquire(NAME, holder()), Changes(links=HUNDRED))
    store.close()
    os.truncate(bench.file, bench.file.stat().st_size // 2)
    with pytest.raises(StateUnusable, match="damaged"):
        list(bench.open().scan_links(NAME))


def test_a_full_disk_is_temporary_and_costs_nothing(bench: SqlBench) -> None:
    bench.open().close()
    engine = sqlite_engine(bench.file)
    room = {"pages": 60}

    @event.listens_for(engine, "begin")
    def limit(conn: object) -> None:
        raw = conn.connection.driver_connection  # type: ignore[attr-defined] - a Connection
        raw.execute(f"PRAGMA max_page_count = {room['pages']}")

    store = bench.open_on(engine, bench.key_file, "web1")
    lease = store.acquire(NAME, holder())
    store.commit(lease, Changes(links=HUNDRED))
    many = tuple(link(number, reason="more" * 50) for number in range(5000))
    with pytest.raises(Temporary, match="no room left") as refused:
        store.commit(lease, Changes(links=many))
    assert (refused.value.code, refused.value.exit_code) == ("S2S745", 5)
    assert tuple(store.scan_links(NAME)) == HUNDRED
    room["pages"] = 100_000
    store.commit(lease, Changes(links=many))
    assert len(list(store.scan_links(NAME))) == 5000


def test_a_store_kept_busy_is_temporary(bench: SqlBench) -> None:
    bench.open().close()
    bench.wait_seconds = 0.05
    store = bench.open()
    theirs = sqlite3.connect(bench.file, isolation_level=None)
    theirs.execute("BEGIN IMMEDIATE")
    with pytest.raises(Temporary, match="busy"):
        store.acquire(NAME, holder())
    assert store.connections() == (), "readers do not wait"
    theirs.execute("ROLLBACK")
    theirs.close()
    assert store.acquire(NAME, holder()).token == 1


def test_a_folder_that_cannot_be_used_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        sqlite_engine(tmp_path / "file" / "state.db")


@contextmanager
def without_root() -> Iterator[None]:
    """Not root for a while: root may read and write everything."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


def test_a_folder_without_permission_is_a_sentence(tmp_path: Path) -> None:
    open_store(None, tmp_path, SteppedClock()).close()
    own = tmp_path / ".s2sctl"
    own.chmod(0)
    with without_root(), pytest.raises(StateUnusable, match="Permission denied") as refused:
        open_store(None, tmp_path, SteppedClock())
    assert (refused.value.code, bool(refused.value.help)) == ("S2S744", True)
    own.chmod(0o700)
    open_store(None, tmp_path, SteppedClock()).close()


def test_a_folder_that_may_only_be_read_is_a_sentence_and_costs_nothing(tmp_path: Path) -> None:
    store = open_store(None, tmp_path, SteppedClock())
    lease = store.acquire(NAME, holder())
    store.commit(lease, Changes(links=(link(1),)))
    store.release(lease)
    store.close()
    own = tmp_path / ".s2sctl"
    for path in (*own.rglob("*"), own, tmp_path):
        os.chown(path, 65534, 65534)
    (own / "state.db").chmod(0o400)
    own.chmod(0o500)
    with without_root(), pytest.raises(StateUnusable) as refused:
        open_store(None, tmp_path, SteppedClock()).acquire(NAME, holder("run-2"))
    assert (refused.value.code, bool(refused.value.help)) == ("S2S744", True)
    own.chmod(0o700)
    (own / "state.db").chmod(0o600)
    again = open_store(None, tmp_path, SteppedClock())
    assert list(again.scan_links(NAME)) == [link(1)]
    again.close()


def test_who_opens_a_copied_file_closes_it_to_others(bench: SqlBench) -> None:
    store = bench.open()
    store.acquire(NAME, holder())
    beside = [bench.file.with_name(f"state.db{end}") for end in ("", "-wal", "-shm")]
    for path in beside:
        path.chmod(0o666)
    bench.open()
    assert [mode(path) for path in beside] == [0o600] * 3


def test_locks_that_cannot_be_made_are_a_sentence(bench: SqlBench) -> None:
    bench.open()
    (bench.folder / "blocked").write_text("")
    store = SqlStore(
        bench.engine(),
        place="The state",
        key_file=bench.key_file,
        locks=MachineLocks(bench.folder / "blocked", "web1"),
        now=lambda _: bench.clock.now(),
    )
    bench.opened.append(store)
    with pytest.raises(StateUnusable, match="The state cannot be used"):
        store.acquire(NAME, holder())


def test_a_statement_is_few_for_many_ids(bench: SqlBench) -> None:
    engine = bench.engine()
    said = []
    store = bench.open_on(engine, bench.key_file, "web1")
    event.listen(engine, "before_cursor_execute", lambda *told: said.append(told[2]))
    asked = [one.key for one in (link(number) for number in range(2000))]
    store.links_by_key(NAME, asked)
    assert 1 <= len([one for one in said if one.startswith("SELECT")]) <= 2


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc to see open files")
def test_a_stage_has_no_name_and_is_private(bench: SqlBench) -> None:
    def nameless() -> list[int]:
        found = []
        for entry in Path("/proc/self/fd").iterdir():
            try:
                if "etilqs" in os.readlink(entry) and "(deleted)" in os.readlink(entry):
                    found.append(stat.S_IMODE(entry.stat().st_mode))
            except FileNotFoundError:
                continue
        return found

    with bench.open().stage() as stage:
        stage.put(Side.A, (record(number, "x" * 1000) for number in range(10_000)))
        assert nameless() == [0o600], "outgrew the memory, into one private file without a name"
    assert nameless() == []
