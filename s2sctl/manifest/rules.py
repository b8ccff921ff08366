"""What a well-shaped manifest can still have wrong, told without any org. Pure."""

from collections.abc import Iterator, Sequence
from itertools import chain

from s2sctl.manifest.index import Index
from s2sctl.manifest.manifest import FieldMapping, Manifest, Publication, Subscription
from s2sctl.manifest.mapping_rules import NAMED, mapping_findings
from s2sctl.manifest.share_rule import share_rule_findings
from s2sctl.manifest.terms_json import size_findings
from s2sctl.model.finding import Edit, Finding, Fix, Severity

NOT_WRITABLE = frozenset(
    name.lower()
    for name in (
        "Id", "IsDeleted", "CreatedDate", "CreatedById", "LastModifiedDate", "LastModifiedById",
        "SystemModstamp", "LastViewedDate", "LastReferencedDate", "LastActivityDate",
        "MasterRecordId", "IsConverted", "ConvertedDate", "ConvertedAccountId",
        "ConvertedContactId", "ConvertedOpportunityId", "IsPersonAccount",
    )
)  # fmt: skip
"""Fields the platform writes itself in every org (facts/salesforce-api.md §3.9)."""

OURS = frozenset({"s2s_key__c", "s2s_connection__c"})
"""What every copy carries; written by s2sctl alone."""

PARTS_OF_FILES = frozenset({"contentdocumentlink", "contentversion"})
"""A document travels with its latest version and its links: they are no records of their own."""


def rule_findings(manifest: Manifest, index: Index) -> tuple[Finding, ...]:
    """Every broken rule, with path; places where they are within a value."""
    terms = manifest.terms
    return tuple(
        chain(
            _head(manifest, index),
            chain.from_iterable(_publication(one, index) for one in terms.publish),
            chain.from_iterable(_subscription(one, index) for one in terms.subscribe),
            _same_in_other_case("publish", [one.object for one in terms.publish]),
            _same_in_other_case("subscribe", [one.source for one in terms.subscribe]),
            _two_into_one_object(terms.subscribe),
            size_findings(terms),
        )
    )


def _head(manifest: Manifest, index: Index) -> Iterator[Finding]:
    if manifest.org == manifest.partner.org:
        text = f'"{manifest.org}" cannot be its own partner'
        yield Finding("S2S208", "partner.org", text, "name the other org here")
    if not manifest.terms.publish and not manifest.terms.subscribe:
        yield Finding(
            "S2S209",
            "",
            "this side publishes nothing and subscribes to nothing",
            "add publish: or subscribe:; s2sctl explain S2S209 shows both",
            Severity.WARNING,
            index.place("connection"),
        )


def _publication(one: Publication, index: Index) -> Iterator[Finding]:
    path = f"publish.{one.object}"
    yield from _part_of_a_file(path, one.object)
    seen: dict[str, str] = {}
    for name in one.fields:
        here = f"{path}.fields.{name}"
        if name.lower() in seen:
            text = f'"{name}" is listed twice in {path}'
            place = index.last_item(f"{path}.fields", name)
            fix = Fix(f'remove the second "{name}"', (Edit(name, None),))
            yield Finding("S2S204", here, text, "remove one of them", place=place, fix=fix)
        elif name.lower() in OURS:
            text = f'"{name}" is s2sctl\'s own mark and cannot be published'
            yield Finding("S2S206", here, text, "remove it")
        seen[name.lower()] = name
    yield from _followed(f"{path}.share.with", one)
    if one.share.where is not None:
        whole = one.full_compare is not None
        yield from share_rule_findings(f"{path}.share.where", one.share.where, index, whole=whole)


def _followed(path: str, one: Publication) -> Iterator[Finding]:
    """S2S350: without its lookup in the partner's org, a child would arrive beside its parent."""
    published = {name.lower() for name in one.fields}
    for name in one.share.follows:
        if name.lower() not in published:
            text = f"{one.object} follows {name}, which is not published: its copies would arrive "
            yield Finding("S2S350", path, f"{text}without their parent", f"add {name} to fields")


def _subscription(one: Subscription, index: Index) -> Iterator[Finding]:
    path = f"subscribe.{one.source}"
    yield from _part_of_a_file(path, one.source)
    if one.target != one.source:
        yield from _part_of_a_file(f"{path}.to", one.target)
    yield from _same_in_other_case(f"{path}.fields", _first_parts(one.fields))
    taken: dict[str, FieldMapping] = {}
    for mapping in one.fields:
        here = f"{path}.fields.{mapping.source}"
        first = taken.setdefault(mapping.target.lower(), mapping)
        if first is not mapping:
            text = f'"{first.source}" and "{mapping.source}" both go into {mapping.target}'
            yield Finding("S2S203", f"{here}.to", text, "let one of them go into another field")
            continue
        yield from _mapping(here, mapping, index)
    yield from _constants(one)


def _first_parts(fields: Sequence[FieldMapping]) -> list[str]:
    """The partner's fields, that of a split text once."""
    return [one.source for one in fields if one.recast.part is None or one.recast.part[0] == 0]


def _mapping(path: str, mapping: FieldMapping, index: Index) -> Iterator[Finding]:
    target = mapping.target.lower()
    if target in OURS or target in NOT_WRITABLE:
        text = (
            f"{mapping.target} is written by {'s2sctl' if target in OURS else 'Salesforce'} alone"
        )
        yield Finding("S2S206", f"{path}.to", text, "map to a field of your own, or remove it")
    yield from mapping_findings(path, mapping, index)


def _constants(one: Subscription) -> Iterator[Finding]:
    """A fixed value for a field that is mapped too, or that is not ours to write."""
    mapped = {mapping.target.lower() for mapping in one.fields}
    for name, _ in one.constants:
        path = f"subscribe.{one.source}.constants.{name}"
        if name.lower() in mapped:
            text = f"{name} is mapped under fields: as well"
            yield Finding("S2S203", path, text, "keep one of them")
        elif name.lower() in OURS or name.lower() in NOT_WRITABLE or name.lower() in NAMED:
            text = f"{name} cannot be a constant"
            help = "owner: and record_type: beside fields: say who owns a copy and its type"
            yield Finding("S2S206", path, text, help)


def _same_in_other_case(path: str, names: Sequence[str]) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for name in names:
        first = seen.setdefault(name.lower(), name)
        if first != name:
            text = f'"{first}" and "{name}" are the same to Salesforce'
            yield Finding("S2S204", f"{path}.{name}", text, "keep one of them")


def _two_into_one_object(subscriptions: tuple[Subscription, ...]) -> Iterator[Finding]:
    taken: dict[str, Subscription] = {}
    for one in subscriptions:
        first = taken.setdefault(one.target.lower(), one)
        if first is not one and first.source.lower() != one.source.lower():
            path = f"subscribe.{one.source}"
            text = f"the partner's {first.source} and {one.source} both go into {one.target}"
            here = f"{path}.to" if one.target != one.source else path
            yield Finding("S2S205", here, text, "let one of them go into another object")


def _part_of_a_file(path: str, name: str) -> Iterator[Finding]:
    if name.lower() in PARTS_OF_FILES:
        text = f"{name} records travel with their document and cannot be shared by themselves"
        help = "name ContentDocument, with Title, FileExtension, VersionData and LinkedEntityId"
        yield Finding("S2S212", path, text, help)
