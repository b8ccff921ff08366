"""Who a token is: userinfo and the identity URL (Salesforce help: Identity URLs, UserInfo).

Recorded: wire/oauth/identity-swiftly.json.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from s2sctl.localorg.database import Stored
from s2sctl.localorg.http.exchange import Answer, Ask
from s2sctl.localorg.http.sessions import bearer
from s2sctl.localorg.http.site import Site
from s2sctl.model.ids import RecordId, is_id, to18

_HTML = {"Content-Type": "text/html;charset=UTF-8"}


def userinfo(site: Site, ask: Ask) -> Answer:
    """The user of the token, in OpenID Connect's words."""
    user_id = _session(site, ask)
    if user_id is None:
        return _bad_token()
    user = _user(site, user_id)
    return Answer(
        200,
        {
            "sub": f"{ask.base_url}/id/{site.org.org_id}/{user_id}",
            "user_id": user_id,
            "organization_id": site.org.org_id,
            "preferred_username": user["Username"],
            "nickname": user["Username"],
            "name": user["Name"],
            "email": user["Email"],
            "email_verified": True,
            "given_name": user["FirstName"],
            "family_name": user["LastName"],
            "zoneinfo": user["TimeZoneSidKey"],
            "photos": _photos(ask.base_url),
            "profile": f"{ask.base_url}/{user_id}",
            "picture": f"{ask.base_url}/profilephoto/005/F",
            "address": {"country": user["Country"]} if user["Country"] else {},
            "is_salesforce_integration_user": False,
            "urls": _urls(ask.base_url, site.org.org_id, user_id),
            "active": True,
            "user_type": user["UserType"] or "Standard",
            "language": user["LanguageLocaleKey"] or "en_US",
            "locale": user["LocaleSidKey"],
            "utcOffset": _offset(site, user),
            "updated_at": _stamp(user["LastModifiedDate"]),
        },
    )


def identity(site: Site, ask: Ask, segments: tuple[str, ...]) -> Answer:
    """The user of the token at its identity URL; 404 for another user's or another org's."""
    user_id = _session(site, ask)
    if user_id is None:
        missing = "authorization" not in ask.headers
        return _bad_token("Missing_OAuth_Token" if missing else "Bad_OAuth_Token")
    if tuple(_full(one) for one in segments[1:]) != (site.org.org_id, user_id):
        return Answer(404, b"Bad_Id", _HTML)
    user = _user(site, user_id)
    body: dict[str, object] = {
        "id": f"{ask.base_url}/id/{site.org.org_id}/{user_id}",
        "asserted_user": True,
        "user_id": user_id,
        "organization_id": site.org.org_id,
        "username": user["Username"],
        "nick_name": user["CommunityNickname"] or user["Username"],
        "display_name": user["Name"],
        "email": user["Email"],
        "email_verified": True,
        "first_name": user["FirstName"],
        "last_name": user["LastName"],
        "timezone": user["TimeZoneSidKey"],
        "photos": _photos(ask.base_url),
        "addr_street": user["Street"],
        "addr_city": user["City"],
        "addr_state": user["State"],
        "addr_country": user["Country"],
        "addr_zip": user["PostalCode"],
        "mobile_phone": user["MobilePhone"],
        "mobile_phone_verified": False,
        "is_lightning_login_user": False,
        "status": {"created_date": None, "body": None},
        "urls": _urls(ask.base_url, site.org.org_id, user_id),
        "active": True,
        "user_type": "STANDARD",
        "language": user["LanguageLocaleKey"] or "en_US",
        "locale": user["LocaleSidKey"],
        "utcOffset": _offset(site, user),
        "last_modified_date": _stamp(user["LastModifiedDate"]),
        "is_app_installed": True,
    }
    return Answer(200, body)


def _session(site: Site, ask: Ask) -> RecordId | None:
    return site.sessions.find(bearer(ask.headers.get("authorization", "")))


def _bad_token(reason: str = "Bad_OAuth_Token") -> Answer:
    return Answer(403, reason.encode(), _HTML)


def _full(text: str) -> str:
    return str(to18(text)) if is_id(text) else text


_USER = (
    "Username",
    "Name",
    "FirstName",
    "LastName",
    "Email",
    "TimeZoneSidKey",
    "LocaleSidKey",
    "LanguageLocaleKey",
    "CommunityNickname",
    "Street",
    "City",
    "State",
    "Country",
    "PostalCode",
    "MobilePhone",
    "UserType",
    "LastModifiedDate",
)


def _user(site: Site, user_id: str) -> dict[str, Stored]:
    definition = site.org.definitions.find("User")
    known = [one for one in _USER if definition is not None and definition.find(one) is not None]
    columns = ", ".join(f'"{name}"' for name in known)
    row = site.org.database.one(f'SELECT {columns} FROM "User" WHERE "Id" = ?', (user_id,))
    found = dict(zip(known, row or (None,) * len(known), strict=True))
    return dict.fromkeys(_USER) | found


def _offset(site: Site, user: dict[str, Stored]) -> int:
    """Milliseconds of the user's time zone, without daylight saving time (recorded)."""
    try:
        zone = ZoneInfo(str(user["TimeZoneSidKey"] or "UTC"))
    except (ZoneInfoNotFoundError, ValueError):
        return 0
    moment = site.org.clock.now().astimezone(zone)
    offset, saving = moment.utcoffset(), moment.dst()
    if offset is None:
        return 0
    return int((offset - saving if saving else offset).total_seconds() * 1000)


def _stamp(milliseconds: Stored) -> str:
    return datetime.fromtimestamp(int(milliseconds or 0) / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _photos(base: str) -> dict[str, str]:
    return {"picture": f"{base}/profilephoto/005/F", "thumbnail": f"{base}/profilephoto/005/T"}


def _urls(base: str, org_id: str, user_id: str) -> dict[str, str]:
    data = f"{base}/services/data/v{{version}}/"
    return {
        "enterprise": f"{base}/services/Soap/c/{{version}}/{org_id[:15]}",
        "metadata": f"{base}/services/Soap/m/{{version}}/{org_id[:15]}",
        "partner": f"{base}/services/Soap/u/{{version}}/{org_id[:15]}",
        "rest": data,
        "sobjects": f"{data}sobjects/",
        "search": f"{data}search/",
        "query": f"{data}query/",
        "recent": f"{data}recent/",
        "tooling_soap": f"{base}/services/Soap/T/{{version}}/{org_id[:15]}",
        "tooling_rest": f"{data}tooling/",
        "profile": f"{base}/{user_id}",
        "feeds": f"{data}chatter/feeds",
        "groups": f"{data}chatter/groups",
        "users": f"{data}chatter/users",
        "feed_items": f"{data}chatter/feed-items",
        "feed_elements": f"{data}chatter/feed-elements",
        "custom_domain": base,
    }
