"""A state of any earlier shape is led to today's, in both databases, and loses nothing."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from next_shape import next_shape
from sqlalchemy import Connection, delete, insert, inspect, select, text, update
from store_bench import SqlBench
from store_samples import NAME, cursor, full_contest, full_entry, full_link, holder, link

from s2sctl.errors import Locked, StateUnusable
from s2sctl.model.side import Side
from s2sctl.ports.store import Changes
from s2sctl.store import digest_key
from s2sctl.store.schema import META, TABLES, VERSIONS
from s2sctl.store.shape import CURRENT, Shape, number_of
from s2sctl.store.sql import SqlStore
from s2sctl.store.sqlite import use_write_ahead_log

BASELINE = {
    "s2sctl_connection": {"name": "acme-globex", "org_a": "00D1", "alias_a": "acme"},
    "s2sctl_lease": {"connection": "acme-globex", "token": 7},
    "s2sctl_link": {
        **{"connection": "acme-globex", "key": "00D1/00Q1", "origin": "a", "object_a": "Lead"},
        **{"object_b": "Lead", "id_a": "00Q1", "id_b": "00Q2", "status": "Active", "base": "{}"},
        **{"unconfirmed": "", "unsettled": "[[],[]]", "since": 5, "reason": "Müller"},
    },
    "s2sctl_ledger": {
        **{"connection": "acme-globex", "key": "00D1/00Q1", "target": "b", "field": ""},
        **{"kind": "failure", "object_a": "Lead", "object_b": "Lead", "code": "X"},
        **{"message": "m", "since": 1, "tries": 2, "source_digest": ""},
    },
    "s2sctl_cursor": {
        **{"connection": "acme-globex", "side": "a", "object": "Lead", "looks": "[1]"},
        **{"flow_digest": "d", "token": 7},
    },
    "s2sctl_describe": {"connection": "acme-globex", "side": "a", "object": "Lead", "body": "{}"},
    "s2sctl_run": {"connection": "acme-globex", "run": "r", "started": 1, "report": ""},
    "s2sctl_event": {
        **{"id": 1, "connection": "acme-globex", "at": 1, "kind": "k", "who": "w", "text": "t"}
    },
}
"""One row of each table as the first version wrote it. Never edited."""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def benches(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[SqlBench, SqlBench]]:
    """Two empty places in one kind of database."""
    urls = [None, None]
    if request.param == "postgresql":
        urls = [request.getfixturevalue(f"{which}postgres_url") for which in ("", "other_")]
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    both = SqlBench(tmp_path / "one", urls[0]), SqlBench(tmp_path / "two", urls[1])
    yield both
    for bench in both:
        bench.close()


@pytest.fixture
def bench(benches: tuple[SqlBench, SqlBench]) -> SqlBench:
    return benches[0]


def make_baseline(bench: SqlBench) -> None:
    """A state as the first version made it: its tables, a row in each, no word of any step."""
    if bench.url is None:
        use_write_ahead_log(bench.engine())
    key = digest_key.read_or_make(bench.key_file)
    with bench.sql() as conn:
        config = Config()
        config.set_main_option("script_location", str(CURRENT.steps))
        config.attributes["connection"] = conn
        command.upgrade(config, "0001")
        conn.execute(text(f"DROP TABLE {VERSIONS.name}"))
        meta = {"schema": "1", "id": "0123456789abcdef", "project": digest_key.fingerprint(key)}
        conn.execute(insert(META), [{"name": n, "value": v} for n, v in meta.items()])
        for table, row in BASELINE.items():
            marks = ", ".join(f":{column}" for column in row)
            names = ", ".join(f'"{column}"' for column in row)
            conn.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), row)


def open_as(bench: SqlBench, shape: Shape, *, may_upgrade: bool = False) -> SqlStore:
    store = SqlStore(
        bench.engine(),
        place="The state",
        key_file=bench.key_file,
        locks=bench.locks("web1"),
        now=lambda _: bench.clock.now(),
        shape=shape,
        may_upgrade=may_upgrade,
    )
    bench.opened.append(store)
    return store


def told(conn: Connection) -> dict[str, Any]:
    """All that a database says of our tables, in an order of its own."""
    looking = inspect(conn)

    def column(one: Any) -> tuple[Any, ...]:
        collation = getattr(one["type"], "collation", None)
        default = re.sub("::.*", "", str(one["default"]))
        return one["name"], str(one["type"]), collation, one["nullable"], default

    return {
        table: {
            "columns": sorted(map(column, looking.get_columns(table))),
            "key": looking.get_pk_constraint(table),
            "indexes": sorted(map(str, looking.get_indexes(table))),
        }
        for table in sorted(looking.get_table_names())
    }


def shape_number(bench: SqlBench) -> int:
    with bench.sql() as conn:
        return number_of(conn)


def test_the_steps_are_one_line_that_ends_at_todays_number() -> None:
    steps = list(ScriptDirectory(str(CURRENT.steps)).walk_revisions())
    numbers = [f"{number:04d}" for number in range(1, CURRENT.number + 1)]
    assert [step.revision for step in reversed(steps)] == numbers
    assert [Path(step.path).name[:6] for step in reversed(steps)] == [f"v{n}_" for n in numbers]


def test_the_first_shape_led_here_equals_a_fresh_one(benches: tuple[SqlBench, SqlBench]) -> None:
    old, fresh = benches
    make_baseline(old)
    with old.sql() as conn:
        CURRENT.lead(conn)
    fresh.open()
    with old.sql() as was, fresh.sql() as new:
        assert told(was) == told(new)
        assert number_of(was) == CURRENT.number
        assert was.scalars(select(VERSIONS)).all() == new.scalars(select(VERSIONS)).all()


def test_every_row_of_the_first_shape_is_kept(bench: SqlBench) -> None:
    make_baseline(bench)
    with bench.sql() as conn:
        CURRENT.lead(conn)
        for table, row in BASELINE.items():
            (found,) = conn.execute(text(f"SELECT * FROM {table}")).mappings()
            assert {name: found[name] for name in row} == row
    store = open_as(bench, CURRENT)
    assert store.id == "0123456789abcdef"
    lease = store.acquire(NAME, holder())
    store.commit(lease, Changes(contests=(full_contest(1),)))
    assert store.settled_conflicts(NAME) == (full_contest(1),)


def test_tables_hold_nothing_that_the_steps_do_not_make(bench: SqlBench) -> None:
    bench.open()
    with bench.sql() as conn:
        assert set(told(conn)) == set(TABLES.tables)


def filled(bench: SqlBench) -> Changes:
    store = bench.open()
    changes = Changes(
        links=(full_link(1), link(2)), entries=(full_entry(1),), cursors=(cursor(Side.A),)
    )
    lease = store.acquire(NAME, holder())
    store.commit(lease, changes)
    store.release(lease)
    return changes


def test_a_step_keeps_rows_and_a_sqlite_file_is_kept_first(bench: SqlBench, tmp_path: Path) -> None:
    changes = filled(bench)
    shape = next_shape(tmp_path)
    store = open_as(bench, shape, may_upgrade=True)
    assert [one.reason for one in store.scan_links(NAME)] == ["led", "led"]
    assert store.ledger(NAME) == changes.entries
    assert store.cursors(NAME) == changes.cursors
    with bench.sql() as conn:
        assert conn.execute(text("SELECT DISTINCT colour FROM s2sctl_link")).scalars().all() == [
            "red"
        ]
    kept = list((bench.folder / "backups").glob("*")) if bench.url is None else []
    for one in kept:
        assert one.name.startswith(f"state-schema-{CURRENT.number}-")
        assert one.stat().st_mode & 0o077 == 0
        (bench.folder / "put-back").mkdir()
        bench.close()
        one.rename(bench.file)
        (bench.folder / "state.db-wal").unlink(missing_ok=True)
        assert tuple(bench.open().scan_links(NAME)) == changes.links
    assert len(kept) == (1 if bench.url is None else 0)


def test_a_shared_database_waits_for_a_persons_word(bench: SqlBench, tmp_path: Path) -> None:
    filled(bench)
    shape = next_shape(tmp_path)
    if bench.url is None:
        open_as(bench, shape)
        assert shape_number(bench) == shape.number
        return
    with pytest.raises(StateUnusable, match="made by an older s2sctl") as refused:
        open_as(bench, shape)
    assert (refused.value.code, refused.value.exit_code) == ("S2S711", 2)
    assert "s2sctl state upgrade" in refused.value.help
    assert shape_number(bench) == CURRENT.number


def test_a_step_that_fails_leaves_everything_as_it_was(bench: SqlBench, tmp_path: Path) -> None:
    changes = filled(bench)
    with pytest.raises(StateUnusable):
        open_as(bench, next_shape(tmp_path, 'op.execute("nonsense")'), may_upgrade=True)
    assert shape_number(bench) == CURRENT.number
    assert tuple(bench.open().scan_links(NAME)) == changes.links
    with bench.sql() as conn:
        assert "colour" not in {one["name"] for one in inspect(conn).get_columns("s2sctl_link")}


def test_no_shape_changes_under_a_run(bench: SqlBench, tmp_path: Path) -> None:
    filled(bench)
    far = bench.open_elsewhere()
    lease = far.acquire(NAME, holder("run-9", "web2"))
    shape = next_shape(tmp_path)
    with pytest.raises(Locked, match="run-9") as refused:
        open_as(bench, shape, may_upgrade=True)
    assert (refused.value.code, refused.value.exit_code) == ("S2S712", 7)
    far.commit(lease, Changes(links=(link(3),)))
    far.release(lease)
    open_as(bench, shape, may_upgrade=True)
    with pytest.raises(StateUnusable, match="upgraded by a newer s2sctl"):
        far.acquire(NAME, holder("run-10", "web2"))


def test_of_several_who_come_at_once_one_upgrades(bench: SqlBench, tmp_path: Path) -> None:
    filled(bench)
    shape = next_shape(tmp_path)
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _: open_as(bench, shape, may_upgrade=True), range(4)))
    assert {store.id for store in stores} == {stores[0].id}
    assert shape_number(bench) == shape.number


def test_a_state_that_contradicts_itself_is_refused(bench: SqlBench, tmp_path: Path) -> None:
    filled(bench)
    shape = next_shape(tmp_path)
    with bench.sql() as conn:
        conn.execute(update(VERSIONS).values(version_num="0099"))
    with pytest.raises(StateUnusable, match="0099"):
        open_as(bench, shape, may_upgrade=True)
    with bench.sql() as conn:
        conn.execute(delete(VERSIONS))
    with pytest.raises(StateUnusable, match="none were taken"):
        open_as(bench, shape, may_upgrade=True)
