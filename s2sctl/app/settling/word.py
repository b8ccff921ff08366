"""What a person says about conflicts, and what became of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from s2sctl.app.parked import Parked
from s2sctl.errors import UsageError
from s2sctl.model.ids import id_help, is_id, to18
from s2sctl.model.names import ConnectionName
from s2sctl.model.side import Pair, Side
from s2sctl.sync.ledger import Place, place


@dataclass(frozen=True, slots=True)
class Back:
    """A value of ``side`` that lost, as canonical text, and is to stand again in place of the
    other side's ``stands``; what stands now is not ``known`` where a person had set it."""

    side: Side
    text: str | None
    stands: str | None
    known: bool


@dataclass(frozen=True, slots=True)
class Word:
    """``take`` is the side whose values are to stand; ``sets`` are values by a field's name in
    either org, as typed, which come before it; ``back`` are values of settled conflicts."""

    take: Side | None = None
    sets: Mapping[str, str] = field(default_factory=dict)
    back: Mapping[Place, Back] = field(default_factory=dict)

    def outdated(self, one: Parked, shown: Pair[str | None]) -> bool:
        """Whether the value that won is no longer there: somebody has edited it since."""
        back = self.back.get(place(one.entry))
        return back is not None and back.known and shown.of(back.side.other) != back.stands

    def about(self, one: Parked) -> tuple[Side, str] | None:
        """The side whose field is named in ``sets`` and the text it is to get: the origin's where
        both orgs call it the same."""
        back = self.back.get(place(one.entry))
        if back is not None:
            return back.side, back.text or ""
        origin = one.entry.target.other
        by_name = {name.lower(): text for name, text in self.sets.items()}
        for side in (origin, origin.other) if one.fields is not None else ():
            name = one.fields.of(side).lower() if one.fields is not None else ""
            if name in by_name:
                return side, by_name[name]
        return None


@dataclass(frozen=True, slots=True)
class Write:
    """One value that goes to ``side``: canonical texts, None for an empty field."""

    side: Side
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Settled:
    """What became, or would become, of one conflict. ``why`` it is open still: "" where not."""

    parked: Parked
    writes: tuple[Write, ...] = ()
    why: str = ""


def chosen(
    name: ConnectionName,
    found: Sequence[Parked],
    ids: Iterable[str],
    *,
    every: bool,
    field: str | None = None,
) -> tuple[Parked, ...]:
    """The entries of a connection that a person names by record ids of either org, or all.

    Raises UsageError S2S570 where neither or both are said, S2S433 for what is no id, S2S571 for
    a record (or field) of which nothing waits.
    """
    named = list(ids)
    if bool(named) == every:
        raise UsageError(
            "Which records? Name ids, or say --all, not both.",
            code="S2S570",
            help="the list shows the ids of both orgs' records",
        )
    wrong = [text for text in named if not is_id(text)]
    if wrong:
        raise UsageError(
            f"Not a record id: {', '.join(wrong[:5])}.",
            code="S2S433",
            help=id_help(wrong, "as the list shows it"),
        )
    wanted = {to18(text) for text in named}
    some = [one for one in found if every or wanted & set(one.ids)]
    missing = sorted(wanted - {id for one in some for id in one.ids if id})
    kept = tuple(one for one in some if field is None or _names(one, field))
    if missing or (field is not None and not kept):
        what = ", ".join(missing[:5]) or f"a field {field}"
        raise UsageError(
            f"Nothing waits for {what}. Nothing was changed.",
            code="S2S571",
            help=f"what waits is listed:  s2sctl conflicts list {name}   and  "
            f"s2sctl failures list {name}",
        )
    return kept


def _names(one: Parked, field: str) -> bool:
    return one.fields is not None and field.lower() in (name.lower() for name in one.fields)
