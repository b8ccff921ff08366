"""A state as a whole: what it holds, whether it is sound, who holds a connection."""

from collections.abc import Sequence

from s2sctl.app.adopt import Adoption
from s2sctl.cli.answer import Json
from s2sctl.cli.views.health import MARKS
from s2sctl.cli.views.moments import moment_json
from s2sctl.cli.views.tables import counted, table
from s2sctl.ports.store import Holder
from s2sctl.ports.whole_state import Contents, Restoring, Upgraded
from s2sctl.sync.health import Check


def contents_text(found: Contents) -> str:
    """``3 connections, 1,200 links and 4 ledger entries; last run 2026-11-23 12:00:00 UTC``."""
    last = f"{found.last_run:%Y-%m-%d %H:%M:%S} UTC" if found.last_run else "never"
    entries = f"{found.entries:,} ledger entr{'y' if found.entries == 1 else 'ies'}"
    return (
        f"{counted(len(found.connections), 'connection')}, {counted(found.links, 'link')} "
        f"and {entries}; last run {last}"
    )


def contents_json(found: Contents) -> dict[str, Json]:
    """The same for scripts."""
    return {
        "id": found.id,
        "schema": found.schema,
        "connections": list(found.connections),
        "links": found.links,
        "ledger": found.entries,
        "last_run": moment_json(found.last_run),
    }


def restoring_text(found: Restoring) -> str:
    """What is replaced, and by what."""
    if found.damaged:
        now = f"{found.damaged} It is put aside as it is."
    elif found.present is None:
        now = "There is no state yet."
    else:
        now = f"{found.present.place} holds {contents_text(found.present)}."
    return f"{now}\n{found.backup.place} holds {contents_text(found.backup)}."


def restoring_json(found: Restoring) -> dict[str, Json]:
    """The same for scripts."""
    return {
        "present": None if found.present is None else contents_json(found.present),
        "backup": contents_json(found.backup),
        "damaged": found.damaged or None,
    }


def upgraded_text(found: Upgraded, *, done: bool) -> str:
    """From which shape to which, and where the old one is kept."""
    if found.before == found.after:
        return f"{found.place} has schema {found.after}, as this version needs it."
    does = "was led" if done else "would be led"
    kept = f" It was kept as {found.kept}." if found.kept else ""
    return f"{found.place} {does} from schema {found.before} to {found.after}.{kept}"


def upgraded_json(found: Upgraded) -> dict[str, Json]:
    """The same for scripts."""
    kept = None if found.kept is None else str(found.kept)
    return {"schema_before": found.before, "schema_after": found.after, "kept": kept}


def checks_text(found: Sequence[Check]) -> str:
    """One line per check, the worst marked."""
    return table(("", "CHECK", ""), [(MARKS[one.status], one.id, one.text) for one in found])


def checks_json(found: Sequence[Check]) -> list[Json]:
    """The same for scripts."""
    return [{"id": one.id, "status": one.status.value, "text": one.text} for one in found]


def holder_text(by: Holder) -> str:
    """Who holds a lease: run, machine, process, since when."""
    return f"run {by.run} on {by.host}, pid {by.pid}, since {by.since:%Y-%m-%d %H:%M:%S} UTC"


def holder_json(by: Holder) -> dict[str, Json]:
    """The same for scripts."""
    return {"run": by.run, "host": by.host, "pid": by.pid, "since": moment_json(by.since)}


def adoption_json(found: Adoption) -> dict[str, Json]:
    """Whose runs each end held in force, and which state follows."""
    runners = zip(found.orgs, found.runners, strict=True)
    return {
        "connection": found.known.name,
        "state": found.store_id,
        "runners": {org.alias: runner or None for org, runner in runners},
        "adopted": [found.orgs.of(side).alias for side in found.due],
    }
