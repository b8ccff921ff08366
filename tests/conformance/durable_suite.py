"""What a store that outlives its process promises beside. Processes here are real, and die."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, update
from store_bench import SqlBench
from store_child import LINKS_PER_COMMIT
from store_samples import LEAD, NAME, NOW, copy_id, cursor, holder, link, schema

from s2sctl.errors import Locked, StateUnusable
from s2sctl.model.side import Side
from s2sctl.ports.store import Changes, RunRecord
from s2sctl.store.history import forget_old_runs, runs
from s2sctl.store.schema import DESCRIBES, LINKS, META, SCHEMA

HERE = Path(__file__).parent


@contextmanager
def child(bench: SqlBench, action: str) -> "Iterator[subprocess.Popen[str]]":
    """A real process that does ``action``; dead at the end, whatever happens."""
    url = [] if bench.url is None else [bench.url]
    with subprocess.Popen(
        [sys.executable, HERE / "store_child.py", action, bench.folder, *url],
        stdout=subprocess.PIPE,
        text=True,
        cwd=HERE.parent.parent,
        env=os.environ | {"PYTHONPATH": str(HERE.parent.parent)},
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def told(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def kill(process: "subprocess.Popen[str]") -> str:
    """Kill it as the system would, and return what else it had said."""
    process.send_signal(signal.SIGKILL)
    return process.communicate()[0]


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements that are sent meanwhile; one with many rows is one."""
    statements: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


class DurableSuite:
    def test_a_dead_holders_lease_is_free_at_once(self, bench: SqlBench) -> None:
        with child(bench, "hold") as process:
            assert told(process) == "held"
            store = bench.open()
            with pytest.raises(Locked) as refused:
                store.acquire(NAME, holder("run-2"))
            assert f"pid {process.pid}" in refused.value.message
            kill(process)
        assert store.holder(NAME) is None
        assert store.acquire(NAME, holder("run-2")).token == 2

    def test_a_living_holder_here_is_not_followed_however_silent(self, bench: SqlBench) -> None:
        with child(bench, "hold") as process:
            assert told(process) == "held"
            store = bench.open()
            bench.clock.sleep(24 * 3600)
            with pytest.raises(Locked):
                store.acquire(NAME, holder("run-2"))
            still = store.holder(NAME)
            assert still is not None
            assert still.pid == process.pid

    def test_a_lease_is_not_taken_from_who_lives_here(self, bench: SqlBench) -> None:
        store = bench.open()
        lease = store.acquire(NAME, holder())
        with pytest.raises(Locked, match="run-1") as refused:
            bench.open().unlock(NAME, holder())
        assert f"kill {holder().pid}" in refused.value.help
        store.commit(lease, Changes(links=(link(1),)))

    @pytest.mark.parametrize("commits", [1, 4, 9])
    def test_a_kill_leaves_all_or_nothing_of_each_commit(
        self, bench: SqlBench, commits: int
    ) -> None:
        with child(bench, "commit") as process:
            assert told(process) == "held"
            for _ in range(commits):
                last = told(process)
            rest = kill(process).split()
        acknowledged = int(rest[-1] if rest else last)
        store = bench.open()
        store.acquire(NAME, holder("run-2"))
        reasons = {one.reason for one in store.scan_links(NAME)}
        assert len(list(store.scan_links(NAME))) == LINKS_PER_COMMIT
        assert len(reasons) == 1, "links of two commits"
        remembered = int(reasons.pop())
        assert remembered in (acknowledged, acknowledged + 1)
        assert store.cursors(NAME) == (cursor(Side.A, minutes=remembered),)
        assert len(store.ledger(NAME)) == remembered
        assert [event.text for event in store.events(NAME, 1)] == [str(remembered)]

    def test_several_firsts_make_one_store(self, bench: SqlBench) -> None:
        with ExitStack() as stack:
            processes = [stack.enter_context(child(bench, "first")) for _ in range(3)]
            ids = {process.communicate()[0].strip() for process in processes}
        assert ids == {bench.open().id}

    def test_a_store_of_a_newer_version_is_refused_and_left_alone(self, bench: SqlBench) -> None:
        self.rewrite(bench, "schema", str(SCHEMA + 1))
        with pytest.raises(StateUnusable, match="newer s2sctl: its schema is") as refused:
            bench.open()
        assert (refused.value.code, refused.value.exit_code) == ("S2S741", 2)
        assert "pip install --upgrade s2sctl" in refused.value.help
        self.rewrite(bench, "schema", str(SCHEMA), create=False)
        assert bench.open().runs(NAME) == ()

    def test_a_store_that_does_not_say_its_schema_is_refused(self, bench: SqlBench) -> None:
        self.rewrite(bench, "schema", "x")
        with pytest.raises(StateUnusable, match="damaged"):
            bench.open()

    def test_a_store_of_another_project_is_refused(self, bench: SqlBench) -> None:
        bench.open()
        bench.key_file.write_bytes(b"o" * 32)
        with pytest.raises(StateUnusable, match="another project") as refused:
            bench.open()
        assert refused.value.code == "S2S742"
        assert refused.value.help

    def test_no_new_key_is_made_for_an_old_store(self, bench: SqlBench) -> None:
        bench.open()
        bench.key_file.unlink()
        with pytest.raises(StateUnusable, match="needs the digest key") as refused:
            bench.open()
        assert refused.value.code == "S2S749"
        assert "s2sctl state rebuild CONNECTION" in refused.value.help
        assert not bench.key_file.exists()

    def test_a_damaged_key_is_refused(self, bench: SqlBench) -> None:
        bench.open()
        bench.key_file.write_bytes(b"short")
        with pytest.raises(StateUnusable, match="no digest key"):
            bench.open()

    def test_a_damaged_link_is_a_sentence(self, bench: SqlBench) -> None:
        store = bench.open()
        store.commit(store.acquire(NAME, holder()), Changes(links=(link(1),)))
        with bench.sql() as conn:
            conn.execute(update(LINKS).values(key="nonsense"))
        with pytest.raises(StateUnusable, match="damaged"):
            list(store.scan_links(NAME))

    def test_missing_tables_are_a_sentence(self, bench: SqlBench) -> None:
        store = bench.open()
        with bench.sql() as conn:
            LINKS.drop(conn)
        with pytest.raises(StateUnusable, match="tables"):
            store.count_links(NAME)

    def test_a_describe_of_another_version_is_asked_again(self, bench: SqlBench) -> None:
        store = bench.open()
        store.commit(store.acquire(NAME, holder()), Changes(schemas=((Side.A, schema()),)))
        for body in ("{", "[]", '{"fields": [{"name": "A", "colour": "red"}]}', "{}"):
            with bench.sql() as conn:
                conn.execute(update(DESCRIBES).values(body=body))
            assert store.schemas(NAME, Side.A) == {}

    def test_old_runs_are_forgotten(self, bench: SqlBench) -> None:
        store = bench.open()
        for minute in range(6):
            at = NOW.replace(minute=minute)
            store.begin_run(NAME, RunRecord(f"run-{minute}", at, None, None))
        with bench.sql() as conn:
            forget_old_runs(conn, NAME, keep=4)
            assert [run.run for run in runs(conn, NAME, 10)] == ["run-5", "run-4", "run-3", "run-2"]

    def test_many_links_are_remembered_by_as_few_statements_as_one(self, bench: SqlBench) -> None:
        engine = bench.engine()
        store = bench.open_on(engine, bench.key_file, "web1")
        lease = store.acquire(NAME, holder())

        def remembered(some: range) -> int:
            """How many statements it took."""
            batch = tuple(link(number) for number in some)
            with counted(engine) as statements:
                store.check(lease)
                store.commit(lease, Changes(links=batch))
                store.commit(lease, Changes(links=batch, cursors=(cursor(Side.A),)))
            return len(statements)

        for_one = remembered(range(1))
        assert for_one < 20
        for start in range(0, 5000, 200):
            assert remembered(range(start, start + 200)) == for_one
        with counted(engine) as statements:
            asked = [copy_id(number) for number in range(3000, 5000)]
            assert len(store.links(NAME, Side.B, LEAD, asked)) == 2000
        assert len(statements) < 20

    def rewrite(self, bench: SqlBench, name: str, value: str, *, create: bool = True) -> None:
        if create:
            bench.open()
        with bench.sql() as conn:
            conn.execute(update(META).where(META.c.name == name).values(value=value))
