"""Records that exist on both sides, and what linking them came to."""

from collections.abc import Iterable, Sequence

from s2sctl.app.sharing.match import Linked, Matching
from s2sctl.cli.answer import Json
from s2sctl.cli.views.tables import counted
from s2sctl.model.ids import RecordId
from s2sctl.model.names import ConnectionName, ObjectName
from s2sctl.sync.matching import Matches

EXAMPLES = 5


def match_text(found: Matching, listed: str = "") -> str:
    """The numbers, with examples by id; all of the kind that is ``listed``."""
    aliases, matches = found.ends.aliases, found.matches
    home, away = aliases.of(found.origin), aliases.of(found.origin.other)
    alike = [(one.origins, one.copies) for one in matches.ambiguous]
    unsure = sum(len(one.origins) for one in matches.ambiguous)
    lines = [
        f"{found.pairing.objects.of(found.origin)} of {home} and"
        f" {found.pairing.objects.of(found.origin.other)} of {away},"
        f" by {', '.join(one.origin.name for one in found.fields)}:",
        *_part(
            len(matches.unique),
            "match one, and become linked",
            "unique",
            listed,
            (f"{one} = {other}" for one, other in matches.unique),
        ),
        *_part(
            unsure,
            "look like several, and are left alone",
            "ambiguous",
            listed,
            (f"{_some(ours)} ~ {_some(theirs)}" for ours, theirs in alike),
        ),
        *_part(
            len(matches.occupied),
            "match one whose key is taken",
            "occupied",
            listed,
            (f"{one} ~ {other}" for one, other in matches.occupied),
        ),
        *_part(
            len(matches.missing), f"have no match in {away}", "missing", listed, matches.missing
        ),
    ]
    if matches.blank:
        lines.append(f"  {len(matches.blank):>7,}  have a blank field, which matches nothing")
    if matches.linked:
        lines.append(f"  {len(matches.linked):>7,}  are linked already")
    if matches.unique:
        lines.append(
            "The next sync adopts what is equal; where a pair differs, each side's on_conflict"
            " decides, and updates count against the guards."
        )
    if matches.missing or matches.ambiguous or matches.blank:
        lines.append(
            f"Records that stay unlinked get a copy in {away} as soon as they are synced"
            + (" (--hold keeps the ambiguous ones from it)." if matches.ambiguous else ".")
        )
    return "\n".join(lines)


def _part(count: int, what: str, kind: str, listed: str, examples: Iterable[str]) -> list[str]:
    """One kind of match: its number, and examples below it."""
    told = list(examples)
    shown = told if listed == kind else told[:EXAMPLES]
    lines = [f"  {count:>7,}  {what}", *(f"           {one}" for one in shown)]
    if len(shown) < len(told):
        lines.append(f"           … all of them:  --list {kind}")
    return lines


def next_step(found: Matches, name: ConnectionName, of: ObjectName, *, done: bool) -> str:
    """The command a person would run now; ``done``: the keys were written."""
    if found.unique and not done:
        return "the same match without --dry-run"
    if found == Matches():
        return f"s2sctl share {name} {of} ID"
    return f"s2sctl sync {name} --dry-run"


def linked_text(linked: Linked, held: int) -> str:
    """What was written, and what was refused."""
    lines = [f"{counted(linked.written, 'key')} written."]
    if held:
        lines.append(f"{counted(held, 'ambiguous record')} held back until shared by hand.")
    lines += [f"{id}  refused: {why}" for id, why in linked.refused.items()]
    return "\n".join(lines)


def match_json(found: Matching, linked: Linked | None, held: int) -> Json:
    """The same for scripts, with every record."""
    aliases, matches = found.ends.aliases, found.matches
    refused: Json = {str(id): why for id, why in linked.refused.items()} if linked else {}
    return {
        "origin": aliases.of(found.origin),
        "copy": aliases.of(found.origin.other),
        "on": [str(one.origin.name) for one in found.fields],
        "unique": [{"origin": one, "copy": other} for one, other in matches.unique],
        "ambiguous": [
            {"origins": list(one.origins), "copies": list(one.copies)} for one in matches.ambiguous
        ],
        "occupied": [{"origin": one, "copy": other} for one, other in matches.occupied],
        "missing": list(matches.missing),
        "blank": list(matches.blank),
        "linked_before": len(matches.linked),
        "written": 0 if linked is None else linked.written,
        "held": held,
        "refused": refused,
    }


def _some(ids: Sequence[RecordId]) -> str:
    return ", ".join(ids[:3]) + (f" and {len(ids) - 3} more" if len(ids) > 3 else "")
