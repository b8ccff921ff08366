"""Rows asked for by id, brought as a window would bring them: values only of what is shared."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.followers import children, still_following
from s2sctl.app.sync.standing import Standing, followed, living
from s2sctl.app.sync.work import Work
from s2sctl.connection.footprint import SHARE_SCHEMA
from s2sctl.connection.rows import SHARE_FIELDS
from s2sctl.connection.share import Direction, ShareStatus
from s2sctl.model.ids import RecordId, to18
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.records import Record
from s2sctl.model.side import Side
from s2sctl.ports.org import Query
from s2sctl.sync.chunks import chunks

IDS_A_QUERY = 300
"""Ids in one condition: each takes 21 characters of a query's text."""


def read_again(
    work: Work, pairing: Pairing, side: Side, ids: Sequence[RecordId]
) -> dict[RecordId, Record]:
    """Rows of shares by id, deleted ones included.

    A record that its side shares by rule comes with its fields while the rule holds, and by id
    alone otherwise: what left its rule since must not be read (design §3.1). A record shared by
    hand, and a copy, is shared by its link.
    """
    schema, where = work.schema(pairing, side), work.rule(pairing, side)
    rule = pairing.share.of(side)
    own = _own(work, side, schema.name, ids) if rule is not None and not rule.manual else set()
    if rule is not None and rule.follows:
        now = Standing(side, followed(work, pairing, side))
        own -= still_following(work, pairing, now, sorted(own))
    by_link = [id for id in ids if id not in own]
    fields = pairing.mapped(side)
    found = work.ends.orgs.of(side).fetch(schema, by_link, fields) if by_link else {}
    if where is not None:
        by_rule = Query(schema, fields, f"({where}) AND ", deleted=False)
        found |= by_id(work, side, by_rule, sorted(own))
    missing = [id for id in ids if id not in found]
    return found | by_id(work, side, Query(schema), missing)


def _own(work: Work, side: Side, name: ObjectName, ids: Sequence[RecordId]) -> set[RecordId]:
    """Those of ``ids`` that are not known to be copies."""
    links = work.store.links(work.name, side, name, ids)
    return {id for id in ids if id not in links or links[id].origin is side}


def stage_again(work: Work, pairing: Pairing, side: Side, ids: Sequence[RecordId]) -> None:
    """Stage those of ``ids`` that are not staged yet."""
    staged = work.stage.get(side, pairing.objects.of(side), ids)
    missing = [id for id in ids if id not in staged]
    if missing:
        work.keep(side, read_again(work, pairing, side, missing).values())


def shared_now(
    work: Work, pairing: Pairing, side: Side, ids: Collection[RecordId]
) -> set[RecordId]:
    """Those of ``ids`` that ``side`` shares by its own word: its rule, or a person's share."""
    rule = pairing.share.of(side)
    if rule is None or not ids:
        return set()
    shared: set[RecordId] = set()
    where = work.rule(pairing, side)
    if where is not None:
        query = Query(work.schema(pairing, side), (), f"({where}) AND ", deleted=False)
        partner = work.ends.identities.of(side.other).org_id
        shared = {
            id
            for id, row in by_id(work, side, query, sorted(ids)).items()
            if row.key is None or row.key.org != partner
        }
    if rule.follows:
        now = Standing(side, followed(work, pairing, side))
        rows = children(work, pairing, side, living(work, now), ())
        partner = work.ends.identities.of(side.other).org_id
        shared = {
            row.id for row in rows if row.id in ids and (row.key is None or row.key.org != partner)
        }
    return shared | shared_by_hand(work, side, [id for id in ids if id not in shared])


def shared_by_hand(work: Work, side: Side, ids: Iterable[RecordId]) -> set[RecordId]:
    """Those of ``ids`` that a person of ``side`` shares: no rule takes them away."""
    return {record_id(row) for row in living_rows(work, side, ids)}


def living_rows(work: Work, side: Side, ids: Iterable[RecordId]) -> Iterator[Record]:
    """The share rows by which people of ``side`` share some records now."""
    status = f"'{ShareStatus.PENDING.value}', '{ShareStatus.ACTIVE.value}'"
    sent = f"Direction__c = '{Direction.SENT.value}' AND Status__c IN ({status})"
    return share_rows(work, side, ids, sent)


def share_rows(
    work: Work, side: Side, ids: Iterable[RecordId], condition: str = ""
) -> Iterator[Record]:
    """The share rows of one org about some records that meet a condition (none: all)."""
    for some in chunks(ids, IDS_A_QUERY):
        where = (
            f"Connection__c = '{work.ends.record_id(side)}' AND Record_Id__c IN ({_listed(some)})"
            + (f" AND {condition}" if condition else "")
        )
        query = Query(SHARE_SCHEMA, SHARE_FIELDS, where, deleted=False)
        for page in work.ends.orgs.of(side).read([query]):
            yield from page.records


def record_id(row: Record) -> RecordId:
    """The record a share row is about."""
    return to18(str(row.values[FieldName("Record_Id__c")]))


def by_id(work: Work, side: Side, query: Query, ids: Sequence[RecordId]) -> dict[RecordId, Record]:
    """The rows of ``ids`` that a query brings. ``query.where`` ends where their condition goes on:
    it is empty, or ends with ``AND``."""
    found: dict[RecordId, Record] = {}
    for some in chunks(ids, IDS_A_QUERY):
        where = f"{query.where}Id IN ({_listed(some)})"
        one = Query(query.schema, query.fields, where, deleted=query.deleted)
        for page in work.ends.orgs.of(side).read([one]):
            found.update((row.id, row) for row in page.records)
    return found


def _listed(ids: Iterable[RecordId]) -> str:
    return ",".join(f"'{id}'" for id in ids)
