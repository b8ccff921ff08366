"""Fields that mean something only together: states, amounts, person accounts. Pure."""

from collections.abc import Iterator, Mapping

from s2sctl.agreement.flows import Agreement, Pairing
from s2sctl.metadata.sides import Taking
from s2sctl.model.finding import Finding, Severity
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.schema import ObjectSchema
from s2sctl.model.side import Pair, Side

CURRENCY = FieldName("CurrencyIsoCode")
PERSON = FieldName("IsPersonAccount")


def place_findings(taking: Taking, schema: ObjectSchema, org: str) -> Iterator[Finding]:
    """S2S335: both halves of a state or country. S2S336: a state's text where codes are kept, or a
    state without its country (facts/salesforce-api.md §3.9)."""
    targets = {one.target: one.source for one in taking.fields}
    for name, source in targets.items():
        code = FieldName(f"{name}Code")
        field = schema.fields.get(name)
        if field is None or code not in schema.fields or field.compound is None:
            continue
        path = f"{taking.path}.fields.{source}.to"
        if code in targets:
            text = f"{schema.name}.{name} and {code} in {org} are kept in step by the org itself"
            yield Finding("S2S335", path, text, f"map one of the two: {code}")
        else:
            text = f"{schema.name} in {org} keeps {code}: a text that is not in its list is refused"
            yield Finding("S2S336", path, text, f"map {code} instead", Severity.WARNING)
    for name, source in targets.items():
        stem = name.removesuffix("StateCode").removesuffix("State")
        countries = {f"{stem}CountryCode", f"{stem}Country"}
        if stem != name and f"{stem}CountryCode" in schema.fields and not countries & set(targets):
            text = f"{schema.name}.{name} in {org} is refused where the record has no country"
            path = f"{taking.path}.fields.{source}.to"
            yield Finding("S2S336", path, text, f"map {stem}CountryCode too", Severity.WARNING)


def pairing_findings(
    agreement: Agreement, target: Side, schemas: Pair[Mapping[ObjectName, ObjectSchema]]
) -> Iterator[Finding]:
    """S2S337 and S2S338 for what arrives in side ``target``."""
    for pairing in agreement.pairings:
        here = schemas.of(target).get(pairing.objects.of(target))
        there = schemas.of(target.other).get(pairing.objects.of(target.other))
        if here is not None and there is not None and pairing.intake.of(target) is not None:
            path = f"{target.value}.subscribe.{there.name}"
            yield from _amounts(path, pairing, target, Pair.seen_from(target, here, there))
            yield from _persons(path, pairing, target, here, there)


def _amounts(
    path: str, pairing: Pairing, target: Side, schemas: Pair[ObjectSchema]
) -> Iterator[Finding]:
    """S2S337: amounts that leave their currency behind."""
    here, there = schemas.of(target), schemas.of(target.other)
    intake = pairing.intake.of(target)
    arriving = {link.fields.of(target) for link in pairing.fields if link.into.of(target)}
    fixed = {name for name, _ in intake.constants} if intake is not None else set()
    if CURRENCY in arriving | fixed or not (CURRENCY in here.fields or CURRENCY in there.fields):
        return
    for link in pairing.fields:
        into = link.into.of(target)
        source = there.fields.get(link.fields.of(target.other))
        goal = here.fields.get(link.fields.of(target))
        if into is None or source is None or goal is None or into.recast.rate is not None:
            continue
        if source.type == goal.type == "currency":
            text = (
                f"{source.name} arrives as a number in {goal.name}: its currency is not mapped, "
                "and the copy's own may be another"
            )
            help = f"map {CURRENCY} where both orgs have it, else say rate:"
            yield Finding("S2S337", f"{path}.fields.{source.name}.to", text, help, Severity.WARNING)
            return


def _persons(
    path: str, pairing: Pairing, target: Side, here: ObjectSchema, there: ObjectSchema
) -> Iterator[Finding]:
    """S2S338: person accounts and business accounts through one mapping."""
    if "Account" not in (here.name, there.name):
        return
    if PERSON not in here.fields and PERSON not in there.fields:
        return
    rule = pairing.share.of(target.other)
    if rule is not None and rule.where is not None and PERSON.lower() in rule.where.lower():
        return
    text = (
        f"{there.name} and {here.name}: one of the orgs has person accounts, whose Name cannot be "
        "written and whose LastName business accounts have not"
    )
    help = 'the publisher says which: share: {where: "IsPersonAccount = false"}'
    yield Finding("S2S338", path, text, help, Severity.WARNING)
