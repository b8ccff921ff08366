"""One step in a connection's life: checked, written to the org's own record, remembered."""

from dataclasses import replace

from s2sctl.app.book import Book, open_book, write_part
from s2sctl.app.chronicle import check_known, check_partner, remember
from s2sctl.connection.change import Change
from s2sctl.connection.invitation import mark_of
from s2sctl.connection.record import ConnectionRecord, Status
from s2sctl.connection.rows import lifecycle_values, terms_values
from s2sctl.connection.states import Act, Refused, move
from s2sctl.errors import UsageError
from s2sctl.manifest.manifest import Terms
from s2sctl.model.names import ConnectionName
from s2sctl.ports.org import Org
from s2sctl.ports.store import StateStore


def next_status(record: ConnectionRecord | None, act: Act, name: ConnectionName) -> Status:
    """The state the act leads to. Raises UsageError with the refusal's code (``states.move``)."""
    moved = move(record.status if record else None, act)
    if isinstance(moved, Status):
        return moved
    state = record.status.value if record else "unknown here"
    raise UsageError(
        f"Cannot {act.value} {name}: {_WHY[moved]} (it is {state}).",
        code=moved.value,
        help=_HELP.get(moved, "see where it stands:  s2sctl connections").replace("NAME", name),
    )


def change(
    org: Org, store: StateStore, name: ConnectionName, act: Act, reason: str = ""
) -> ConnectionRecord:
    """Do an act that needs nothing but this org's own record; returns the record as written."""
    book = open_book(org)
    record = book.need(name)
    check_known(store, name, org, record.role.side)
    status = next_status(record, act, name)
    return store_record(book, store, replace(record, status=status, reason=reason), act)


def store_record(
    book: Book, store: StateStore, record: ConnectionRecord, act: Act, *, fresh: bool = False
) -> ConnectionRecord:
    """Write the lifecycle part of a record and remember the step; returns it with its id.

    With ``fresh`` it starts with empty terms: whoever answers an invitation after an end is
    shown nothing that was agreed with somebody else.
    """
    check_partner(store, record.name, record.role.side, record.partner_org)
    before = book.find(record.name)
    if act is not Act.RESEND:
        # Who and when belong to the state; prolonging an invitation does not change it.
        by = book.org.identity().username
        record = replace(record, since=book.org.now().replace(microsecond=0), by=by)
    record = replace(record, past=_past(before, record.nonce))
    if fresh:
        record = replace(record, terms=Terms(), published="", partner_published="")
    values = lifecycle_values(record) | (terms_values(record.terms) if fresh else {})
    written = replace(record, id=write_part(book, record.name, values))
    change = Change(before.status if before else None, written.status, written.reason)
    remember(store, book.org, written, act.value, change.text)
    return written


KEPT_MARKS = 19
"""Marks of earlier invitations that fit into the org's field."""


def _past(before: ConnectionRecord | None, nonce: str) -> tuple[str, ...]:
    if before is None or before.nonce in ("", nonce):
        return before.past if before else ()
    return (*before.past, mark_of(before.nonce))[-KEPT_MARKS:]


_WHY = {
    Refused.UNKNOWN: "there is no such connection",
    Refused.TAKEN: "the name is in use",
    Refused.NOT_CONNECTED: "it is not connected",
    Refused.ALREADY: "it already is so",
    Refused.NOT_INVITED: "that is for the other org to do",
    Refused.OVER: "it is over",
    Refused.OWN: "it is this org's own invitation, still open",
    Refused.NOT_OPEN: "no invitation of this org's waits for an answer",
}
_HELP = {
    Refused.TAKEN: "choose another name, or end that connection first:  "
    "s2sctl deactivate NAME --org ALIAS --reason TEXT",
    Refused.OVER: "invite the partner again:  s2sctl reconnect MANIFEST",
    Refused.OWN: "take it back:  s2sctl cancel NAME",
    Refused.NOT_INVITED: "the org that was invited accepts, the one that invited confirms",
}
