"""Copies that can hold no key: made all-or-none with the share row that keeps it (design §3.2)."""

from collections.abc import Iterable, Mapping, Sequence

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.bodies import has_bodies, packed
from s2sctl.app.sync.key_rows import KEY_FIELD, RECORD_FIELD, key_rows_named
from s2sctl.app.sync.work import Work
from s2sctl.app.sync.writing import send_deletes, send_keyless
from s2sctl.connection.footprint import SHARE_SCHEMA
from s2sctl.connection.rows import key_row_values
from s2sctl.model.ids import RecordId
from s2sctl.model.names import FieldName
from s2sctl.model.side import Side
from s2sctl.model.values import Values
from s2sctl.ports.body import Body
from s2sctl.ports.org import KeylessBatch, KeylessRow, Outcome, Query
from s2sctl.sync.steps import Create


def create_keyless(
    work: Work, pairing: Pairing, target: Side, steps: Sequence[Create], beside: Values
) -> tuple[Outcome, ...]:
    """An outcome per step, in order; ``beside`` are values that every copy gets.

    A key that is there already names the copy an earlier run made. Where that copy is in the
    recycle bin its share begins anew: the key row goes, and the copy is made again.
    """
    outcomes = list(_create(work, pairing, target, steps, beside))
    found = [one.id for one in outcomes if one.id is not None and not one.created]
    gone = _deleted(work, pairing, target, found)
    places = [place for place, one in enumerate(outcomes) if one.id in gone]
    if places:
        again = [steps[place] for place in places]
        _forget(work, target, again, gone)
        for place, outcome in zip(
            places, _create(work, pairing, target, again, beside), strict=True
        ):
            outcomes[place] = outcome
    return tuple(outcomes)


def _create(
    work: Work, pairing: Pairing, target: Side, steps: Sequence[Create], beside: Values
) -> tuple[Outcome, ...]:
    if not has_bodies(work, pairing, target):
        rows = [
            _row(work, pairing, target, step, {**beside, **step.plan.writes.of(target)}, {})
            for step in steps
        ]
        return _send(work, pairing, target, rows)
    outcomes: list[Outcome] = []
    for step in steps:
        with packed(work, pairing, step.link, target, step.plan.writes.of(target)) as parcel:
            if parcel.refusal is not None:
                outcomes.append(Outcome(None, refusal=parcel.refusal))
                continue
            row = _row(work, pairing, target, step, {**beside, **parcel.values}, parcel.bodies)
            outcomes += _send(work, pairing, target, [row])
    return tuple(outcomes)


def _row(
    work: Work,
    pairing: Pairing,
    target: Side,
    step: Create,
    values: Values,
    bodies: Mapping[FieldName, Body],
) -> KeylessRow:
    connection, name = work.ends.record_id(target), pairing.objects.of(target)
    return KeylessRow(
        values,
        key_row_values(connection, name, step.link.key),
        bodies,
    )


def _send(
    work: Work, pairing: Pairing, target: Side, rows: Sequence[KeylessRow]
) -> tuple[Outcome, ...]:
    schema = work.schema(pairing, target)
    batch = KeylessBatch(schema, tuple(rows), SHARE_SCHEMA, KEY_FIELD, RECORD_FIELD)
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
