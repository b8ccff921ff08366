"""What only a PostgreSQL state can suffer."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from store_bench import SqlBench
from store_samples import NAME, SteppedClock, holder, link

from s2sctl.errors import LeaseLost, StateUnusable, Temporary
from s2sctl.ports.store import Changes
from s2sctl.store.postgres import postgres_engine, server_time
from s2sctl.wiring.stores import open_store
from tests.support.postgres_server import PostgresServer

pytestmark = pytest.mark.postgres


@pytest.fixture
def bench(tmp_path: Path, postgres_url: str) -> Iterator[SqlBench]:
    bench = SqlBench(tmp_path, postgres_url)
    yield bench
    bench.close()


def test_a_server_that_stops_is_temporary_and_costs_nothing(
    bench: SqlBench, postgres_server: PostgresServer
) -> None:
    store = bench.open()
    lease = store.acquire(NAME, holder())
    store.commit(lease, Changes(links=(link(1),)))
    postgres_server.stop()
    try:
        with pytest.raises(Temporary, match="does not answer") as refused:
            store.commit(lease, Changes(links=(link(2),)))
        assert (refused.value.code, refused.value.exit_code) == ("S2S747", 5)
        with pytest.raises(Temporary):
            bench.open()
    finally:
        postgres_server.start()
    assert list(store.scan_links(NAME)) == [link(1)]
    store.check(lease)
    store.commit(lease, Changes(links=(link(2),)))
    assert list(store.scan_links(NAME)) == [link(1), link(2)]


def test_a_connection_ended_by_the_server_is_made_anew(bench: SqlBench) -> None:
    store = bench.open()
    lease = store.acquire(NAME, holder())
    with bench.sql() as conn:
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> "
        conn.execute(text(ended + "pg_backend_pid() AND application_name = 's2sctl'"))
    store.commit(lease, Changes(links=(link(1),)))
    assert list(store.scan_links(NAME)) == [link(1)]


def test_a_takeover_waits_for_the_commit_in_flight(bench: SqlBench) -> None:
    store = bench.open()
    lease = store.acquire(NAME, holder())
    bench.clock.sleep(720)
    bench.wait_seconds = 0.1
    far = bench.open_elsewhere()
    with store._writing() as conn:
        store._leases.fence(conn, lease)
        with pytest.raises(Temporary, match="busy"):
            far.acquire(NAME, holder("run-2", "web2"))
    bench.clock.sleep(720)
    far.acquire(NAME, holder("run-2", "web2"))
    with pytest.raises(LeaseLost):
        store.commit(lease, Changes(links=(link(1),)))


def test_the_servers_clock_times_leases(bench: SqlBench) -> None:
    with bench.sql() as conn:
        told = conn.execute(text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one()
        assert abs(server_time(conn).timestamp() - float(told)) < 5


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"database": "nowhere"}, "no such database"),
        ({"username": "nobody_known"}, "refused the login"),
    ],
)
def test_a_wrong_url_is_a_sentence_without_the_password(
    tmp_path: Path, postgres_server: PostgresServer, change: dict[str, str], why: str
) -> None:
    url = make_url(postgres_server.url()).set(password="hunter2", **change)
    with pytest.raises(StateUnusable, match=why) as refused:
        open_store(url.render_as_string(hide_password=False), tmp_path, SteppedClock())
    assert "hunter2" not in str(refused.value) + refused.value.help
    assert refused.value.help


def test_a_login_without_grants_is_a_sentence(bench: SqlBench, tmp_path: Path) -> None:
    with bench.sql() as conn:
        role = f"r{conn.execute(text('SELECT current_schema()')).scalar_one()}"
        conn.execute(text(f"CREATE ROLE {role} LOGIN"))
    assert bench.url is not None
    url = make_url(bench.url).set(username=role)
    with pytest.raises(StateUnusable) as refused:
        open_store(url.render_as_string(), tmp_path, SteppedClock())
    assert (refused.value.code, bool(refused.value.help)) == ("S2S744", True)


def test_a_whole_project_may_live_there(postgres_url: str, tmp_path: Path) -> None:
    store = open_store(postgres_url, tmp_path, SteppedClock())
    lease = store.acquire(NAME, holder())
    store.commit(lease, Changes(links=(link(1),)))
    store.release(lease)
    store.close()
    again = open_store(postgres_url.replace("postgresql", "postgres", 1), tmp_path, SteppedClock())
    assert list(again.scan_links(NAME)) == [link(1)]
    again.close()


def test_an_engine_connects_only_when_it_is_needed() -> None:
    postgres_engine(make_url("postgresql://nobody@127.0.0.1:1/none")).dispose()
