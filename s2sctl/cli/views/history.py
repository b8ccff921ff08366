"""A connection's history: for people, for scripts, and as CSV for spreadsheets."""

import csv
import io
from collections.abc import Sequence

from s2sctl.app.history import Line
from s2sctl.cli.answer import Json
from s2sctl.cli.views.moments import moment_json
from s2sctl.cli.views.tables import table

_HEADS = ("at", "org", "side", "kind", "from", "to", "who", "text")


def history_text(lines: Sequence[Line]) -> str:
    """One line each, newest first."""
    if not lines:
        return "Nothing is remembered here."
    rows = [
        (
            f"{line.event.at:%Y-%m-%d %H:%M:%S}",
            line.org or (line.event.side.value if line.event.side else "-"),
            line.event.kind,
            line.event.text,
            line.event.who or "not known",
        )
        for line in lines
    ]
    return table(("WHEN (UTC)", "ORG", "WHAT", "", "WHO"), rows)


def history_json(lines: Sequence[Line]) -> list[Json]:
    """Every line with its parts; ``from`` and ``to`` where it changed a state."""
    return [dict(_parts(line)) for line in lines]


def history_csv(lines: Sequence[Line]) -> str:
    """The same as comma separated values with a line of heads."""
    text = io.StringIO()
    writer = csv.DictWriter(text, _HEADS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _harmless(value) for key, value in _parts(one).items()} for one in lines)
    return text.getvalue().rstrip("\n")


def _parts(line: Line) -> dict[str, str | None]:
    event, change = line.event, line.change
    return {
        "at": moment_json(event.at),
        "org": line.org,
        "side": event.side.value if event.side else None,
        "kind": event.kind,
        "from": change.before.value if change and change.before else None,
        "to": change.after.value if change else None,
        "who": event.who or None,
        "text": change.reason if change else event.text,
    }


def _harmless(value: str | None) -> str:
    """Text a spreadsheet takes for text: a reason may begin like a formula."""
    return f"'{value}" if value and value[0] in "=+-@\t" else value or ""
