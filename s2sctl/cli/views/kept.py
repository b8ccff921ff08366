"""Settled conflicts, as text and for scripts."""

from collections.abc import Mapping, Sequence

from s2sctl.app.parked import alias_of
from s2sctl.app.settling.kept import Kept
from s2sctl.cli.answer import Json
from s2sctl.cli.views.moments import moment_json
from s2sctl.cli.views.tables import counted, table
from s2sctl.model.ids import RecordId
from s2sctl.model.names import ConnectionName
from s2sctl.model.side import Side
from s2sctl.model.values import datetime_text
from s2sctl.ports.store import KnownConnection
from s2sctl.sync.settled import Edited, How, SettledConflict


def kept_text(known: KnownConnection, found: Sequence[Kept]) -> str:
    """A line each, without values."""
    if not found:
        return f"{known.name} has no settled conflicts whose values are kept."
    heads = (*(alias_of(known, side).upper() for side in Side), "FIELD", "STANDS", "HOW", "SETTLED")
    rows = [
        (
            *(str(one.conflict.ids.of(side) or "") for side in Side),
            _field(one),
            _stands(known, one.conflict),
            one.conflict.how.value,
            datetime_text(one.conflict.at),
        )
        for one in found
    ]
    return f"{table(heads, rows)}\n\n{counted(len(found), 'settled conflict')}"


def shown_text(known: KnownConnection, some: Sequence[Kept], people: Mapping[RecordId, str]) -> str:
    """A paragraph each: both values, who edited the records when, what stands and why."""
    return "\n\n".join(_paragraph(known, one, people) for one in some)


def kept_json(
    known: KnownConnection,
    one: Kept,
    people: Mapping[RecordId, str] | None = None,
) -> Json:
    """One settled conflict; with both values and names where ``people`` are given."""
    conflict = one.conflict
    return {
        "settled": moment_json(conflict.at),
        "how": conflict.how.value,
        "stands": alias_of(known, conflict.winner) if conflict.winner else None,
        "agreed": moment_json(conflict.agreed),
        "sides": [_side_json(known, one, side, people) for side in Side],
    }


def bringing(name: ConnectionName, known: KnownConnection, some: Sequence[Kept]) -> str:
    """The command that brings the first lost value back; to sync where there is none."""
    for one in some:
        loser = one.conflict.loser or Side.A
        record = one.conflict.ids.of(loser) or one.conflict.ids.of(loser.other)
        if record is not None:
            take = f"--settled --take {alias_of(known, loser)}"
            return f"s2sctl conflicts resolve {name} {record} {take}"
    return f"s2sctl sync {name}"


def _side_json(
    known: KnownConnection, one: Kept, side: Side, people: Mapping[RecordId, str] | None
) -> Json:
    conflict, fields = one.conflict, one.parked.fields
    told: dict[str, Json] = {
        "org": alias_of(known, side),
        "object": conflict.objects.of(side),
        "id": conflict.ids.of(side),
        "field": fields.of(side) if fields else None,
        "on_conflict": conflict.policies.of(side) if conflict.policies else None,
    }
    if people is None:
        return told
    edit = conflict.edited.of(side)
    by = people.get(edit.by, edit.by) if edit.by else None
    return told | {
        "value": conflict.values.of(side),
        "edited": {"by": by, "at": moment_json(edit.at)},
    }


def _paragraph(known: KnownConnection, one: Kept, people: Mapping[RecordId, str]) -> str:
    conflict = one.conflict
    agreed = datetime_text(conflict.agreed) if conflict.agreed else "not known"
    lines = [f"{_field(one)}  settled {datetime_text(conflict.at)}: {_why(known, conflict)}"]
    for side in Side:
        value, edit = conflict.values.of(side), conflict.edited.of(side)
        record = f"{conflict.objects.of(side)} {conflict.ids.of(side) or ''}".rstrip()
        shown = "(empty)" if value is None else value
        lines.append(f"  {alias_of(known, side)} {record} = {shown}")
        lines.append(f"    latest edit of the record then: {_edit(edit, people)}")
    return "\n".join([*lines, f"  last brought into agreement before: {agreed}"])


def _why(known: KnownConnection, one: SettledConflict) -> str:
    stands = _stands(known, one)
    match one.how:
        case How.PERSON:
            return f"a person decided, {stands} stands"
        case How.OVERWRITTEN:
            return f"the field flows from {stands} alone, whose value was written over the other"
        case How.POLICY:
            said = (
                f"{alias_of(known, side)} says {one.policies.of(side)}"
                for side in Side
                if one.policies
            )
            return f"{', '.join(said)}; {stands} stands"


def _stands(known: KnownConnection, one: SettledConflict) -> str:
    return str(alias_of(known, one.winner)) if one.winner else "another value"


def _edit(edit: Edited, people: Mapping[RecordId, str]) -> str:
    if edit.at is None:
        return "not known"
    by = f"{people.get(edit.by, edit.by)}, " if edit.by else ""
    return f"{by}{datetime_text(edit.at)}"


def _field(one: Kept) -> str:
    fields = one.parked.fields
    if fields is None:
        return "(record)"
    return fields.a if fields.a == fields.b else f"{fields.a} ({fields.b})"
