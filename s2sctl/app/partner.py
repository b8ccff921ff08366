"""The partner's Account and contact in this org, as a manifest names them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from s2sctl.app.book import describe, read_all
from s2sctl.errors import UsageError
from s2sctl.manifest.manifest import Partner
from s2sctl.model.finding import Finding
from s2sctl.model.ids import RecordId, is_id, to18
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.records import Record
from s2sctl.model.schema import ObjectSchema
from s2sctl.ports.org import Org, Query
from s2sctl.soql.literals import quote

_ACCOUNT, _CONTACT = ObjectName("Account"), ObjectName("Contact")
_EMAIL = FieldName("Email")


@dataclass(frozen=True, slots=True)
class Found:
    """What a manifest's ``partner`` leads to; None where it names nothing."""

    account: RecordId | None
    email: str | None


def find_partner(org: Org, partner: Partner) -> Found:
    """The partner's Account and the address to mail to.

    Raises UsageError S2S420 where a name leads to no record or to several.
    """
    if partner.account is None and partner.contact is None:
        return Found(None, partner.email)
    schemas = describe(org, (_ACCOUNT, _CONTACT))
    account = None
    if partner.account is not None:
        account = _one(org, schemas.get(_ACCOUNT), partner.account, "").id
    email = partner.email
    if email is None and partner.contact is not None:
        within = f"AccountId = {quote(account)} AND " if account else ""
        contact = _one(org, schemas.get(_CONTACT), partner.contact, within, (_EMAIL,))
        email = _address(contact)
    return Found(account, email)


def partner_findings(org: Org, partner: Partner) -> Iterator[Finding]:
    """What :func:`find_partner` would refuse, each at its path in the manifest; S2S420."""
    ways = {
        "partner.account": replace(partner, contact=None) if partner.account else None,
        "partner.contact": partner if partner.contact and not partner.email else None,
    }
    for path, part in ways.items():
        try:
            if part is not None:
                find_partner(org, part)
        except UsageError as error:
            yield Finding("S2S420", path, error.message.removesuffix("."), error.help)
            return


def _one(
    org: Org,
    schema: ObjectSchema | None,
    wanted: str,
    within: str,
    fields: tuple[FieldName, ...] = (),
) -> Record:
    if schema is None:
        raise UsageError(
            f"The user of {org.alias} cannot see Accounts and Contacts.",
            code="S2S420",
            help="give the user read access, or leave partner.account out of the manifest",
        )
    field = "Id" if is_id(wanted) else "Name"
    value = to18(wanted) if is_id(wanted) else wanted
    where = f"{within}{field} = {quote(value)}"
    rows = read_all(org, Query(schema, fields, where, deleted=False, limit=2))
    if len(rows) != 1:
        raise _not_one(org, schema.name, wanted, several=bool(rows))
    return rows[0]


def _not_one(org: Org, name: ObjectName, wanted: str, *, several: bool) -> UsageError:
    key = f"partner.{name.lower()}"
    told = f'with the id "{wanted}"' if is_id(wanted) else f'named "{wanted}"'
    if several:
        text = f"{org.alias} has more than one {name} {told}; {key} can mean only one."
        help = f"give the id of the one that is meant as {key}"
    else:
        text = f"{org.alias} has no {name} {told}, as {key} says, or its user may not see it."
        help = f"create the {name} in {org.alias}, or correct {key} in the manifest"
    return UsageError(text, code="S2S420", help=help)


def _address(contact: Record) -> str | None:
    email = contact.values.get(_EMAIL)
    return str(email) if email else None
