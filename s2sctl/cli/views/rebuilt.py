"""What a rebuild found, as text and for scripts."""

from s2sctl.app.rebuild import Found, Rebuilt
from s2sctl.cli.answer import Json
from s2sctl.cli.views.tables import counted, table


def rebuilt_json(done: Rebuilt) -> dict[str, Json]:
    """One connection's rebuild."""
    return {
        "connection": done.connection,
        "links_before": done.before,
        "objects": [_found_json(one) for one in done.found],
        "api_calls": dict(done.api_calls),
    }


def _found_json(one: Found) -> Json:
    return {
        "a": one.objects.a,
        "b": one.objects.b,
        "flowing": one.flowing,
        "ended": one.ended,
        "apart": one.apart,
        "without_copy": one.alone,
    }


def rebuilt_text(done: Rebuilt) -> str:
    """A table of the objects, and what the next sync will ask."""
    heads = ("OBJECT", "FLOWING", "DIFFERING", "ENDED", "WITHOUT COPY")
    rows = [
        (str(one.objects.a), *_figures(one.flowing, one.apart, one.ended, one.alone))
        for one in done.found
    ]
    calls = ", ".join(f"{org} {counted(n, 'API call')}" for org, n in done.api_calls.items())
    lines = [
        f"{done.connection}: {counted(sum(one.flowing for one in done.found), 'share')} found, "
        f"{done.before:,} known before. Nothing was written to either org.",
        table(heads, rows) if rows else "Nothing flows yet.",
        f"\n{calls}",
    ]
    apart = sum(one.apart for one in done.found)
    if apart:
        lines.append(
            f"{counted(apart, 'share')} with fields that differ: no sync writes them before they "
            f"are edited or settled: s2sctl conflicts list {done.connection}"
        )
    if done.alone:
        lines.append(
            f"{counted(done.alone, 'shared record')} without a copy: the next sync makes none "
            f"unless it is called with --allow-creates {done.alone}. Look first: "
            f"s2sctl sync {done.connection} --dry-run --take-over"
        )
    return "\n".join(lines)


def _figures(*counts: int) -> list[str]:
    return [f"{count:,}" if count else "-" for count in counts]
