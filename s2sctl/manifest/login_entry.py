"""One login as the lines of ``configs/orgs.yaml``. Pure; references only, so never a secret."""

import json
import re
from typing import TypeAlias

from s2sctl.manifest.logins import (
    AccessToken,
    ClientCredentials,
    CliLogin,
    JwtBearer,
    LocalLogin,
    OrgLogin,
    RefreshToken,
)

Said: TypeAlias = "dict[str, str | dict[str, str]]"
_PLAIN = re.compile(r"(?:00D|[A-Za-z$/])[A-Za-z0-9_.+@~${}:/-]*(?<!:)\Z")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off"})


def said(entry: OrgLogin) -> Said:
    """The keys and values of an entry, in the order people write them."""
    found = _way(entry)
    if entry.org_id:
        found["org_id"] = entry.org_id
    if entry.api_version:
        found["api_version"] = entry.api_version
    if entry.bulk_from:
        found["bulk_from"] = str(entry.bulk_from)
    return found


def _way(entry: OrgLogin) -> Said:
    match entry.login:
        case ClientCredentials(url, client_id, secret):
            return {"url": url, "client_id": client_id.text, "client_secret": secret.text}
        case JwtBearer(url, client_id, username, key, audience):
            jwt = {"client_id": client_id.text, "username": username, "key": key.text}
            return {"url": url, "jwt": jwt | ({"audience": audience} if audience else {})}
        case RefreshToken(url, client_id, token, client_secret):
            found: Said = {"url": url, "client_id": client_id.text}
            if client_secret:
                found["client_secret"] = client_secret.text
            return found | {"refresh_token": token.text}
        case AccessToken(url, token):
            return {"url": url, "token": token.text}
        case CliLogin(name):
            return {"cli": name}
        case LocalLogin(name):
            return {"local": name}


def block(entry: OrgLogin, indent: int, newline: str = "\n") -> str:
    """The entry on lines of its own, ``indent`` spaces deep; the last line ends too."""
    lines = [f"{' ' * indent}{_scalar(entry.alias)}:", *_lines(said(entry), indent + 2)]
    return "".join(f"{line}{newline}" for line in lines)


def flow(entry: OrgLogin) -> str:
    """The entry for a mapping in braces."""
    return f"{_scalar(entry.alias)}: {json.dumps(said(entry), ensure_ascii=False)}"


def _lines(values: "Said | dict[str, str]", indent: int) -> list[str]:
    lines = []
    for key, value in values.items():
        if isinstance(value, str):
            lines.append(f"{' ' * indent}{key}: {_scalar(value)}")
        else:
            lines += [f"{' ' * indent}{key}:", *_lines(value, indent + 2)]
    return lines


def _scalar(text: str) -> str:
    """The text, in quotes where YAML could read it as something else."""
    plain = _PLAIN.match(text) and text.lower() not in _WORDS
    return text if plain else json.dumps(text, ensure_ascii=False)
