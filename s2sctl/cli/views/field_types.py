"""The compatibility table of field types as text and as Markdown."""

from collections.abc import Iterator
from itertools import groupby

from s2sctl.cli.answer import Json
from s2sctl.metadata.compatibility import TYPES, Cell, FieldType, Verdict, row

_REACH = (Verdict.FITS, Verdict.ROWS, Verdict.TRANSFORM)
_HEADS = {
    Verdict.FITS: "fits",
    Verdict.ROWS: "row by row",
    Verdict.TRANSFORM: "transform",
    Verdict.REFUSED: "refused",
}


def all_types() -> str:
    """Every source type with what its values fit, in a few lines each."""
    return "\n".join("\n".join(_told(one)) for one in TYPES)


def one_type(source: FieldType) -> str:
    """One source type, refused targets with their reasons too."""
    lines = list(_told(source))
    lines += (f"  refused     {text}" for text in _by_reason(row(source)[Verdict.REFUSED]))
    return "\n".join(lines)


def one_cell(one: Cell) -> str:
    """One pair in a sentence."""
    return f"{one.source.name} into {one.target.name}: {one.verdict.value} ({one.why})"


def markdown() -> str:
    """The same table for docs/types.md."""
    lines = [
        "| From | Fits | Fits, row by row | Only with a transform | As a target |",
        "| --- | --- | --- | --- | --- |",
    ]
    for one in TYPES:
        if one.unread:
            reach = [f"refused: {one.unread}", "", ""]
        else:
            reach = ["; ".join(_by_reason(row(one)[verdict])) for verdict in _REACH]
        own = f"refused: {one.unwritten}" if one.unwritten else "yes"
        name = f"{one.name} <br>{one.note}" if one.note else one.name
        lines.append(f"| {name} | {' | '.join(reach)} | {own} |")
    return "\n".join(lines) + "\n"


def as_data() -> list[Json]:
    """The table for ``-o json``: each pair of types once."""
    return [cell_data(one) for source in TYPES for found in row(source).values() for one in found]


def cell_data(one: Cell) -> dict[str, Json]:
    """One pair for ``-o json``."""
    return {
        "source": one.source.name,
        "target": one.target.name,
        "verdict": one.verdict.name.lower(),
        "why": one.why,
    }


def _told(source: FieldType) -> Iterator[str]:
    yield f"{source.name}{f'  ({source.note})' if source.note else ''}"
    if source.unread:
        yield f"  refused     {source.unread}"
        return
    if source.unwritten:
        yield f"  no target   {source.unwritten}"
    for verdict in _REACH:
        for text in _by_reason(row(source)[verdict]):
            yield f"  {_HEADS[verdict]:<11} {text}"


def _by_reason(cells: tuple[Cell, ...]) -> Iterator[str]:
    """Targets with the same reason in one text; ``lossless`` needs no saying."""
    known = sorted(cells, key=lambda one: one.why)
    for why, some in groupby(known, key=lambda one: one.why):
        names = ", ".join(one.target.name for one in some)
        yield names if why == "lossless" else f"{names} ({why})"
