"""Whether a picklist takes the values that will arrive. Pure."""

from collections.abc import Iterator

from s2sctl.agreement.flows import Transform
from s2sctl.model.finding import Finding, Severity
from s2sctl.model.nearest import did_you_mean
from s2sctl.model.schema import FieldSchema
from s2sctl.model.side import Pair

_SHOWN = 5


def map_findings(
    path: str, target: FieldSchema, transform: Transform, org: str
) -> Iterator[Finding]:
    """S2S316: values that a map or default writes and ``target`` has not among its active ones.

    An error where the picklist of ``org`` is restricted, as every such row would be refused;
    else a warning, as the org takes what is most likely a slip of the pen.
    """
    if not (target.picklist or target.restricted_picklist):
        return
    active = {one.value for one in target.picklist if one.active}
    severity = Severity.ERROR if target.restricted_picklist else Severity.WARNING
    tail = ", which is restricted" if target.restricted_picklist else ", which takes any other too"
    written = {"values": [value for _, value in transform.values or ()]}
    written["default"] = [transform.default] if transform.default is not None else []
    for key, values in written.items():
        parts = [part for value in values for part in _parts(value, target)]
        for part in dict.fromkeys(one for one in parts if one not in active):
            text = f'"{part}" is no active value of {target.name} in {org}{tail}'
            help = did_you_mean(part, active)
            yield Finding("S2S316", f"{path.removesuffix('.to')}.{key}", text, help, severity)


def _parts(value: str, target: FieldSchema) -> list[str]:
    """The single values; a multi-select picklist's are joined by semicolons."""
    parts = value.split(";") if target.type == "multipicklist" else [value]
    return [one for one in parts if one]


def picklist_findings(
    path: str, source: FieldSchema, target: FieldSchema, transform: Transform, orgs: Pair[str]
) -> Iterator[Finding]:
    """S2S315: values of ``source`` that would be refused by ``target``; ``orgs`` is (source's,
    target's) name. An unrestricted picklist takes anything; what a map writes is told by
    :func:`map_findings`.
    """
    if not target.restricted_picklist:
        return
    active = {one.value for one in target.picklist if one.active}
    if transform.default is not None:
        return
    if transform.values is None and not source.picklist:
        text = f"{target.name} in {orgs.b} is restricted, {source.name} in {orgs.a} is any text"
        help = "add values: and default:, else a row with another value waits as a failure"
        yield Finding("S2S315", path, text, help, Severity.WARNING)
        return
    unmapped = _unmapped(source, transform, active)
    if unmapped:
        shown = ", ".join(f'"{value}"' for value in unmapped[:_SHOWN])
        more = f" and {len(unmapped) - _SHOWN} more" if len(unmapped) > _SHOWN else ""
        text = (
            f"{shown}{more} of {source.name} in {orgs.a} "
            f"{'is' if len(unmapped) == 1 else 'are'} not among the active values of "
            f"{target.name} in {orgs.b}, which is restricted"
        )
        yield Finding("S2S315", path, text, "add values: {theirs: ours}, or default: …")


def _unmapped(source: FieldSchema, transform: Transform, active: set[str]) -> list[str]:
    mapped = dict(transform.values or ())
    return [
        one.value
        for one in source.picklist
        if one.active and one.value not in mapped and one.value not in active
    ]
