"""One PostgreSQL server for all tests that ask for one."""

import uuid
from collections.abc import Iterator

import psycopg
import pytest

from tests.support.postgres_server import PostgresServer, find_binaries


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server programs here (initdb, postgres)")
    with PostgresServer(binaries) as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> str:
    """A schema of its own on the server."""
    return new_schema(postgres_server)


@pytest.fixture
def other_postgres_url(postgres_server: PostgresServer) -> str:
    """One more."""
    return new_schema(postgres_server)


def new_schema(postgres_server: PostgresServer) -> str:
    schema = f"t{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres_server.url()) as conn:
        conn.execute(f"CREATE SCHEMA {schema}".encode())
    return f"{postgres_server.url()}&options=-csearch_path%3D{schema}"
