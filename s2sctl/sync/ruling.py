"""A person's word on a field in conflict. Pure."""

from dataclasses import dataclass

from s2sctl.model.side import Pair, Side


@dataclass(frozen=True, slots=True)
class Ruling:
    """``side``'s value is to stand on both sides.

    ``shown`` are both sides' canonical texts as the person saw them: when a side shows anything
    else by now, the word is about something else, and the field stays as it would be without it.
    """

    side: Side
    shown: Pair[str | None]
    noted: bool = False
    """Both values were noted as settled before: a typed value took one of them away."""
