"""What an OR of time windows implies: one window around them all.

SQLite reads a range of an index in order, but scans the whole table or sorts for an OR of ranges.
Clients that look back several times ask for exactly that.
"""

from collections.abc import Sequence
from datetime import datetime

from s2sctl.soql.literals import Moment
from s2sctl.soql.tree import And, Comparison, Condition, FieldPath

_STAMPS = ("SystemModstamp", "LastModifiedDate", "CreatedDate")
_LOWER = frozenset({">", ">=", "="})
_UPPER = frozenset({"<", "<=", "="})


def around(parts: Sequence[Condition]) -> list[Comparison]:
    """Comparisons that hold wherever one of ``parts`` does; empty where nothing is implied."""
    found: list[Comparison] = []
    for name in _STAMPS:
        for operator, words, outermost in ((">=", _LOWER, min), ("<=", _UPPER, max)):
            bounds = [_bounds(part, name, words) for part in parts]
            if all(bounds):
                # Any bound of a part holds for it; the outermost of all holds for every part.
                edge = outermost(bound for some in bounds for bound in some)
                found.append(Comparison(FieldPath((name,)), operator, Moment(edge)))
    return found


def _bounds(part: Condition, name: str, words: frozenset[str]) -> list[datetime]:
    leaves = part.parts if isinstance(part, And) else (part,)
    return [
        leaf.value.value
        for leaf in leaves
        if isinstance(leaf, Comparison)
        and isinstance(leaf.value, Moment)
        and leaf.operator in words
        and str(leaf.operand).lower() == name.lower()
    ]
