"""``configs/orgs.yaml``: how to log in to each org, by reference only. Pure."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from s2sctl.model.ids import OrgId
from s2sctl.model.names import OrgAlias


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a secret is kept: ``env`` a variable, ``file`` a path, ``cmd`` a program's output."""

    kind: str
    words: tuple[str, ...]
    """One word; for ``cmd`` the program and its arguments."""

    @property
    def text(self) -> str:
        """As it stands in the file: ``${env:ACME_SECRET}``."""
        inner = json.dumps(list(self.words)) if self.kind == "cmd" else self.words[0]
        return f"${{{self.kind}:{inner}}}"


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """OAuth 2.0 client credentials of an External Client App, at the org's My Domain."""

    url: str
    client_id: Reference
    client_secret: Reference


@dataclass(frozen=True, slots=True)
class AccessToken:
    """An access token that something else keeps fresh."""

    url: str
    token: Reference


@dataclass(frozen=True, slots=True)
class JwtBearer:
    """OAuth 2.0 JWT bearer: no shared secret, the app knows the certificate of our private key.

    ``audience`` None: the login host that the address belongs to.
    """

    url: str
    client_id: Reference
    username: str
    key: Reference
    audience: str | None = None


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A refresh token that a person's login once gave; the app may replace it with every use."""

    url: str
    client_id: Reference
    refresh_token: Reference
    client_secret: Reference | None = None


@dataclass(frozen=True, slots=True)
class CliLogin:
    """A login of the Salesforce CLI on this machine, by its username or alias there."""

    name: str


@dataclass(frozen=True, slots=True)
class LocalLogin:
    """An embedded org of this project."""

    name: str


Login: TypeAlias = (
    ClientCredentials | JwtBearer | RefreshToken | AccessToken | CliLogin | LocalLogin
)


@dataclass(frozen=True, slots=True)
class OrgLogin:
    """One entry. ``org_id``, where given, is binding: another org is refused.

    ``bulk_from``: from more rows of one object than this on jobs write them; None: 10,000.
    """

    alias: OrgAlias
    login: Login
    org_id: OrgId | None = None
    api_version: str | None = None
    bulk_from: int | None = None


@dataclass(frozen=True, slots=True)
class Logins:
    """All entries of the file."""

    orgs: Mapping[OrgAlias, OrgLogin]


_REFERENCE = re.compile(r"\$\{(env|file|cmd):(.+)\}\Z", re.DOTALL)
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def reference(text: str) -> Reference:
    """The reference that ``text`` is as a whole. Raises ``ValueError``, which never quotes it."""
    found = _REFERENCE.match(text.strip())
    if found is None:
        raise ValueError("not a reference")
    kind, inner = found[1], found[2].strip()
    if kind == "env" and not _VARIABLE.match(inner):
        raise ValueError("an environment variable's name has letters, digits and _ only")
    if kind == "cmd":
        return Reference(kind, _command(inner))
    return Reference(kind, (inner,))


def _command(inner: str) -> tuple[str, ...]:
    try:
        words = json.loads(inner)
    except ValueError:
        words = None
    if not isinstance(words, list) or not words or not all(isinstance(one, str) for one in words):
        raise ValueError('a command is a list of words: ${cmd:["program", "argument"]}')
    return tuple(words)
