"""Plain columns, wide enough for their longest cell."""

from collections.abc import Sequence


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows under their heads, two blanks between columns, nothing at a line's end."""
    lines = [tuple(head), *(tuple(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def counted(count: int, thing: str) -> str:
    """``1 record``, ``2 records``."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
