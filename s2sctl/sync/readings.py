"""What is read of one object of one org in one pass, and why. Pure.

A side that only receives is asked for the copies of this connection. A side that shares by rule
is read by its rule; once it has been read whole, changed rows are asked for by id first, because
of rows that are not shared nothing but id, stamp, deletion mark and key may be read (design §3.1).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from s2sctl.agreement.digest import flow_digest
from s2sctl.agreement.flows import Pairing
from s2sctl.connection.objects import CONNECTION_LOOKUP, KEY, holds_key
from s2sctl.manifest.manifest import FullCompare, ShareRule
from s2sctl.model.ids import OrgId, RecordId
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.side import Side
from s2sctl.sync.link import Cursor
from s2sctl.sync.windows import Cursors, Span, advance, spans


@dataclass(frozen=True, slots=True)
class Reading:
    """One object of one side. ``rules`` are conditions whose rows are shared; ``copies`` is the
    condition for this connection's copies, empty where the object receives none or its copies
    can hold no key. ``keyless`` copies are told by their ids alone."""

    side: Side
    object: ObjectName
    fields: tuple[FieldName, ...]
    rules: tuple[str, ...]
    copies: str
    originates: bool
    keyless: bool
    digest: str
    looks: Cursors
    spans: tuple[Span, ...]
    hi: datetime

    @property
    def whole(self) -> bool:
        """Whether it is read from the beginning: a first pass, or the flow changed."""
        return not self.looks

    @property
    def ids_first(self) -> bool:
        """Whether changed rows must be found by id before anything of them is read."""
        return (self.originates or self.keyless) and not self.whole

    @property
    def condition(self) -> str:
        """Which rows' fields may be read; empty: none."""
        parts = [*self.rules, *([self.copies] if self.copies else [])]
        return parts[0] if len(parts) == 1 else " OR ".join(f"({part})" for part in parts)

    @property
    def cursor(self) -> Cursor:
        """The cursor once everything was read and applied or entered into the ledger."""
        return Cursor(self.side, self.object, advance(self.looks, self.hi), self.digest)


def condition(rule: ShareRule, *, keyed: bool) -> str | None:
    """Which of a side's own rows a rule shares; None where they are shared by hand.

    ``keyed`` where the object's rows may be copies: one that came over another connection is not
    its org's own, and nothing of it may be read here, unless the manifest says ``onward``.
    """
    if rule.where is None or rule.onward or not keyed:
        return rule.where
    return f"({rule.where}) AND {KEY} = NULL"


def readings(
    side: Side,
    pairings: Iterable[Pairing],
    connection: RecordId,
    partner: OrgId,
    cursors: Iterable[Cursor],
    hi: datetime,
    keyed: Collection[ObjectName] = (),
    again: datetime | None = None,
) -> tuple[Reading, ...]:
    """What to read of one side, an object at a time, in the order of the pairings. ``keyed`` are
    its objects whose rows can carry a key; from ``again`` on all is read, if it is not None."""
    by_object: dict[ObjectName, list[Pairing]] = {}
    for pairing in pairings:
        by_object.setdefault(pairing.objects.of(side), []).append(pairing)
    known = {cursor.object: cursor for cursor in cursors if cursor.side is side}
    return tuple(
        _reading(
            side,
            name,
            found,
            _copies(connection, partner),
            known.get(name),
            hi,
            name in keyed,
            again,
        )
        for name, found in by_object.items()
    )


def _reading(
    side: Side,
    name: ObjectName,
    pairings: list[Pairing],
    copies: str,
    cursor: Cursor | None,
    hi: datetime,
    keyed: bool,
    again: datetime | None,
) -> Reading:
    rules = [rule for pairing in pairings if (rule := pairing.share.of(side)) is not None]
    receives = any(pairing.share.of(side.other) is not None for pairing in pairings)
    digest = "+".join(flow_digest(pairing, side) for pairing in pairings)
    digest += _period(side, pairings, hi)
    same = cursor is not None and cursor.flow_digest == digest
    looks = cursor.looks if cursor is not None and same else ()
    fields = dict.fromkeys(field for pairing in pairings for field in pairing.mapped(side))
    return Reading(
        side=side,
        object=name,
        fields=tuple(fields),
        rules=tuple(dict.fromkeys(one for rule in rules if (one := condition(rule, keyed=keyed)))),
        copies=copies if receives and holds_key(name) else "",
        originates=bool(rules),
        keyless=receives and not holds_key(name),
        digest=digest,
        looks=looks,
        spans=spans(looks, hi, again),
        hi=hi,
    )


def _period(side: Side, pairings: Iterable[Pairing], hi: datetime) -> str:
    """Which day or week this is, where one is to be read whole once in each: a new one is another
    flow to the cursor, which is how it knows when that was done last."""
    often = {pairing.full_compare.of(side) for pairing in pairings}
    if FullCompare.DAILY in often:
        return f"@{hi:%Y-%m-%d}"
    return f"@{hi:%G-W%V}" if FullCompare.WEEKLY in often else ""


def ruled_anew(reading: Reading, cursors: Iterable[Cursor]) -> bool:
    """Whether it was read before under other terms: not for the first time, and not only because
    a day or a week has begun in which it is to be read whole."""
    return any(
        (one.side, one.object) == (reading.side, reading.object)
        and one.flow_digest.partition("@")[0] != reading.digest.partition("@")[0]
        for one in cursors
    )


def _copies(connection: RecordId, partner: OrgId) -> str:
    """This connection's copies: the key makes one, also where someone cleared the mark beside it;
    a row that has the mark alone is not ours, and nothing of it may be read."""
    mark = f"{CONNECTION_LOOKUP} = '{connection}' OR {CONNECTION_LOOKUP} = NULL"
    return f"{KEY} LIKE '{partner}/%' AND ({mark})"
