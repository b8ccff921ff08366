"""A round of runs, as text and for scripts."""

from collections.abc import Sequence

from s2sctl.app.turns import Turn
from s2sctl.cli.answer import STATUS, Json
from s2sctl.cli.views.answer import error_json
from s2sctl.cli.views.sync import report_json, report_text


def round_json(turns: Sequence[Turn]) -> dict[str, Json]:
    """``result`` of ``sync --all -o json``: each connection with the status it would have alone."""
    return {
        "connections": [
            {
                "connection": turn.connection,
                "status": "skipped" if turn.skipped else STATUS.get(turn.exit_code, "error"),
                "exit_code": turn.exit_code,
                "result": report_json(turn.report) if turn.report is not None else None,
                "error": error_json(turn.error) if turn.error is not None else None,
            }
            for turn in turns
        ]
    }


def turn_json(turn: Turn) -> dict[str, Json]:
    """``result`` of ``sync CONNECTION -o json``: the run, or who holds what was skipped."""
    if turn.report is not None:
        return report_json(turn.report)
    return {"connection": turn.connection, "skipped": turn.error.message if turn.error else ""}


def round_text(turns: Sequence[Turn], *, quiet: bool = False) -> str:
    """Every run's table, one after the other; an error as its sentence and what to do."""
    return "\n\n".join(text for turn in turns if (text := _turn_text(turn, quiet)))


def _turn_text(turn: Turn, quiet: bool) -> str:
    if turn.report is not None:
        return report_text(turn.report, quiet=quiet)
    if turn.error is None or (turn.skipped and quiet):
        return ""
    if turn.skipped:
        return f"{turn.error.message} Skipped: that run does it."
    lines = [f"{turn.connection}: error[{turn.error.code}]: {turn.error.message}"]
    return "\n".join([*lines, *([f"  = help: {turn.error.help}"] if turn.error.help else [])])
