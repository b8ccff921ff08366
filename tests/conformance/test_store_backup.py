"""A backup of either database, made while a run writes, goes back into either."""

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from next_shape import next_shape
from sqlalchemy import text, update
from store_bench import SqlBench
from store_samples import (
    LEAD,
    NAME,
    NOW,
    OTHER,
    copy_id,
    cursor,
    full_contest,
    full_entry,
    full_link,
    holder,
    link,
    schema,
)

from s2sctl.errors import LeaseLost, Locked, StateUnusable, UsageError
from s2sctl.model.side import Pair, Side
from s2sctl.ports.store import Changes, Event, KnownConnection, Lease, RunRecord
from s2sctl.store.backup import back_up, look_at, look_into
from s2sctl.store.restore import look, restore
from s2sctl.store.schema import META, SCHEMA
from s2sctl.store.sql import SqlStore

ALL = Changes(
    links=(full_link(1), link(2)),
    entries=(full_entry(1),),
    contests=(full_contest(1),),
    cursors=(cursor(Side.A), cursor(Side.B, LEAD, 5)),
    schemas=((Side.A, schema()),),
    events=(Event(NOW, "paused", Side.B, "ann", "until Monday 🙂"),),
)


def benches(request: pytest.FixtureRequest, folder: Path, which: str) -> Iterator[SqlBench]:
    kind = request.param
    url = request.getfixturevalue(f"{which}postgres_url") if kind == "postgresql" else None
    folder.mkdir()
    bench = SqlBench(folder, url)
    yield bench
    bench.close()


KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(params=KINDS)
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlBench]:
    yield from benches(request, tmp_path / "one", "")


@pytest.fixture(params=KINDS)
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlBench]:
    yield from benches(request, tmp_path / "two", "other_")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backup.db"


def fill(store: SqlStore) -> Lease:
    nobody = Pair(None, None)
    store.know(KnownConnection(NAME, nobody, nobody, nobody))
    lease = store.acquire(NAME, holder())
    store.begin_run(NAME, RunRecord("run-1", NOW, None, None))
    store.commit(lease, ALL)
    return lease


def assert_all(store: SqlStore) -> None:
    assert tuple(store.scan_links(NAME)) == ALL.links
    assert store.ledger(NAME) == ALL.entries
    assert store.settled_conflicts(NAME) == ALL.contests
    assert store.cursors(NAME) == ALL.cursors
    assert store.schemas(NAME, Side.A) == {LEAD: schema()}
    assert store.events(NAME) == ALL.events
    assert [run.run for run in store.runs(NAME)] == ["run-1"]
    assert [known.name for known in store.connections()] == [NAME]


def test_a_backup_made_under_a_run_goes_into_either_database(
    bench: SqlBench, other: SqlBench, file: Path
) -> None:
    store = bench.open()
    fill(store)
    told = back_up(bench.address(), file)
    assert (told.links, told.entries, told.connections, told.last_run) == (2, 1, (NAME,), NOW)
    assert file.stat().st_mode & 0o077 == 0
    assert [path.name for path in file.parent.glob(".backup*")] == []
    shutil.copy(bench.key_file, other.key_file)
    assert restore(other.address(), file) is None
    again = other.open()
    assert_all(again)
    assert again.id == store.id
    lease = again.acquire(NAME, holder("run-2"))
    again.commit(lease, Changes(events=ALL.events))
    assert len(again.events(NAME)) == 2


def test_a_restore_keeps_what_was_there_and_puts_all_of_the_backup(
    bench: SqlBench, file: Path
) -> None:
    store = bench.open()
    lease = fill(store)
    back_up(bench.address(), file)
    store.commit(lease, Changes(links=(link(3),), settled=((full_entry(1).key, Side.A, "x"),)))
    store.release(lease)
    store.release(store.acquire(OTHER, holder("run-8")))
    found = look(bench.address(), file)
    assert found.present is not None
    assert (found.present.links, found.backup.links, found.damaged) == (3, 2, "")
    kept = restore(bench.address(), file)
    assert kept is not None
    assert look_into(kept).links == 3
    assert kept.stat().st_mode & 0o077 == 0
    assert_all(bench.open())
    assert list(bench.folder.glob("restore-*")) == []


def test_no_token_is_given_twice_and_a_sleeper_of_before_writes_nothing(
    bench: SqlBench, file: Path
) -> None:
    store = bench.open()
    store.release(fill(store))
    back_up(bench.address(), file)
    asleep = store.acquire(NAME, holder("run-7", "web2"))
    store.acquire(OTHER, holder("run-8", "web2"))
    store.close()
    with bench.sql() as conn:
        conn.execute(text("UPDATE s2sctl_lease SET lock = 'web2:/x#1:1', host = 'web2'"))
    bench.clock.sleep(3600)
    restore(bench.address(), file)
    store = bench.open()
    follower = store.acquire(NAME, holder("run-9"))
    assert follower.token > asleep.token
    assert store.acquire(OTHER, holder("run-9")).token == 2
    for other in (asleep, replace(asleep, token=follower.token)):
        with pytest.raises(LeaseLost):
            store.commit(other, Changes(links=(link(5),)))


def test_a_state_is_not_replaced_under_a_run(bench: SqlBench, file: Path) -> None:
    store = bench.open()
    lease = fill(store)
    back_up(bench.address(), file)
    with pytest.raises(Locked, match="run-1") as refused:
        restore(bench.address(), file)
    assert (refused.value.code, refused.value.exit_code) == ("S2S712", 7)
    store.commit(lease, Changes(links=(link(3),)))
    assert store.count_links(NAME)


def test_a_backup_of_another_project_is_refused(
    bench: SqlBench, tmp_path: Path, file: Path
) -> None:
    fill(bench.open())
    back_up(bench.address(), file)
    (tmp_path / "three").mkdir()
    foreign = SqlBench(tmp_path / "three")
    foreign.open()
    for store in foreign.opened:
        store.close()
    with pytest.raises(StateUnusable, match="another project") as refused:
        restore(foreign.address(), file)
    assert refused.value.code == "S2S742"
    assert foreign.open().connections() == ()
    foreign.close()


def test_a_backup_without_its_key_is_refused_and_no_key_is_made(
    bench: SqlBench, tmp_path: Path, file: Path
) -> None:
    fill(bench.open())
    back_up(bench.address(), file)
    (tmp_path / "three").mkdir()
    lost = SqlBench(tmp_path / "three")
    with pytest.raises(StateUnusable, match="needs the digest key"):
        restore(lost.address(), file)
    assert not lost.key_file.exists()
    assert not lost.file.exists()


def test_a_backup_of_a_newer_version_is_refused(bench: SqlBench, file: Path) -> None:
    store = bench.open()
    store.release(fill(store))
    back_up(bench.address(), file)
    conn = sqlite3.connect(file)
    conn.execute(f"UPDATE {META.name} SET value = '{SCHEMA + 1}' WHERE name = 'schema'")
    conn.commit()
    conn.close()
    with pytest.raises(StateUnusable, match="newer") as refused:
        restore(bench.address(), file)
    assert refused.value.code == "S2S741"
    assert_all(bench.open())


def test_a_damaged_backup_replaces_nothing(bench: SqlBench, file: Path) -> None:
    store = bench.open()
    store.release(fill(store))
    store.commit(store.acquire(NAME, holder()), Changes(links=tuple(map(link, range(500)))))
    bench.close()
    back_up(bench.address(), file)
    content = bytearray(file.read_bytes())
    content[len(content) // 2 :] = bytes(len(content) - len(content) // 2)
    file.write_bytes(content)
    with pytest.raises(StateUnusable) as refused:
        restore(bench.address(), file)
    assert refused.value.code == "S2S743"
    file.write_text("no database at all " * 100)
    with pytest.raises(StateUnusable):
        restore(bench.address(), file)
    assert look_at(bench.address()).links == 500


def test_what_is_no_backup_is_a_sentence(bench: SqlBench, file: Path) -> None:
    bench.open()
    with pytest.raises(StateUnusable, match="not there"):
        look(bench.address(), file)
    conn = sqlite3.connect(file)
    conn.execute("CREATE TABLE bookmarks (url TEXT)")
    conn.close()
    with pytest.raises(StateUnusable, match="no backup") as refused:
        look(bench.address(), file)
    assert (refused.value.code, bool(refused.value.help)) == ("S2S715", True)
    file.write_text("orgs: {}\n")
    with pytest.raises(StateUnusable, match="no backup") as refused:
        look(bench.address(), file)
    # Advice about a damaged state would send people away from their own.
    assert (refused.value.code, "s2sctl state backup" in refused.value.help) == ("S2S715", True)


def test_a_backup_replaces_no_file_and_needs_a_state(bench: SqlBench, file: Path) -> None:
    with pytest.raises(UsageError, match="does not exist yet") as refused:
        back_up(bench.address(), file)
    assert refused.value.code == "S2S713"
    assert not bench.file.exists()
    bench.open()
    file.write_text("mine")
    with pytest.raises(UsageError, match="exists already") as refused:
        back_up(bench.address(), file)
    assert (refused.value.code, file.read_text()) == ("S2S714", "mine")
    with pytest.raises(StateUnusable, match="No such file"):
        back_up(bench.address(), file.parent / "nowhere" / "backup.db")


def test_a_backup_of_an_older_shape_is_led_here(tmp_path: Path, file: Path) -> None:
    bench = SqlBench(tmp_path / "one")
    store = bench.open()
    store.release(fill(store))
    back_up(bench.address(), file)
    newer = replace(bench.address(), shape=next_shape(tmp_path))
    assert restore(newer, file) is not None
    with bench.sql() as conn:
        assert conn.execute(text("SELECT colour FROM s2sctl_link")).scalars().all() == ["red"] * 2
    bench.close()


@pytest.mark.parametrize("damage", ["flipped", "cut", "text"])
def test_a_damaged_state_is_put_aside(tmp_path: Path, file: Path, damage: str) -> None:
    bench = SqlBench(tmp_path / "one")
    store = bench.open()
    lease = fill(store)
    back_up(bench.address(), file)
    store.commit(lease, Changes(links=tuple(map(link, range(500)))))
    store.release(lease)
    bench.close()
    content = bench.file.read_bytes()
    half = len(content) // 2
    bench.file.write_bytes(
        {"flipped": content[:half] + bytes(half), "cut": content[:half], "text": b"x" * half}[
            damage
        ]
    )
    found = look(bench.address(), file)
    assert found.present is None
    assert found.damaged
    kept = restore(bench.address(), file)
    assert kept is not None
    assert kept.stat().st_size >= half
    assert_all(bench.open())
    bench.close()


def test_a_state_of_another_project_is_put_aside(tmp_path: Path, file: Path) -> None:
    bench, foreign = SqlBench(tmp_path / "one"), SqlBench(tmp_path / "two")
    for one in (bench, foreign):
        store = one.open()
        store.release(fill(store))
        one.close()
    back_up(bench.address(), file)
    theirs = foreign.file.read_bytes()
    shutil.copy(foreign.file, bench.file)
    assert "another project" in look(bench.address(), file).damaged
    kept = restore(bench.address(), file)
    assert kept is not None
    assert kept.read_bytes() == theirs
    assert_all(bench.open())
    bench.close()


def test_another_programs_database_is_not_put_aside(tmp_path: Path, file: Path) -> None:
    bench = SqlBench(tmp_path / "one")
    fill(bench.open())
    back_up(bench.address(), file)
    bench.close()
    bench.file.unlink()
    for end in ("-wal", "-shm"):
        bench.file.with_name(bench.file.name + end).unlink(missing_ok=True)
    conn = sqlite3.connect(bench.file)
    conn.execute("CREATE TABLE bookmarks (url TEXT)")
    conn.close()
    with pytest.raises(UsageError, match="something else"):
        restore(bench.address(), file)
    assert bench.file.exists()


def test_every_backup_under_writes_is_of_one_moment(bench: SqlBench, tmp_path: Path) -> None:
    """Each commit writes its number into every link; a torn copy would show two numbers."""
    store = bench.open()
    lease = fill(store)
    begun, stop = threading.Event(), threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            links = tuple(link(n, reason=str(number)) for n in range(200))
            store.commit(lease, Changes(links=links))
            begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert begun.wait(60)
        for number in range(5):
            copy = tmp_path / f"copy-{number}.db"
            back_up(bench.address(), copy)
            conn = sqlite3.connect(copy)
            reasons = conn.execute(
                "SELECT DISTINCT reason FROM s2sctl_link WHERE id_b LIKE '00Q9%'"
            )
            found = {one for (one,) in reasons if one.isdecimal()}
            assert len(found) == 1
            conn.close()
    finally:
        stop.set()
        writer.join()


def test_a_file_copied_by_hand_while_nobody_had_it_open_is_a_backup(
    tmp_path: Path, file: Path
) -> None:
    bench = SqlBench(tmp_path / "one")
    store = bench.open()
    store.release(fill(store))
    bench.close()
    shutil.copy(bench.file, file)
    with bench.sql() as conn:
        conn.execute(update(META).where(META.c.name == "id").values(value="other"))
    restore(bench.address(), file)
    again = bench.open()
    assert again.id == store.id
    assert again.links(NAME, Side.B, LEAD, [copy_id(2)])
    bench.close()
