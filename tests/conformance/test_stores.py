"""Memory, SQLite and PostgreSQL keep the same promises."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from durable_suite import DurableSuite
from store_bench import MemoryBench, SqlBench
from store_suite import WholeStoreSuite, lease, store

__all__ = ["lease", "store"]


class TestMemory(WholeStoreSuite):
    @pytest.fixture
    def bench(self) -> MemoryBench:
        return MemoryBench()


class TestSqlite(WholeStoreSuite, DurableSuite):
    @pytest.fixture
    def bench(self, tmp_path: Path) -> Iterator[SqlBench]:
        bench = SqlBench(tmp_path)
        yield bench
        bench.close()


@pytest.mark.postgres
class TestPostgres(WholeStoreSuite, DurableSuite):
    @pytest.fixture
    def bench(self, tmp_path: Path, postgres_url: str) -> Iterator[SqlBench]:
        bench = SqlBench(tmp_path, postgres_url)
        yield bench
        bench.close()
