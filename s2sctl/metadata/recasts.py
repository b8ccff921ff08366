"""Whether a mapping's keys go with the types of its fields. Pure."""

from collections.abc import Iterator

from s2sctl.agreement.flows import Transform
from s2sctl.manifest.recast import Recast
from s2sctl.metadata.passage import Passage
from s2sctl.metadata.types import Kind, kind_of
from s2sctl.model.finding import Finding, Severity

TEXTS = frozenset({Kind.TEXT, Kind.LONG, Kind.EMAIL, Kind.PHONE, Kind.URL, Kind.PICKLIST})
_SPLITS = TEXTS - {Kind.PICKLIST}


def recast_findings(one: Passage, back: Transform | None) -> Iterator[Finding]:
    """S2S333: keys that the fields' types do not take. S2S334: a rate both ways that rounds.

    ``back`` is the transform of the way back, None where the field flows one way.
    """
    recast = one.transform.recast
    source, target = kind_of(one.source), kind_of(one.target)
    for key in _text_keys(recast):
        if source not in TEXTS | {Kind.NUMBER} or target not in _SPLITS:
            yield _wrong(one, key, "is for texts")
    if recast.zone is not None and {source, target} != {Kind.DATE, Kind.DATETIME}:
        yield _wrong(one, "zone", "turns a date/time into a date, or a date into a date/time")
    if recast.rate is not None:
        if (source, target) != (Kind.NUMBER, Kind.NUMBER):
            yield _wrong(one, "rate", "is for amounts")
        elif back is not None:
            yield from _rounding(one, recast)
    if recast.keep_blank and source is Kind.CHECKBOX:
        yield _wrong(one, "null", "says nothing of a checkbox, which is never blank")
    if recast.part is not None and target not in _SPLITS:
        yield _wrong(one, "split", "is for texts")


def _text_keys(recast: Recast) -> Iterator[str]:
    for key in ("prefix", "suffix", "strip_prefix", "strip_suffix", "join"):
        if getattr(recast, key):
            yield key


def _wrong(one: Passage, key: str, what: str) -> Finding:
    path = f"{one.path.removesuffix('.to')}.{key}"
    return Finding("S2S333", path, f"{one.both}: {key} {what}", f"remove {key}, or map other types")


def _rounding(one: Passage, recast: Recast) -> Iterator[Finding]:
    if recast.rate is None:
        return
    exponent = recast.rate.normalize().as_tuple().exponent
    needed = max(0, one.source.scale - (exponent if isinstance(exponent, int) else 0))
    if one.target.scale < needed:
        text = (
            f"{one.both}: at this rate an amount takes {needed} decimals, so it would not come "
            "back as it went"
        )
        path = f"{one.path.removesuffix('.to')}.rate"
        help = f"let it flow one way, or into a field with {needed} decimals"
        yield Finding("S2S334", path, text, help, Severity.ERROR)
