"""Contents of files on their way: fetched from the other org just before the write."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.work import Work
from s2sctl.errors import RequestRefused
from s2sctl.model.bodies import LIMIT, body_size
from s2sctl.model.names import FieldName
from s2sctl.model.side import Side
from s2sctl.model.values import Value, Values
from s2sctl.ports.body import Body
from s2sctl.ports.org import Refusal
from s2sctl.sync.link import Link

TOO_LARGE = "BODY_TOO_LARGE"
CHANGED = "BODY_CHANGED"
UNSEEN = "NOT_VISIBLE"
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is written to a row: plain values and contents, or why a content cannot be."""

    values: Mapping[FieldName, Value]
    bodies: Mapping[FieldName, Body] = field(default_factory=dict)
    refusal: Refusal | None = None


def has_bodies(work: Work, pairing: Pairing, target: Side) -> bool:
    """Whether contents flow into that side's rows."""
    return any(
        one.types.of(target).type == "base64" and one.link.into.of(target) is not None
        for one in work.mapped(pairing)
    )


@contextmanager
def packed(
    work: Work, pairing: Pairing, link: Link, target: Side, values: Values
) -> Iterator[Parcel]:
    """What is to be written of one share, with its contents open meanwhile.

    A content that is too large, or is not the one that was decided on any more, makes the whole
    parcel one that is refused.
    """
    sources = _sources(work, pairing, target)
    plain = {name: value for name, value in values.items() if name not in sources}
    wanted = {name: values[name] for name in sources if values.get(name) is not None}
    size, most = max(map(body_size, wanted.values()), default=0), _most(pairing, target)
    if size > most:
        yield Parcel(plain, refusal=_too_large(size, most))
        return
    with ExitStack() as stack:
        bodies: dict[FieldName, Body] = {}
        try:
            for name in wanted:
                bodies[name] = _fetched(work, pairing, link, target.other, sources[name])
                stack.callback(bodies[name].close)
        except RequestRefused as refused:
            # Its row went a moment ago, or is hidden: the next run will see.
            yield Parcel(plain, refusal=Refusal(UNSEEN, refused.message))
            return
        stale = [name for name, body in bodies.items() if body.value != wanted[name]]
        yield Parcel(plain, bodies, _changed(stale[0]) if stale else None)


def _sources(work: Work, pairing: Pairing, target: Side) -> dict[FieldName, FieldName]:
    """The other side's field of each content that flows into ``target``."""
    return {
        one.link.fields.of(target): one.link.fields.of(target.other)
        for one in work.mapped(pairing)
        if one.types.of(target).type == "base64"
    }


def _fetched(work: Work, pairing: Pairing, link: Link, source: Side, name: FieldName) -> Body:
    id = link.ids.of(source)
    if id is None:
        raise ValueError("a content is written from a row that was read")
    return work.ends.orgs.of(source).body(work.schema(pairing, source), id, name)


def _most(pairing: Pairing, target: Side) -> int:
    """Bytes of the largest content that ``target`` takes."""
    intake = pairing.intake.of(target)
    said = intake.max_file_mb if intake is not None else None
    return min(LIMIT, said * MEGABYTE) if said is not None else LIMIT


def _too_large(size: int, most: int) -> Refusal:
    text = f"its content has {size} bytes; {most // MEGABYTE} MB is the most that is taken"
    return Refusal(TOO_LARGE, text)


def _changed(name: FieldName) -> Refusal:
    return Refusal(CHANGED, f"{name} was changed while it was read; the change goes next")
