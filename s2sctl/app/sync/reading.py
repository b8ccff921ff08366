"""Step 3, read: everything that changed, staged; nothing is written to an org yet."""

from collections.abc import Sequence

from s2sctl.app.sync.key_rows import stage_by_key_rows
from s2sctl.app.sync.work import CHUNK, Work
from s2sctl.model.side import Side
from s2sctl.ports.org import Query, Range
from s2sctl.ports.reporter import Progress
from s2sctl.sync.chunks import chunks
from s2sctl.sync.link import LIVING
from s2sctl.sync.readings import Reading


def read_side(work: Work, side: Side, readings: Sequence[Reading]) -> None:
    """Stage one side's changed rows. Rows staged without values are shared by no rule.

    Raises whatever the org raises; then nothing counts as read and no cursor moves.
    """
    asked = [
        (reading, _ids(work, reading) if reading.ids_first else _by_rule(work, reading))
        for reading in readings
        if reading.spans and (reading.ids_first or reading.condition)
    ]
    counts = _stage(work, side, asked)
    linked = {objects.of(side) for objects, _ in work.store.count_links(work.name)}
    _stage(
        work,
        side,
        [
            (reading, _tombstones(work, reading))
            for reading in readings
            if reading.whole and _may_have_ended(reading, reading.object in linked)
        ],
    )
    _stage(
        work,
        side,
        [
            (reading, _by_rule(work, reading))
            for (reading, _), count in zip(asked, counts, strict=True)
            if reading.ids_first and reading.condition and count
        ],
    )
    for reading in readings:
        if reading.whole and reading.keyless:
            stage_by_key_rows(work, side, reading.object, reading.fields)
        if reading.whole:
            _stage_left_behind(work, reading)


def _may_have_ended(reading: Reading, linked: bool) -> bool:
    """Whether deleted rows may be of shares, and are not brought by another question."""
    return reading.keyless or (reading.originates and (bool(reading.copies) or linked))


def _ids(work: Work, reading: Reading) -> Query:
    return Query(work.ends.schema(reading.side, reading.object), ranges=_ranges(reading))


def _by_rule(work: Work, reading: Reading) -> Query:
    """Of an object that shares its own rows, deleted ones are found by id: they are not shared."""
    schema = work.ends.schema(reading.side, reading.object)
    deleted = not reading.originates
    return Query(schema, reading.fields, reading.condition, _ranges(reading), deleted)


def _tombstones(work: Work, reading: Reading) -> Query:
    schema = work.ends.schema(reading.side, reading.object)
    return Query(schema, where="IsDeleted = TRUE", ranges=_ranges(reading))


def _ranges(reading: Reading) -> tuple[Range, ...]:
    return tuple(Range(span.lo, span.hi) for span in reading.spans)


def _stage(work: Work, side: Side, asked: Sequence[tuple[Reading, Query]]) -> list[int]:
    """Ask, stage what comes, and count it per question."""
    counts = [0] * len(asked)
    if not asked:
        return counts
    org = work.ends.orgs.of(side)
    for page in org.read([query for _, query in asked]):
        work.keep(side, page.records)
        counts[page.query] += len(page.records)
        name = asked[page.query][0].object
        if counts[page.query]:
            work.reporter.progress(
                Progress(f"read {name} of {org.alias}", counts[page.query], None)
            )
        work.stop_if_asked()
    return counts


def _stage_left_behind(work: Work, reading: Reading) -> None:
    """After a whole reading: linked rows that no condition brought are asked for by id.

    What comes is there and outside its rule. What does not come says nothing: absence is not
    deletion (design §3.4).
    """
    side, name = reading.side, reading.object
    for pairing in work.pairings:
        if pairing.objects.of(side) != name:
            continue
        links = work.store.scan_links(work.name, statuses=LIVING, objects=pairing.objects)
        ids = (link.ids.of(side) for link in links)
        for chunk in chunks((one for one in ids if one is not None), CHUNK):
            staged = work.stage.get(side, name, chunk)
            missing = [one for one in chunk if one not in staged]
            if missing:
                schema = work.ends.schema(side, name)
                found = work.ends.orgs.of(side).fetch(schema, missing, ())
                # One changed since the horizon was not asked about its rule: the next run does.
                settled = [row for row in found.values() if row.modstamp < reading.hi]
                work.stage.put(side, settled)
