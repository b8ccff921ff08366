"""The acts on one's own record of a connection: cancel, reject, deactivate, pause, resume."""

from collections.abc import Sequence

from s2sctl.app.book import open_book
from s2sctl.app.steps import change, next_status
from s2sctl.connection.record import ConnectionRecord, Status
from s2sctl.connection.states import Act
from s2sctl.model.names import ConnectionName, OrgAlias
from s2sctl.ports.org import Org
from s2sctl.ports.store import StateStore


def reject(org: Org, store: StateStore, name: ConnectionName, reason: str) -> ConnectionRecord:
    """Decline an invitation known by name here. Raises UsageError S2S402, S2S405, S2S409."""
    return change(org, store, name, Act.REJECT, reason)


def cancel(org: Org, store: StateStore, name: ConnectionName, reason: str) -> ConnectionRecord:
    """Take this org's own open invitation back: an answer that comes later is refused.

    Raises UsageError S2S402, S2S419.
    """
    return change(org, store, name, Act.CANCEL, reason or "invitation cancelled")


def deactivate(org: Org, store: StateStore, name: ConnectionName, reason: str) -> ConnectionRecord:
    """End a connection: nothing flows any more, every copy stays. Raises S2S402, S2S405, S2S407."""
    return change(org, store, name, Act.DEACTIVATE, reason)


def pause(
    orgs: Sequence[Org], store: StateStore, name: ConnectionName, reason: str
) -> dict[OrgAlias, ConnectionRecord]:
    """Stop the flow for a while at these ends; what changes meanwhile is read afterwards.

    Returns the records that changed: an end that is paused already keeps its reason. Raises
    UsageError S2S402, S2S404, S2S405 (all of them are so already), S2S407.
    """
    return _each(orgs, store, name, Act.PAUSE, Status.PAUSED, reason)


def resume(
    orgs: Sequence[Org], store: StateStore, name: ConnectionName
) -> dict[OrgAlias, ConnectionRecord]:
    """Let records flow again as far as these ends have a say; raises like :func:`pause`."""
    return _each(orgs, store, name, Act.RESUME, Status.ACCEPTED, "")


def _each(
    orgs: Sequence[Org],
    store: StateStore,
    name: ConnectionName,
    act: Act,
    after: Status,
    reason: str,
) -> dict[OrgAlias, ConnectionRecord]:
    """The act at every end that is not so already. All are looked at before one is changed."""
    there = {org.alias: open_book(org).need(name) for org in orgs}
    due = [org for org in orgs if there[org.alias].status is not after] or list(orgs)
    for org in due:
        next_status(there[org.alias], act, name)
    return {org.alias: change(org, store, name, act, reason) for org in due}
