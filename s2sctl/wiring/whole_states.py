"""A state as a whole: backed up, put back, upgraded, checked."""

from pathlib import Path

from s2sctl.ports.clock import Clock
from s2sctl.ports.whole_state import Contents, Restoring, Upgraded
from s2sctl.sync.health import Check
from s2sctl.wiring.stores import locate


class WholeState:
    """The state of a project at ``url`` (as in :func:`s2sctl.wiring.stores.locate`)."""

    def __init__(self, url: str | None, project: Path, clock: Clock) -> None:
        self._address = locate(url, project, clock)

    def back_up(self, target: Path) -> Contents:
        """Write a backup while runs go on. Raises what :func:`s2sctl.store.backup.back_up` does."""
        from s2sctl.store.backup import back_up

        return back_up(self._address, target)

    def look(self) -> Contents:
        """What is there now. Raises UsageError S2S713 where nothing is."""
        from s2sctl.store.backup import look_at

        return look_at(self._address)

    def look_at_restore(self, file: Path) -> Restoring:
        """What :meth:`restore` would replace, and by what."""
        from s2sctl.store.restore import look

        return look(self._address, file)

    def restore(self, file: Path) -> Path | None:
        """Replace the state by a backup; where it is kept as it was."""
        from s2sctl.store.restore import restore

        return restore(self._address, file)

    def look_at_upgrade(self) -> Upgraded:
        """What :meth:`upgrade` would do."""
        from s2sctl.store.older import look

        return look(self._address)

    def upgrade(self) -> Upgraded:
        """Lead the state to the shape that this version needs."""
        from s2sctl.store.older import bring

        return bring(self._address)

    def check(self) -> tuple[Check, ...]:
        """Whether it is whole, private, ours, and makes sense."""
        from s2sctl.store.soundness import check

        return check(self._address)
