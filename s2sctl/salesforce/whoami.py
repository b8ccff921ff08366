"""Which org and user a login turned out to be."""

from s2sctl.errors import AccessDenied
from s2sctl.model.ids import OrgId, RecordId, is_id, to18
from s2sctl.ports.org import Identity
from s2sctl.salesforce.client import Client


def who_am_i(client: Client) -> Identity:
    """What the org's user info endpoint says. No API call.

    An app whose scopes do not open that endpoint has its ids told by the token endpoint
    instead; the username is empty then.
    """
    grant = client.grant()
    try:
        told = client.user_info()
    except AccessDenied:
        if not grant.identity_url:
            raise
        before, _, user = grant.identity_url.rstrip("/").rpartition("/")
        return _identity(client, before.rpartition("/")[2], user, "")
    username = str(told.get("preferred_username") or "")
    return _identity(client, told.get("organization_id"), told.get("user_id"), username)


def _identity(client: Client, org: object, user: object, username: str) -> Identity:
    org_id = OrgId(_id(org, client.alias))
    return Identity(org_id, _id(user, client.alias), username, client.grant().instance_url)


def _id(value: object, alias: str) -> RecordId:
    if not isinstance(value, str) or not is_id(value):
        raise AccessDenied(
            f"{alias}: the login does not tell which org and user it is",
            code="S2S604",
            help="the app's scopes must include `api` and `openid`, or `full`",
        )
    return to18(value)
