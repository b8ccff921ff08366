"""Do both sides still join, and do both orgs still look as their terms need?"""

import hashlib
from collections.abc import Mapping

from s2sctl.agreement.flows import Agreement
from s2sctl.agreement.join import join
from s2sctl.connection.record import ConnectionRecord
from s2sctl.errors import FindingsPresent
from s2sctl.manifest.terms_json import terms_to_json
from s2sctl.metadata.check import check
from s2sctl.model.finding import Finding, errors_in
from s2sctl.model.names import ConnectionName, ObjectName, OrgAlias
from s2sctl.model.schema import ObjectSchema
from s2sctl.model.side import Pair


def agree(name: ConnectionName, records: Pair[ConnectionRecord]) -> Agreement:
    """Both sides' terms joined. Raises FindingsPresent S2S706 with everything that is apart."""
    agreement, findings = join(name, records.map(lambda record: record.terms))
    _refuse(findings, "The two sides of the connection do not join.", name)
    return agreement


def check_drift(
    agreement: Agreement,
    schemas: Pair[Mapping[ObjectName, ObjectSchema]],
    aliases: Pair[OrgAlias],
) -> None:
    """Raise FindingsPresent S2S706 where an org does not (any longer) fit the agreement."""
    findings = check(agreement, schemas, Pair(str(aliases.a), str(aliases.b)))
    _refuse(findings, "The agreement does not fit the two orgs.", agreement.connection)


def terms_digest(records: Pair[ConnectionRecord]) -> str:
    """What stands for both sides' terms: while it and the describes stay, no check is due."""
    texts = [text for record in records for text in terms_to_json(record.terms)]
    return hashlib.blake2b("\0".join(texts).encode(), digest_size=11).hexdigest()


def _refuse(findings: tuple[Finding, ...], message: str, name: ConnectionName) -> None:
    found = errors_in(findings)
    if found:
        raise FindingsPresent(
            message, found, code="S2S706", help=f"s2sctl diff {name} shows both sides"
        )
