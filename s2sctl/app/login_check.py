"""Does a login work, and whose is it?"""

from dataclasses import dataclass
from datetime import datetime

from s2sctl.errors import AccessDenied
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.records import Record
from s2sctl.ports.org import Identity, Org, Query, Usage

_ORGANIZATION = ObjectName("Organization")
_FIELDS = tuple(FieldName(name) for name in ("Name", "OrganizationType", "IsSandbox"))


@dataclass(frozen=True, slots=True)
class LoginReport:
    """What a login turned out to be; empty words where the user may not read them."""

    identity: Identity
    org_name: str
    edition: str
    sandbox: bool | None
    org_time: datetime
    usage: Usage


def check_login(org: Org) -> LoginReport:
    """Log in and use the API once or twice, as every other command will.

    Raises AccessDenied where the login or the API is refused, or the org's own record is hidden.
    """
    identity = org.identity()
    schema = org.open({_ORGANIZATION: None}).schemas.get(_ORGANIZATION)
    if schema is None:
        raise AccessDenied(
            f"{org.alias}: the user {identity.username} may not see its own organization",
            code="S2S604",
            help="give the user API Enabled, e.g. the permission set S2S_Runner",
        )
    fields = tuple(name for name in _FIELDS if schema.find(name) is not None)
    row = _first(org, Query(schema, fields, deleted=False, limit=1))
    values = row.values if row is not None else {}
    sandbox = values.get(FieldName("IsSandbox"))
    return LoginReport(
        identity=identity,
        org_name=str(values.get(FieldName("Name")) or ""),
        edition=str(values.get(FieldName("OrganizationType")) or ""),
        sandbox=sandbox if isinstance(sandbox, bool) else None,
        org_time=org.now(),
        usage=org.usage(),
    )


def _first(org: Org, query: Query) -> Record | None:
    return next((record for page in org.read([query]) for record in page.records), None)
