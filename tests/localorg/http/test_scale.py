"""A million Leads: loaded by Bulk jobs, asked by windows, without growing the server."""

from pathlib import Path

import pytest

from benchmarks import localorg
from s2sctl.localorg import lifecycle


@pytest.mark.stress
def test_a_million_leads_neither_slow_a_window_nor_fill_memory(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    org = lifecycle.up(tmp_path, "acme")
    try:
        client = localorg.Client(org, lifecycle.token(tmp_path, "acme"))
        request.addfinalizer(client.close)
        client.load(0, localorg.JOB_ROWS)
        early = localorg.resident(org)
        for first in range(localorg.JOB_ROWS, localorg.MILLION, localorg.JOB_ROWS):
            client.load(first, localorg.JOB_ROWS)
        assert client.query("SELECT COUNT() FROM Lead")["totalSize"] == localorg.MILLION
        # Tens of milliseconds on a quiet machine; the bound leaves room for a busy one.
        assert localorg.window(client) < 250
        # Ten times the rows, and not half as much again: SQLite's page cache is 64 MB.
        assert localorg.resident(org) < early + 80
    finally:
        lifecycle.down(tmp_path, "acme")
