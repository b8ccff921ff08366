"""``state check`` finds each kind of damage, names it without a value, and changes nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from next_shape import next_shape
from sqlalchemy import text, update
from store_bench import SqlBench
from store_samples import NAME, NOW, OTHER, cursor, full_contest, full_entry, holder, link, schema

from s2sctl.errors import StateUnusable, UsageError
from s2sctl.model.names import ObjectName
from s2sctl.model.side import Pair, Side
from s2sctl.ports.job import Job, JobId
from s2sctl.ports.store import Changes, KnownConnection
from s2sctl.store.schema import CURSORS, DESCRIBES, JOBS, LEDGER, LINKS, META, SCHEMA, SETTLED
from s2sctl.store.soundness import check
from s2sctl.sync.health import Verdict

OK, DEGRADED, FAILING = Verdict.OK, Verdict.DEGRADED, Verdict.FAILING


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlBench]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    bench = SqlBench(tmp_path / "own", url)
    (tmp_path / "own").mkdir(mode=0o700)
    yield bench
    bench.close()


@pytest.fixture
def filled(bench: SqlBench) -> SqlBench:
    store = bench.open()
    nobody = Pair(None, None)
    store.know(KnownConnection(NAME, nobody, nobody, nobody))
    lease = store.acquire(NAME, holder())
    store.commit(
        lease,
        Changes(
            links=(link(1), link(2)),
            entries=(full_entry(1),),
            contests=(full_contest(1),),
            cursors=(cursor(Side.A),),
            jobs=(Job(JobId("750XX0000000001"), Side.A, ObjectName("Lead"), 20_000, NOW),),
            schemas=((Side.A, schema()),),
        ),
    )
    return bench


def worst(bench: SqlBench) -> dict[str, str]:
    return {one.id: one.text for one in check(bench.address()) if one.status is not OK}


def test_a_sound_state_is_sound_also_under_a_run(filled: SqlBench) -> None:
    assert worst(filled) == {}
    ids = [one.id for one in check(filled.address())]
    assert ids[-10:] == [
        *("project", "schema", "link", "ledger", "settled", "cursor", "job"),
        *("describes", "orphans", "reading"),
    ]


def test_where_nothing_is_nothing_is_made(bench: SqlBench) -> None:
    with pytest.raises(UsageError, match="does not exist yet"):
        check(bench.address())
    assert list(bench.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("table", "values", "id"),
    [
        (LINKS, {"key": "nonsense"}, "link"),
        (LINKS, {"base": "{"}, "link"),
        (LINKS, {"status": "Blue"}, "link"),
        (LEDGER, {"conflict": "["}, "ledger"),
        (LEDGER, {"kind": "hope"}, "ledger"),
        (SETTLED, {"conflict": "["}, "settled"),
        (SETTLED, {"how": "luck"}, "settled"),
        (CURSORS, {"looks": "x"}, "cursor"),
        (JOBS, {"side": "x"}, "job"),
    ],
)
def test_rows_that_cannot_be_read_are_counted(
    filled: SqlBench, table: object, values: dict[str, str], id: str
) -> None:
    with filled.sql() as conn:
        one = conn.execute(text(f"SELECT min(key) FROM {LINKS.name}")).scalar()
        change = update(table).values(values)
        conn.execute(change.where(table.c.key == one) if table is LINKS else change)
    assert worst(filled) == {id: f"unreadable: 1 of {NAME}"}
    assert {one.status for one in check(filled.address())} == {OK, FAILING}


def test_a_describe_that_cannot_be_read_is_only_asked_again(filled: SqlBench) -> None:
    with filled.sql() as conn:
        conn.execute(update(DESCRIBES).values(body="{"))
    assert set(worst(filled)) == {"describes"}
    assert {one.status for one in check(filled.address())} == {OK, DEGRADED}


def test_rows_of_an_unknown_connection_are_told(filled: SqlBench) -> None:
    store = filled.open()
    store.commit(store.acquire(OTHER, holder("run-2")), Changes(links=(link(1), link(3))))
    assert f"2 of {OTHER}" in worst(filled)["orphans"]


def test_a_cursor_in_the_future_is_told(filled: SqlBench) -> None:
    store = filled.open()
    ahead = replace(cursor(Side.A), looks=(NOW + timedelta(hours=2), None))
    filled.clock.sleep(-1)
    with filled.sql() as conn:
        conn.execute(text("UPDATE s2sctl_lease SET run = NULL"))
    for one in filled.opened:
        one.close()
    store.commit(store.acquire(NAME, holder("run-2")), Changes(cursors=(ahead,)))
    assert f"{NAME} Lead to 2026-11-23 14:00 UTC" in worst(filled)["reading"]
    filled.clock.sleep(3601)
    assert worst(filled) == {}


def test_a_foreign_project_a_newer_and_an_older_schema_are_told(
    filled: SqlBench, tmp_path: Path
) -> None:
    with filled.sql() as conn:
        conn.execute(update(META).where(META.c.name == "schema").values(value=str(SCHEMA + 1)))
    newer = worst(filled)["schema"]
    assert "newer s2sctl" in newer
    assert "pip install --upgrade s2sctl" in newer
    with filled.sql() as conn:
        conn.execute(update(META).where(META.c.name == "schema").values(value=str(SCHEMA)))
    older = replace(filled.address(), shape=next_shape(tmp_path))
    told = {one.id: one.text for one in check(older) if one.status is FAILING}
    assert "s2sctl state upgrade" in told["schema"]
    filled.key_file.write_bytes(b"o" * 32)
    assert "another project" in worst(filled)["project"]
    filled.key_file.unlink()
    missing = worst(filled)["project"]
    assert "Copy that file from where the state was made" in missing
    assert "state rebuild CONNECTION" in missing


def test_files_open_to_others_are_named(tmp_path: Path) -> None:
    bench = SqlBench(tmp_path / "own")
    bench.open()
    bench.folder.chmod(0o755)
    bench.file.chmod(0o644)
    bench.file.with_name("state.db-wal").chmod(0o604)
    text = worst(bench)["private"]
    assert all(told in text for told in ("own (755)", "state.db (644)", "state.db-wal (604)"))
    bench.close()
    bench.open()
    assert bench.file.stat().st_mode & 0o077 == 0, "who opens it closes it to others"
    bench.close()


@pytest.mark.parametrize("damage", ["flipped", "cut", "text"])
def test_a_damaged_file_is_told_and_left_as_it_is(tmp_path: Path, damage: str) -> None:
    bench = SqlBench(tmp_path / "own")
    store = bench.open()
    store.commit(store.acquire(NAME, holder()), Changes(links=tuple(map(link, range(500)))))
    bench.close()
    whole = bench.file.read_bytes()
    half = len(whole) // 2
    left = {"flipped": whole[:half] + bytes(half), "cut": whole[:half], "text": b"x" * half}[damage]
    bench.file.write_bytes(left)
    assert set(worst(bench)) == {"readable"}
    assert bench.file.read_bytes() == left


def test_a_folder_in_a_states_place_is_no_fault_of_the_disk(tmp_path: Path) -> None:
    bench = SqlBench(tmp_path / "own")
    address = replace(bench.address(), file=tmp_path)
    with pytest.raises(StateUnusable) as caught:
        check(address)
    assert (caught.value.code, caught.value.exit_code) == ("S2S744", 2)
