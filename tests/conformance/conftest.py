"""Schemas on the PostgreSQL server that all tests share."""

import pytest

from tests.support.postgres_server import PostgresServer


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> str:
    """A schema of its own on the server."""
    return postgres_server.new_schema()


@pytest.fixture
def other_postgres_url(postgres_server: PostgresServer) -> str:
    """One more."""
    return postgres_server.new_schema()
