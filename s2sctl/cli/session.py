"""One command's project, logins and state, each opened when first needed."""

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from s2sctl.errors import UsageError
from s2sctl.model.names import LABEL, ConnectionName, OrgAlias
from s2sctl.ports.clock import Clock
from s2sctl.ports.org import Org
from s2sctl.ports.store import StateStore
from s2sctl.wiring.project import Project, open_project

if TYPE_CHECKING:
    from s2sctl.wiring.orgs import OpenedOrg
    from s2sctl.wiring.whole_states import WholeState


class Session:
    """What the options ``--project`` and ``--state`` lead to; a context manager that gives all of
    it back, lines to the orgs too: a service opens new ones every round.

    ``clock`` is what is waited by between tries; None: this machine's, deaf to signals.
    """

    def __init__(
        self, project: Path | None, state: str | None = None, clock: Clock | None = None
    ) -> None:
        self._folder = project
        self._clock = clock
        self._state = state
        self._project: Project | None = None
        self._store: StateStore | None = None
        self._orgs: dict[str, OpenedOrg] = {}

    def __enter__(self) -> "Session":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for org in self._orgs.values():
            org.close()
        if self._store is not None:
            self._store.close()

    @property
    def project(self) -> Project:
        """The project. Raises ConfigInvalid where there is none."""
        if self._project is None:
            self._project = open_project(self._folder)
        return self._project

    @property
    def aliases(self) -> tuple[OrgAlias, ...]:
        """Every alias of the project, as the file orders them."""
        return tuple(self.project.logins().orgs)

    @property
    def store(self) -> StateStore:
        """The state store, made where there is none."""
        if self._store is None:
            from s2sctl.wiring.stores import open_store

            self._store = open_store(self._state, self.project.folder, self.clock)
        return self._store

    @property
    def clock(self) -> Clock:
        """The clock of this command."""
        if self._clock is None:
            from s2sctl.wiring.clock import SystemClock

            self._clock = SystemClock()
        return self._clock

    @property
    def whole_state(self) -> "WholeState":
        """The state as a whole: to be backed up, put back, upgraded, checked. Nothing is made."""
        from s2sctl.wiring.whole_states import WholeState

        return WholeState(self._state, self.project.folder, self.clock)

    def org(self, alias: str) -> Org:
        """The org of an alias, whose writes are tried again. Raises UsageError for an unknown
        one."""
        from s2sctl.app.patient import PatientOrg

        return PatientOrg(self.single(alias), self.clock)

    def single(self, alias: str) -> Org:
        """The same with each write tried once: for who must look at a lease before every try."""
        if alias not in self._orgs:
            from s2sctl.wiring.orgs import open_org

            self._orgs[alias] = open_org(self.project, alias, clock=self.clock)
        return self._orgs[alias]

    def every_connection(self, command: str) -> tuple[ConnectionName, ...]:
        """All that the state here knows. Raises UsageError S2S705, naming the command, where it
        knows none."""
        names = tuple(known.name for known in self.store.connections())
        if not names:
            raise UsageError(
                "The state here knows no connection.",
                code="S2S705",
                help=f"name it: s2sctl {command} CONNECTION   (s2sctl connections lists them); "
                "if the state was lost:  s2sctl state rebuild",
            )
        return names

    def sides(self, name: ConnectionName, alias: str | None) -> tuple[Org, ...]:
        """The orgs a command on this connection may mean: the one named, else all known ends.

        Raises UsageError S2S905 where none was named and the state knows none.
        """
        if alias is not None:
            return (self.org(alias),)
        known = self.store.known(name)
        ends = [one for one in known.aliases if one in self.aliases] if known else []
        if not ends:
            raise UsageError(
                f"The state here does not know which orgs {name} joins.",
                code="S2S905",
                help="name this side:  --org ALIAS",
            )
        return tuple(self.org(str(one)) for one in ends)

    def side(self, name: ConnectionName, alias: str | None) -> Org:
        """The one org a command means. Raises UsageError S2S905 where it could be either."""
        ends = self.sides(name, alias)
        if len(ends) > 1:
            raise UsageError(
                f"{name} has two ends here: {' and '.join(one.alias for one in ends)}.",
                code="S2S905",
                help="say which org is meant:  "
                + "  or  ".join(f"--org {one.alias}" for one in ends),
            )
        return ends[0]


def connection_name(text: str) -> ConnectionName:
    """A connection's name as typed. Raises UsageError S2S402 for what can be none."""
    if not LABEL.match(text):
        raise UsageError(
            f"{text!r} cannot be a connection's name.",
            code="S2S402",
            help="list them:  s2sctl connections",
        )
    return ConnectionName(text)
