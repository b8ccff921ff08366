"""Whether a picklist takes the values that will arrive. Pure."""

from collections.abc import Iterator

from s2sctl.agreement.flows import Transform
from s2sctl.model.finding import Finding, Severity
from s2sctl.model.nearest import did_you_mean
from s2sctl.model.schema import FieldSchema
from s2sctl.model.side import Pair

_SHOWN = 5


def picklist_findings(
    path: str, source: FieldSchema, target: FieldSchema, transform: Transform, orgs: Pair[str]
) -> Iterator[Finding]:
    """Values that the picklist ``target`` has not among its active ones; ``orgs`` is (source's,
    target's) name. An unrestricted picklist takes anything.
    """
    if not target.restricted_picklist:
        return
    active = {one.value for one in target.picklist if one.active}
    bad = [value for _, value in transform.values or () if value not in active]
    for value in dict.fromkeys(bad):
        text = f'"{value}" is no active value of {target.name} in {orgs.b}, which is restricted'
        yield Finding("S2S316", _values(path), text, did_you_mean(value, active))
    if transform.default is not None:
        if transform.default not in active:
            text = f'"{transform.default}" is no active value of {target.name} in {orgs.b}'
            help = did_you_mean(transform.default, active)
            yield Finding("S2S316", _values(path).replace(".values", ".default"), text, help)
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


def _values(path: str) -> str:
    return path.removesuffix(".to") + ".values"
