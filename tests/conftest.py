"""Long runs say in the summary what happened in them: :func:`tally` gathers it, over workers."""

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.support.postgres_server import PostgresServer, find_binaries

TALLY = "tally"

# The gate plays the same examples each time and times none: whether a change passes must not
# depend on luck or on a busy machine. `pytest --hypothesis-profile=search` looks for new ones.
settings.register_profile("search", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("gate", settings.get_profile("search"), derandomize=True, database=None)
settings.load_profile("gate")


@pytest.fixture
def tally(record_property):
    """Tells figures of one test under a heading; figures of one heading are added up."""

    def tell(heading, figures):
        record_property(TALLY, [heading, dict(figures)])

    return tell


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One PostgreSQL server for all tests of a worker that ask for one."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server programs here (initdb, postgres)")
    with PostgresServer(binaries) as server:
        yield server


def pytest_terminal_summary(terminalreporter):
    found = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, told in getattr(report, "user_properties", ()):
                if name == TALLY and getattr(report, "when", "") == "call":
                    found.setdefault(told[0], Counter()).update(told[1])
    if len(found) > 1:
        found["In all"] = sum(found.values(), Counter())
    for heading, figures in sorted(found.items(), key=lambda one: (one[0] == "In all", one[0])):
        shown = ", ".join(f"{count:,} {what}" for what, count in sorted(figures.items()))
        terminalreporter.write_line(f"{heading}: {shown}")
