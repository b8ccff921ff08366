"""Whether a field's values fit the field they arrive in. Pure."""

from collections.abc import Iterator, Mapping

from s2sctl.agreement.flows import Agreement, FieldLink, Pairing
from s2sctl.manifest.recast import Recast
from s2sctl.metadata.naming import by_name, type_findings
from s2sctl.metadata.passage import Passage, target_path
from s2sctl.metadata.picklists import picklist_findings
from s2sctl.metadata.recasts import recast_findings
from s2sctl.metadata.types import Fit, Kind, describe_type, fit, kind_of
from s2sctl.model.finding import Finding, Severity
from s2sctl.model.names import ObjectName
from s2sctl.model.schema import FieldSchema, ObjectSchema
from s2sctl.model.side import Pair, Side
from s2sctl.model.values import NUMBERS

CLOSED = frozenset({Kind.NONE, Kind.ENCRYPTED})


def link_findings(
    agreement: Agreement,
    pairing: Pairing,
    target: Side,
    schemas: Pair[Mapping[ObjectName, ObjectSchema]],
    orgs: Pair[str],
) -> Iterator[Finding]:
    """What does not fit among the fields of ``pairing`` that arrive in side ``target``.

    Fields that one of the orgs lacks are passed over: they are told elsewhere.
    """
    here = schemas.of(target).get(pairing.objects.of(target))
    there = schemas.of(target.other).get(pairing.objects.of(target.other))
    if here is None or there is None:
        return
    subscribed = f"{target.value}.subscribe.{pairing.objects.of(target.other)}"
    for link in pairing.fields:
        passage = _passage(subscribed, link, target, Pair.seen_from(target, here, there), orgs)
        if passage is None:
            continue
        if by_name(passage.source, passage.target):
            towards = Pair(orgs.of(target.other), orgs.of(target))
            yield from type_findings(passage.path, here, there, passage.transform, towards)
            continue
        yield from passage_findings(passage)
        yield from recast_findings(passage, link.into.of(target.other))
        if fit(passage.source, passage.target) is Fit.LINK:
            yield from _lookup(passage, agreement, target)


def follow_findings(
    agreement: Agreement,
    pairing: Pairing,
    side: Side,
    schemas: Pair[Mapping[ObjectName, ObjectSchema]],
    orgs: Pair[str],
) -> Iterator[Finding]:
    """S2S354: what ``side`` shares along with records that are not shared themselves."""
    rule = pairing.share.of(side)
    schema = schemas.of(side).get(pairing.objects.of(side))
    if rule is None or schema is None:
        return
    shared = {one.objects.of(side) for one in agreement.pairings}
    for name in rule.follows:
        field = schema.find(name)
        if field is not None and field.type == "reference" and not shared & {*field.reference_to}:
            text = (
                f"{schema.name} in {orgs.of(side)} follows {field.name}, which points to "
                f"{' or '.join(field.reference_to)}: none of these is shared by this connection"
            )
            help = "publish the parent too, and let the partner subscribe to it"
            path = f"{side.value}.publish.{schema.name}.share.with"
            yield Finding("S2S354", path, text, help, Severity.WARNING)


def _passage(
    path: str, link: FieldLink, target: Side, schemas: Pair[ObjectSchema], orgs: Pair[str]
) -> Passage | None:
    transform = link.into.of(target)
    near = schemas.of(target).fields.get(link.fields.of(target))
    far = schemas.of(target.other).fields.get(link.fields.of(target.other))
    if transform is None or near is None or far is None:
        return None
    if near.calculated or near.auto_number or CLOSED & {kind_of(near), kind_of(far)}:
        return None
    path = target_path(path, far.name, near.name, transform)
    return Passage(path, far, near, transform, orgs.of(target.other), orgs.of(target))


def passage_findings(one: Passage) -> Iterator[Finding]:
    """What does not fit on one passage, by type, length, digits or values."""
    way = fit(one.source, one.target)
    match way:
        case Fit.NO:
            yield _mismatch(one, _other_field(one))
        case Fit.MAP if one.transform.values is None:
            help = "add values: {theirs: ours}"
            if kind_of(one.target) is Kind.CHECKBOX:
                help = 'add values: {theirs: "true"} and default: "false"'
            yield _mismatch(one, help)
        case Fit.CUT if one.transform.truncate is None:
            yield _mismatch(one, _shorten(one))
        case Fit.ZONE if one.transform.recast.zone is None:
            to = f"{{to: {one.target.name}, zone: Europe/Berlin}}"
            yield _mismatch(one, f"say in which time zone a day begins: {one.source.name}: {to}")
        case Fit.LENGTH | Fit.CUT | Fit.FORM:
            yield from _length(one)
        case Fit.MARKUP:
            yield from _length(one)
            yield _markup(one)
        case Fit.DIGITS:
            yield from _digits(one)
        case _:
            pass
    if kind_of(one.target) in (Kind.PICKLIST, Kind.MULTI) and way is not Fit.NO:
        yield from picklist_findings(
            one.path, one.source, one.target, one.transform, Pair(one.source_org, one.target_org)
        )


def _mismatch(one: Passage, help: str) -> Finding:
    return Finding("S2S312", one.path, f"{one.both}: values cannot go there", help)


def _other_field(one: Passage) -> str:
    return f"map {one.source.name} to a {describe_type(one.source)} field"


def _shorten(one: Passage) -> str:
    if one.transform.recast != Recast():
        return f"map to a longer field, or add  truncate: {one.target.length}"
    to = f"to: {one.target.name}, truncate: {one.target.length}"
    return f"map to a longer field, or {{{to}}}"


def _markup(one: Passage) -> Finding:
    what = "its tags arrive as text" if kind_of(one.source) is Kind.RICH else "it is read as HTML"
    help = "map to a field of the same type, or leave it so"
    return Finding("S2S331", one.path, f"{one.both}: {what}", help, Severity.WARNING)


def _length(one: Passage) -> Iterator[Finding]:
    room = one.target.length if one.target.type not in NUMBERS else 0
    longest = one.source.length
    if one.transform.truncate is not None:
        longest = min(one.transform.truncate, longest or one.transform.truncate)
    if kind_of(one.source) in (Kind.PICKLIST, Kind.MULTI) and one.transform.values is None:
        longest = max((len(known.value) for known in one.source.picklist), default=0)
    added = one.transform.recast
    more = len(added.prefix + added.suffix) - len(added.strip_prefix + added.strip_suffix)
    if longest and one.transform.truncate is None:
        longest += more
    if room and longest > room and not added.join and added.part is None:
        text = f"{one.both}: longer texts would be refused"
        if more > 0 and one.transform.truncate is None:
            text = f"{one.both}, and prefix and suffix add {more}: longer texts would be refused"
        yield Finding("S2S313", one.path, text, _shorten(one))


def _digits(one: Passage) -> Iterator[Finding]:
    source, target = one.source, one.target
    # A rate rounds to what the target keeps.
    rated = one.transform.recast.rate is not None
    decimals = (0 if rated else _scale(source), _scale(target))
    whole = (_whole(source), _whole(target))
    if decimals[0] > decimals[1]:
        text = f"{one.both}: amounts with more than {decimals[1]} decimals would be refused"
        yield Finding("S2S314", one.path, text, f"map to a field with {decimals[0]} decimals")
    elif whole[0] > whole[1] > 0:
        text = f"{one.both}: numbers of more than {whole[1]} digits would be refused"
        help = "if such numbers do not occur, nothing needs to be done"
        yield Finding("S2S314", one.path, text, help, Severity.WARNING)


def _scale(field: FieldSchema) -> int:
    return 0 if field.type in ("int", "long") else field.scale


def _whole(field: FieldSchema) -> int:
    return field.digits if field.type in ("int", "long") else field.precision - field.scale


def _lookup(one: Passage, agreement: Agreement, target: Side) -> Iterator[Finding]:
    """S2S319: a lookup whose parents are not shared by this connection stays empty."""
    ours = set(one.target.reference_to)
    theirs = set(one.source.reference_to)
    for pairing in agreement.pairings:
        if pairing.objects.of(target) in ours and pairing.objects.of(target.other) in theirs:
            return
    text = f"{one.both}: none of these objects is shared by this connection, so it stays empty"
    required = not one.target.nillable or not one.target.updateable
    help = f"share {' or '.join(one.source.reference_to) or 'its parent'} as well, or remove it"
    severity = Severity.ERROR if required else Severity.WARNING
    yield Finding("S2S319", one.path, text, help, severity)
