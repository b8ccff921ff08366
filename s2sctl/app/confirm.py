"""Take the partner's answer into the inviting org; then both sides are connected."""

from dataclasses import replace

from s2sctl.app.book import open_book
from s2sctl.app.chronicle import check_known
from s2sctl.app.steps import next_status, store_record
from s2sctl.connection.invitation import check_answer, read_answer
from s2sctl.connection.record import ConnectionRecord
from s2sctl.connection.states import Act
from s2sctl.model.side import Side
from s2sctl.ports.org import Org
from s2sctl.ports.store import StateStore


def confirm(org: Org, store: StateStore, token: str) -> ConnectionRecord:
    """Confirm an answer to an invitation this org sent; returns the record, now Accepted.

    Raises UsageError S2S410, S2S411, S2S413 or S2S414 where the token is damaged, of another
    kind, foreign or used before.
    """
    acceptance = read_answer(token)
    book = open_book(org)
    before = book.find(acceptance.connection)
    identity = check_known(store, acceptance.connection, org, Side.A)
    check_answer(acceptance, identity.org_id, before)
    record = book.need(acceptance.connection)
    status = next_status(record, Act.CONFIRM, record.name)
    confirmed = replace(record, status=status, partner_org=acceptance.invited)
    return store_record(book, store, confirmed, Act.CONFIRM)
