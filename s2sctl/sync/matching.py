"""Which records of two orgs are the same one, by fields that say so. Pure.

A value is compared in its canonical form as the copy's field would hold it; an e-mail address
without regard to case, any text without the blanks around it. A record of which any compared
field is blank matches nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from s2sctl.model.digest import Digest, DigestKey, digest
from s2sctl.model.ids import RecordId
from s2sctl.model.schema import FieldSchema
from s2sctl.model.values import Value

_CONTEXT = "match"


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Records that look alike, more than one of them on a side."""

    origins: tuple[RecordId, ...]
    copies: tuple[RecordId, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """What comparing both sides came to. Every origin is in exactly one of these."""

    unique: tuple[tuple[RecordId, RecordId], ...] = ()
    """Origin and copy, to be linked."""
    ambiguous: tuple[Ambiguous, ...] = ()
    occupied: tuple[tuple[RecordId, RecordId], ...] = ()
    """Origin, and the one record it matches that belongs to another share already."""
    missing: tuple[RecordId, ...] = ()
    """Origins without a match."""
    blank: tuple[RecordId, ...] = ()
    """Origins of which a compared field is blank."""
    linked: tuple[RecordId, ...] = ()
    """Origins that have their copy already."""


@dataclass(slots=True)
class Sightings:
    """What was read of one side: which ids show each digest, and which show none."""

    by_mark: dict[Digest, list[RecordId]] = field(default_factory=dict)
    blank: list[RecordId] = field(default_factory=list)

    def see(self, id: RecordId, mark: Digest | None) -> None:
        """One record was read."""
        if mark is None:
            self.blank.append(id)
        else:
            self.by_mark.setdefault(mark, []).append(id)

    def ids(self) -> Iterator[RecordId]:
        """Every record that was read."""
        yield from self.blank
        for ids in self.by_mark.values():
            yield from ids


def mark(key: DigestKey, types: Sequence[FieldSchema], values: Sequence[Value]) -> Digest | None:
    """What stands for the compared values of one record; None where any is blank.

    ``types`` are the copy's fields, on both sides, so that both are normalised alike.
    """
    normal = [normalised(one, value) for one, value in zip(types, values, strict=True)]
    if any(value is None for value in normal):
        return None
    parts = [f"{len(text)}:{text}" for text in map(str, normal)]
    return digest(key, _CONTEXT, "\0".join(parts))


def normalised(type: FieldSchema, value: Value) -> Value:
    """The form in which two values are compared; None for a blank one."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    return (text.lower() if type.type == "email" else text) or None


def match(
    origins: Sightings,
    copies: Sightings,
    linked: Iterable[RecordId] = (),
    taken: Mapping[RecordId, bool] | None = None,
) -> Matches:
    """Who is whose.

    ``linked`` are origins that have a copy already. ``taken`` are records of the copies' side
    that belong to a share: of one of these origins (True) or of something else (False).
    """
    done, held = frozenset(linked), taken or {}
    unique: list[tuple[RecordId, RecordId]] = []
    ambiguous: list[Ambiguous] = []
    occupied: list[tuple[RecordId, RecordId]] = []
    missing: list[RecordId] = []
    for one, ids in origins.by_mark.items():
        ours = tuple(id for id in ids if id not in done)
        theirs = tuple(id for id in copies.by_mark.get(one, ()) if held.get(id) is not True)
        if not ours:
            continue
        if not theirs:
            missing.extend(ours)
        elif len(ours) > 1 or len(theirs) > 1:
            ambiguous.append(Ambiguous(ours, theirs))
        elif theirs[0] in held:
            occupied.append((ours[0], theirs[0]))
        else:
            unique.append((ours[0], theirs[0]))
    return Matches(
        tuple(unique),
        tuple(ambiguous),
        tuple(occupied),
        tuple(missing),
        tuple(one for one in origins.blank if one not in done),
        tuple(sorted(done)),
    )
