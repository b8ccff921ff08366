"""Only the very same file proves a holder dead."""

from pathlib import Path

import pytest

from s2sctl.store.machine_lock import MachineLocks, Seen


@pytest.fixture
def locks(tmp_path: Path) -> MachineLocks:
    return MachineLocks(tmp_path / "locks", "web1")


def test_a_lock_has_one_holder_until_it_is_freed(locks: MachineLocks) -> None:
    lock = locks.take("acme-globex")
    assert lock is not None
    assert locks.take("acme-globex") is None
    other = locks.take("acme-initech")
    assert other is not None
    assert locks.look_at(lock.name) is Seen.TAKEN
    lock.free()
    lock.free()
    assert locks.look_at(lock.name) is Seen.FREE
    again = locks.take("acme-globex")
    assert again is not None
    assert again.name == lock.name
    again.free()
    other.free()


def test_looking_takes_nothing(locks: MachineLocks) -> None:
    lock = locks.take("acme-globex")
    assert lock is not None
    lock.free()
    assert [locks.look_at(lock.name) for _ in range(2)] == [Seen.FREE] * 2


def test_nothing_is_proven_about_another_machine(locks: MachineLocks, tmp_path: Path) -> None:
    lock = locks.take("acme-globex")
    assert lock is not None
    lock.free()
    assert MachineLocks(tmp_path / "locks", "web2").look_at(lock.name) is Seen.ELSEWHERE


def test_nothing_is_proven_by_another_file_at_the_same_path(
    locks: MachineLocks, tmp_path: Path
) -> None:
    lock = locks.take("acme-globex")
    assert lock is not None
    (tmp_path / "locks").rename(tmp_path / "another container")
    assert locks.look_at(lock.name) is Seen.ELSEWHERE
    twin = locks.take("acme-globex")
    assert twin is not None
    twin.free()
    assert locks.look_at(lock.name) is Seen.ELSEWHERE
    lock.free()


@pytest.mark.parametrize("name", ["", "web1:", "web1:/nowhere#1:2", "nonsense", "web1:/tmp#x"])
def test_nothing_is_proven_by_a_name_that_is_none(locks: MachineLocks, name: str) -> None:
    assert locks.look_at(name) is Seen.ELSEWHERE


def test_no_name_leads_out_of_the_folder(locks: MachineLocks, tmp_path: Path) -> None:
    lock = locks.take("../../etc/passwd")
    assert lock is not None
    assert [path.parent.name for path in tmp_path.rglob("*.lock")] == ["locks"]
    lock.free()
