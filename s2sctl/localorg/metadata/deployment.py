"""Deploying a package: all components or none, each with its own message."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from s2sctl.localorg.deployables import ComponentProblem
from s2sctl.localorg.metadata import package
from s2sctl.localorg.metadata.components import Component, components
from s2sctl.model.ids import RecordId

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg


@dataclass(frozen=True, slots=True)
class Message:
    """What became of one component; ``problem`` is empty where all went well."""

    kind: str
    name: str
    file: str
    created: bool = False
    removed: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Deployment:
    """One deployment, done. It changed the org only if it ``succeeded`` and was no check."""

    id: str
    user_id: RecordId
    check_only: bool
    at: datetime
    messages: tuple[Message, ...] = field(default=())

    @property
    def failures(self) -> list[Message]:
        """The components that could not be deployed."""
        return [one for one in self.messages if one.problem]

    @property
    def succeeded(self) -> bool:
        """Whether every component could be deployed."""
        return not self.failures


class _Undo(Exception):
    """Rolls a deployment back."""


def deploy(
    org: "LocalOrg",
    user_id: RecordId,
    content: bytes,
    deployment_id: str,
    *,
    check_only: bool,
    at_top: bool,
) -> Deployment:
    """Deploy a zip file as that user. One problem, or ``check_only``, and nothing changes."""
    messages: list[Message] = []
    try:
        with org.database.transaction():
            found = package.read(content, at_top=at_top)
            messages += [_apply(one) for one in components(org, user_id, found)]
            if check_only or any(one.problem for one in messages):
                raise _Undo
    except ComponentProblem as problem:
        messages.append(Message("", "package.xml", "package.xml", problem=problem.problem))
    except _Undo:
        org.reload_definitions()
    return Deployment(deployment_id, user_id, check_only, org.clock.now(), tuple(messages))


def _apply(one: Component) -> Message:
    try:
        created = one.apply()
    except ComponentProblem as problem:
        return Message(one.kind, one.name, one.file, removed=one.removed, problem=problem.problem)
    return Message(one.kind, one.name, one.file, created=created, removed=one.removed)
