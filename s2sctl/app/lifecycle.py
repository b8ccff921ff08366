"""The acts on one's own record of a connection: reject, deactivate, pause, resume."""

from s2sctl.app.steps import change
from s2sctl.app.vanish import vanish
from s2sctl.connection.record import ConnectionRecord
from s2sctl.connection.states import Act
from s2sctl.model.names import ConnectionName
from s2sctl.ports.org import Org
from s2sctl.ports.store import StateStore


def reject(org: Org, store: StateStore, name: ConnectionName, reason: str) -> ConnectionRecord:
    """Decline an open invitation, or take back one's own. Raises UsageError S2S402, S2S405."""
    return change(org, store, name, Act.REJECT, reason)


def deactivate(org: Org, store: StateStore, name: ConnectionName, reason: str) -> ConnectionRecord:
    """End a connection: nothing flows any more, every copy stays, and what waits to be accepted
    vanishes. Raises S2S402, S2S405, S2S407."""
    record = change(org, store, name, Act.DEACTIVATE, reason)
    vanish(org, record)
    return record


def pause(org: Org, store: StateStore, name: ConnectionName, reason: str) -> ConnectionRecord:
    """Stop the flow for a while; what changes meanwhile is read on the first run after."""
    return change(org, store, name, Act.PAUSE, reason)


def resume(org: Org, store: StateStore, name: ConnectionName) -> ConnectionRecord:
    """Let records flow again, if the partner's own word agrees."""
    return change(org, store, name, Act.RESUME)
