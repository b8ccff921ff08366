"""Do both sides still join, and do both orgs still look as their terms need?"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from s2sctl.agreement.flows import Agreement
from s2sctl.agreement.join import join
from s2sctl.agreement.missing import unpublished
from s2sctl.agreement.naming import remembered
from s2sctl.connection.record import ConnectionRecord
from s2sctl.errors import FindingsPresent
from s2sctl.manifest.catalogue import withdrawals
from s2sctl.manifest.terms_json import terms_to_json
from s2sctl.metadata.check import check
from s2sctl.metadata.drift import Drift
from s2sctl.metadata.fingerprint_json import fingerprint_from_json
from s2sctl.metadata.resting import Resting, resting
from s2sctl.model.finding import Finding, errors_in
from s2sctl.model.names import ConnectionName, ObjectName, OrgAlias
from s2sctl.model.schema import ObjectSchema
from s2sctl.model.side import Pair, Side


def agree(
    name: ConnectionName, records: Pair[ConnectionRecord], aliases: Pair[OrgAlias]
) -> Agreement:
    """Both sides' terms joined. Raises FindingsPresent S2S706 with everything that is apart;
    what a side withdrew has only ended.
    """
    terms = records.map(lambda record: record.terms)
    agreement, findings = join(name, terms)
    help = f"s2sctl diff {name} shows both sides"
    silent = unpublished(terms, aliases)
    if silent:
        help = f"{silent[0].text}:  s2sctl publish MANIFEST  (the one of {silent[0].org})"
    findings = tuple(one for one in findings if not withdrawn(one, records))
    _refuse(as_aliases(findings, aliases), "The two sides of the connection do not join.", help)
    kept = records.map(lambda record: fingerprint_from_json(record.fingerprint))
    return remembered(agreement, Pair(kept.a.known_as, kept.b.known_as))


def withdrawn(found: Finding, records: Pair[ConnectionRecord]) -> bool:
    """Whether a finding only says that the partner published something once and stopped: then
    that flow, or that field, has ended, and the others go on.
    """
    if found.code not in ("S2S320", "S2S321"):
        return False
    letter, _, object_, *field = found.path.split(".")
    what = ".".join([object_, *field[1:]])
    partner = records.of(Side(letter).other)
    return any(one.what == what for one in withdrawals(partner.published))


def stops(records: Pair[ConnectionRecord], aliases: Pair[OrgAlias]) -> Iterator[str]:
    """Each withdrawal that a subscription of the partner's still asks for, with since and why."""
    for side in Side:
        taken = records.of(side.other).terms
        for one in withdrawals(records.of(side).published):
            object_, _, field = one.what.partition(".")
            asked = taken.subscription(ObjectName(object_))
            if asked is None or (field and field not in {it.source for it in asked.fields}):
                continue
            why = f" ({one.reason})" if one.reason else ""
            yield (
                f"{aliases.of(side)} stopped publishing {one.what} at {one.since}{why}; "
                f"{aliases.of(side.other)} still subscribes to it"
            )


def as_aliases(findings: Iterable[Finding], aliases: Pair[OrgAlias]) -> tuple[Finding, ...]:
    """Findings of a join told with the orgs' aliases instead of side letters and "the partner"."""
    told = []
    for found in findings:
        letter, _, rest = found.path.partition(".")
        side = Side(letter)
        partner = str(aliases.of(side.other))
        told.append(
            replace(
                found,
                path=f"{aliases.of(side)}.{rest}",
                message=found.message.replace("the partner", partner),
                help=found.help.replace("the partner", partner),
            )
        )
    return tuple(told)


def part_drifted(
    agreement: Agreement,
    schemas: Pair[Mapping[ObjectName, ObjectSchema]],
    drifts: Pair[tuple[Drift, ...]],
    aliases: Pair[OrgAlias],
) -> Resting:
    """What of the agreement goes on in two orgs of which some metadata has drifted.

    Raises FindingsPresent S2S706 where an org does not fit the agreement and never did.
    """
    findings = errors_in(check(agreement, schemas, Pair(str(aliases.a), str(aliases.b))))
    found = resting(agreement, findings, drifts, schemas)
    help = f"s2sctl diff {agreement.connection} shows both sides"
    told = as_aliases(found.refused, aliases)
    _refuse(told, "The agreement does not fit the two orgs.", help)
    return found


def terms_digest(records: Pair[ConnectionRecord]) -> str:
    """What stands for both sides' terms: while it and the describes stay, no check is due."""
    texts = [text for record in records for text in terms_to_json(record.terms)]
    return hashlib.blake2b("\0".join(texts).encode(), digest_size=11).hexdigest()


def _refuse(findings: tuple[Finding, ...], message: str, help: str) -> None:
    found = errors_in(findings)
    if found:
        raise FindingsPresent(message, found, code="S2S706", help=help)
