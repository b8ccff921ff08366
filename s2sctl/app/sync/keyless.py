"""Copies that can hold no key: made all-or-none with the share row that keeps it (design §3.2)."""

from collections.abc import Iterable, Sequence

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.key_rows import KEY_FIELD, RECORD_FIELD, key_rows_named
from s2sctl.app.sync.owners import intake_values
from s2sctl.app.sync.work import Work
from s2sctl.app.sync.writing import send_deletes, send_keyless
from s2sctl.connection.footprint import SHARE_SCHEMA
from s2sctl.connection.rows import key_row_values
from s2sctl.model.ids import RecordId
from s2sctl.model.side import Side
from s2sctl.ports.org import KeylessBatch, KeylessRow, Outcome, Query
from s2sctl.sync.steps import Create


def create_keyless(
    work: Work, pairing: Pairing, target: Side, steps: Sequence[Create]
) -> tuple[Outcome, ...]:
    """An outcome per step, in order.

    A key that is there already names the copy an earlier run made. Where that copy is in the
    recycle bin its share begins anew: the key row goes, and the copy is made again.
    """
    outcomes = list(_create(work, pairing, target, steps))
    found = [one.id for one in outcomes if one.id is not None and not one.created]
    gone = _deleted(work, pairing, target, found)
    places = [place for place, one in enumerate(outcomes) if one.id in gone]
    if places:
        again = [steps[place] for place in places]
        _forget(work, target, again, gone)
        for place, outcome in zip(places, _create(work, pairing, target, again), strict=True):
            outcomes[place] = outcome
    return tuple(outcomes)


def _create(
    work: Work, pairing: Pairing, target: Side, steps: Sequence[Create]
) -> tuple[Outcome, ...]:
    name, connection = pairing.objects.of(target), work.ends.record_id(target)
    rows = tuple(
        KeylessRow(
            {**intake_values(work, pairing, target), **step.plan.writes.of(target)},
            key_row_values(connection, name, step.link.key),
        )
        for step in steps
    )
    schema = work.schema(pairing, target)
    batch = KeylessBatch(schema, rows, SHARE_SCHEMA, KEY_FIELD, RECORD_FIELD)
    return send_keyless(work, target, batch)


def _deleted(
    work: Work, pairing: Pairing, side: Side, ids: Sequence[RecordId]
) -> frozenset[RecordId]:
    """Those of ``ids`` that are in the recycle bin: absence is not deletion (design §3.4)."""
    if not ids:
        return frozenset()
    listed = ",".join(f"'{id}'" for id in ids)
    query = Query(work.schema(pairing, side), where=f"Id IN ({listed})")
    pages = work.ends.orgs.of(side).read([query])
    return frozenset(row.id for page in pages for row in page.records if row.deleted)


def _forget(work: Work, side: Side, steps: Iterable[Create], gone: frozenset[RecordId]) -> None:
    """Delete the key rows of these shares that tell of deleted copies."""
    rows = key_rows_named(work, side, [step.link.key for step in steps])
    send_deletes(work, side, [row.id for row in rows if row.copy in gone])
