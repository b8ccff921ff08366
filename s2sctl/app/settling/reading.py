"""The records of some conflicts, read now: which of them can be settled."""

from collections.abc import Sequence
from dataclasses import dataclass

from s2sctl.agreement.flows import Pairing
from s2sctl.app.parked import Parked
from s2sctl.app.settling.word import Settled, Write
from s2sctl.app.sync.judging import judge_cases
from s2sctl.app.sync.rereading import read_again
from s2sctl.app.sync.work import Work
from s2sctl.model.ids import Key
from s2sctl.model.records import Record
from s2sctl.model.side import Pair, Side
from s2sctl.sync.link import Link
from s2sctl.sync.linking import Case
from s2sctl.sync.mapped import Mapped
from s2sctl.sync.merge import text_of
from s2sctl.sync.ruling import Ruling
from s2sctl.sync.shares import Flows

CHANGED = "a side shows another value than when the conflict was noted"


@dataclass(slots=True)
class OpenConflict:
    """One conflict on its way to being settled; ``shown`` are both sides' canonical texts now."""

    parked: Parked
    link: Link
    mapped: Mapped
    shown: Pair[str | None]
    rows: Pair[Record | None]
    ruling: Ruling | None = None
    writes: tuple[Write, ...] = ()
    why: str = ""


def open_conflicts(
    work: Work, pairing: Pairing, some: Sequence[Parked]
) -> tuple[list[OpenConflict], list[Settled]]:
    """The conflicts whose records can both be read, flow, and show what was noted; and the others,
    each with the reason why it stays as it is."""
    links = work.store.links_by_key(work.name, [one.entry.key for one in some])
    cases = read_cases(work, pairing, tuple(links.values()))
    keys = tuple(cases)
    verdicts = dict(
        zip(keys, judge_cases(work, pairing, [cases[key] for key in keys]), strict=True)
    )
    fields = {one.link.name: one for one in work.mapped(pairing)}
    opened: list[OpenConflict] = []
    left: list[Settled] = []
    for one in some:
        key, mapped = one.entry.key, fields.get(one.entry.field)
        if mapped is None or key not in cases:
            left.append(Settled(one, why="a record cannot be read, or is not shared any more"))
        elif not isinstance(verdicts[key], Flows):
            left.append(Settled(one, why="the share has ended, or is about to"))
        else:
            shown = Pair(*(text_in(mapped, side, cases[key].rows.of(side)) for side in Side))
            if one.entry.values is not None and shown != one.entry.values:
                left.append(Settled(one, why=CHANGED))
            else:
                opened.append(OpenConflict(one, links[key], mapped, shown, cases[key].rows))
    return opened, left


def read_cases(work: Work, pairing: Pairing, links: Sequence[Link]) -> dict[Key, Case]:
    """The shares of which both rows come with values: what left its rule is not read."""
    rows = Pair(
        *(
            read_again(work, pairing, side, [id for one in links if (id := one.ids.of(side))])
            for side in Side
        )
    )
    found = {}
    for link in links:
        a, b = (rows.of(side).get(id) if (id := link.ids.of(side)) else None for side in Side)
        if a is not None and b is not None and a.values and b.values:
            found[link.key] = Case(link, Pair(a, b), link)
    return found


def text_in(mapped: Mapped, side: Side, row: Record | None) -> str | None:
    """What ``row`` shows in that field, as a conflict keeps it."""
    values = row.values if row is not None else {}
    return text_of(mapped.shown(side, values))
