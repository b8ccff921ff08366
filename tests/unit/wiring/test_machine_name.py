"""The name under which this machine holds a connection."""

from datetime import UTC, datetime
from socket import gethostname

from s2sctl.wiring.runs import machine, new_holder


def test_a_machine_is_called_by_its_host_name(monkeypatch) -> None:
    monkeypatch.delenv("S2SCTL_HOST", raising=False)
    assert machine() == gethostname()


def test_a_container_may_be_given_a_name_that_people_know(monkeypatch) -> None:
    monkeypatch.setenv("S2SCTL_HOST", "web-1")
    assert new_holder(datetime(2026, 3, 1, tzinfo=UTC)).host == "web-1"
