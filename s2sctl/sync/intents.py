"""What a write is to leave behind, known before its call: should no run remember the answer,
the row tells whether it arrived. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from s2sctl.model.digest import Digest
from s2sctl.model.side import Pair, Side
from s2sctl.model.values import Values
from s2sctl.sync.link import Link
from s2sctl.sync.mapped import Mapped
from s2sctl.sync.record_plan import Marker, RecordPlan


def intended(plan: RecordPlan, side: Side) -> dict[str, Pair[Digest]]:
    """The base of every field that the plan writes to ``side``, once the write has arrived."""
    writes = plan.only((side,)).written()
    return {one.name: one.base for one in writes.fields if one.base is not None}


def landed(
    fields: Iterable[Mapped], values: Pair[Values | None], link: Link, marker: Marker
) -> Link:
    """The link with the base of each field that shows what an unanswered write of ours sent there.

    The value is ours, whoever saved the row since. A person who entered the very same value
    cannot be told apart, and lost nothing: what was sent is the other side's own value.
    """
    found: dict[str, Pair[Digest]] = {}
    for mapped in fields:
        for side in link.unconfirmed:
            sent = link.intents.of(side).get(mapped.link.name)
            shown = values.of(side)
            if sent is None or shown is None:
                continue
            now = marker.of(side, mapped.mark(side), mapped.shown(side, shown))
            if now == sent.of(side):
                found[mapped.link.name] = sent
    return replace(link, base={**link.base, **found}, intents=_open(link, found)) if found else link


def _open(link: Link, found: Mapping[str, Pair[Digest]]) -> Pair[Mapping[str, Pair[Digest]]]:
    """The intents that are still in doubt."""
    return Pair(
        *(
            {name: base for name, base in known.items() if name not in found}
            for known in link.intents
        )
    )
