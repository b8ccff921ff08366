"""What guards say, as text and for scripts."""

from collections.abc import Iterable

from s2sctl.cli.answer import Json
from s2sctl.sync.guards import Tripped


def guard_json(one: Tripped) -> dict[str, Json]:
    """A guard as scripts read it. ``limit`` is in percent of ``shared``, or of the org's daily API
    calls; null where a guard has none. ``flag`` lets the run pass."""
    return {
        "code": one.code,
        "org": one.org,
        "object": one.object,
        "planned": one.planned,
        "shared": one.shared,
        "limit": one.limit,
        "cause": one.cause,
        "flag": one.flag,
        "message": one.text,
    }


def guard_lines(tripped: Iterable[Tripped]) -> list[str]:
    """Each guard that would stop the run, its cause, and what lets it pass."""
    return [
        f"A guard [{one.code}] would stop the run: {one.told}; {one.flag} lets it pass."
        for one in tripped
    ]
