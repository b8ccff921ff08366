"""The text of ``configs/orgs.yaml`` to its values, with every problem at once. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from s2sctl.manifest.logins import (
    AccessToken,
    ClientCredentials,
    CliLogin,
    JwtBearer,
    LocalLogin,
    Login,
    Logins,
    OrgLogin,
    Reference,
    RefreshToken,
    reference,
)
from s2sctl.manifest.yaml_nodes import Entry, MappingNode, Node, ScalarNode
from s2sctl.manifest.yaml_read import read_yaml
from s2sctl.model.finding import Finding, Place, errors_in
from s2sctl.model.ids import OrgId, is_id, to18
from s2sctl.model.names import LABEL, OrgAlias
from s2sctl.model.nearest import did_you_mean

T = TypeVar("T")

_SECRETS = ("client_id", "client_secret", "refresh_token", "token")
_WAYS = (
    frozenset({"url", "client_id", "client_secret"}),
    frozenset({"url", "client_id", "refresh_token"}),
    frozenset({"url", "client_id", "client_secret", "refresh_token"}),
    frozenset({"url", "jwt"}),
    frozenset({"url", "token"}),
    frozenset({"cli"}),
    frozenset({"local"}),
)
_LOGIN_KEYS = frozenset[str]().union(*_WAYS)
_JWT_KEYS = frozenset({"client_id", "username", "key", "audience"})
_MOST_ROWS = 1_000_000_000
_KEYS = _LOGIN_KEYS | {"org_id", "api_version", "bulk_from"}
_CLI_NAME = re.compile(r"[A-Za-z0-9_.+%@][A-Za-z0-9_.+%@-]{0,254}\Z")
_VERSION = re.compile(r"[5-9][0-9]\.0\Z")
_TOP = "orgs: {acme: {url: …, client_id: …, client_secret: …}}; see README, Logins"
_EXAMPLE = (
    "url with client_id and client_secret, with jwt, with client_id and refresh_token, or with "
    "token; or cli: NAME; or local: NAME"
)
_JWT_EXAMPLE = "jwt: {client_id: ${env:…}, username: sync@acme.example, key: ${file:…}}"


@dataclass(frozen=True, slots=True)
class ReadLogins:
    """What the file says; ``logins`` holds the sound entries only."""

    logins: Logins
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing stands in the way."""
        return not errors_in(self.findings)


def read_logins(text: str, file: str) -> ReadLogins:
    """Read the file. Never raises, and no finding repeats a value that could be a secret."""
    read = read_yaml(text, file)
    entries = _Entries(list(read.findings))
    orgs: dict[OrgAlias, OrgLogin] = {}
    for entry in entries.orgs(read.root, file):
        one = entries.org(entry)
        if one is not None:
            orgs[one.alias] = one
    ordered = sorted(entries.findings, key=_order)
    return ReadLogins(Logins(orgs), tuple(ordered))


class _Entries:
    """Reads entries and collects what is wrong with them."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings

    def orgs(self, root: Node | None, file: str) -> tuple[Entry, ...]:
        if not isinstance(root, MappingNode):
            if not self.findings:
                text = "the file must hold a mapping with the key orgs"
                self._add("S2S105", "", text, Place(file, 1, 1), _TOP)
            return ()
        for entry in root.entries:
            if entry.key != "orgs":
                help = did_you_mean(entry.key, ["orgs"])
                self._add("S2S102", entry.key, f'unknown key "{entry.key}"', entry.key_place, help)
        found = root.get("orgs")
        if found is None:
            self._add("S2S103", "", 'the file lacks "orgs"', root.place, _TOP)
            return ()
        if not isinstance(found.value, MappingNode):
            text = '"orgs" must be a mapping of aliases to logins'
            self._add("S2S107", "orgs", text, found.key_place, _TOP)
            return ()
        return found.value.entries

    def org(self, entry: Entry) -> OrgLogin | None:
        before, path = len(self.findings), f"orgs.{entry.key}"
        if not LABEL.match(entry.key):
            text = f'"{entry.key[:64]}" cannot be an alias'
            help = "lower case letters, digits, '.', '_' and '-'"
            self._add("S2S164", path, text, entry.key_place, help)
        if not isinstance(entry.value, MappingNode):
            text = f'"{path}" must be a mapping'
            self._add("S2S107", path, text, entry.key_place, _EXAMPLE)
            return None
        node = entry.value
        self._unknown(path, node, _KEYS)
        login = self._login(path, node, entry.key_place)
        org_id = self._optional(path, node, "org_id", _org_id)
        version = self._optional(path, node, "api_version", _version)
        bulk_from = self._optional(path, node, "bulk_from", _rows)
        if login is None or len(self.findings) > before:
            return None
        return OrgLogin(OrgAlias(entry.key), login, org_id, version, bulk_from)

    def _unknown(self, path: str, node: MappingNode, known: frozenset[str]) -> bool:
        """Whether the mapping has other keys than these; each is told."""
        strange = [one for one in node.entries if one.key not in known]
        for one in strange:
            text = f'unknown key "{one.key}" in "{path}"'
            help = did_you_mean(one.key, known)
            self._add("S2S102", f"{path}.{one.key}", text, one.key_place, help)
        return bool(strange)

    def _login(self, path: str, node: MappingNode, place: Place) -> Login | None:
        given = frozenset(one.key for one in node.entries) & _LOGIN_KEYS
        if given not in _WAYS:
            # A misspelt key was told already, and is the likely cause.
            if any(one.key not in _KEYS for one in node.entries):
                return None
            text = f'"{path}" is not one way to log in'
            self._add("S2S160", path, text, place, _EXAMPLE)
            return None
        if "local" in given:
            name = self._value(path, node, "local", _name)
            return LocalLogin(name) if name is not None else None
        if "cli" in given:
            name = self._value(path, node, "cli", _cli_name)
            return CliLogin(name) if name is not None else None
        return self._by_address(path, node, given)

    def _by_address(self, path: str, node: MappingNode, given: frozenset[str]) -> Login | None:
        url = self._value(path, node, "url", _url)
        secrets = {key: self._value(path, node, key, _secret) for key in _SECRETS if key in given}
        found = {key: value for key, value in secrets.items() if value is not None}
        if "jwt" in given:
            return self._jwt(f"{path}.jwt", node, url)
        if url is None or len(found) < len(secrets):
            return None
        if "token" in found:
            return AccessToken(url, found["token"])
        if "refresh_token" in found:
            secret = found.get("client_secret")
            return RefreshToken(url, found["client_id"], found["refresh_token"], secret)
        return ClientCredentials(url, found["client_id"], found["client_secret"])

    def _jwt(self, path: str, node: MappingNode, url: str | None) -> Login | None:
        entry = node.get("jwt")
        if entry is None or not isinstance(entry.value, MappingNode):
            place = entry.key_place if entry else node.place
            self._add("S2S107", path, f'"{path}" must be a mapping', place, _JWT_EXAMPLE)
            return None
        inner = entry.value
        if self._unknown(path, inner, _JWT_KEYS):
            return None
        client_id = self._value(path, inner, "client_id", _secret)
        username = self._value(path, inner, "username", _username)
        key = self._value(path, inner, "key", _secret)
        audience = self._optional(path, inner, "audience", _url)
        if url is None or client_id is None or username is None or key is None:
            return None
        return JwtBearer(url, client_id, username, key, audience)

    def _optional(
        self, path: str, node: MappingNode, key: str, read: Callable[[str], T]
    ) -> T | None:
        return self._value(path, node, key, read) if node.get(key) is not None else None

    def _value(self, path: str, node: MappingNode, key: str, read: Callable[[str], T]) -> T | None:
        entry = node.get(key)
        inner = f"{path}.{key}"
        if entry is None or not isinstance(entry.value, ScalarNode) or not entry.value.text:
            place = entry.key_place if entry is not None else node.place
            self._add("S2S107", inner, f'"{inner}" must be text', place)
            return None
        try:
            return read(entry.value.text)
        except _Unfit as unfit:
            self._add(unfit.code, inner, f'"{inner}" {unfit.text}', entry.value.place, unfit.help)
            return None

    def _add(self, code: str, path: str, text: str, place: Place, help: str = "") -> None:
        self.findings.append(Finding(code, path, text, help, place=place))


class _Unfit(Exception):
    """A value that cannot be what its key asks for; ``text`` never holds it."""

    def __init__(self, code: str, text: str, help: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.help = help


def _secret(text: str) -> Reference:
    try:
        return reference(text)
    except ValueError as error:
        if text.lstrip().startswith("${"):
            help = 'one of ${env:NAME}, ${file:/path}, ${cmd:["program", "argument"]}'
            raise _Unfit("S2S162", f"is no reference: {error}", help) from None
        help = "take it out, renew it, and refer to it: ${env:NAME} or ${file:/path}"
        raise _Unfit("S2S161", "holds a secret; a file in git must not", help) from None


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
        well = parts.scheme == "https" and bool(parts.hostname) and parts.username is None
        well = well and parts.path in ("", "/") and not parts.query and not parts.fragment
        well = well and parts.port != 0
    except ValueError:
        well = False
    if not well:
        help = "the org's My Domain, e.g. https://acme.my.salesforce.com"
        raise _Unfit("S2S163", "must be an https address without a path", help)
    return f"https://{parts.netloc}"


def _org_id(text: str) -> OrgId:
    if not is_id(text) or not text.startswith("00D"):
        help = "it begins with 00D; see Setup, Company Information"
        raise _Unfit("S2S163", "is no org id", help)
    return OrgId(to18(text))


def _version(text: str) -> str:
    if not _VERSION.match(text):
        raise _Unfit("S2S163", "is no API version from 50.0 on", "e.g. 64.0")
    return text


def _rows(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:11]) <= _MOST_ROWS):
        raise _Unfit("S2S107", f"must be a number from 1 to {_MOST_ROWS:,}", "e.g. 2000")
    return int(text)


def _name(text: str) -> str:
    if not LABEL.match(text):
        help = "the alias given to `s2sctl local up --orgs`"
        raise _Unfit("S2S164", "cannot be a local org's name", help)
    return text


def _username(text: str) -> str:
    name, at, host = text.strip().partition("@")
    if not (name and at and host) or any(one.isspace() for one in text.strip()):
        help = "the user the org lets the app run as, e.g. sync@acme.example"
        raise _Unfit("S2S163", "is no username", help)
    return text.strip()


def _cli_name(text: str) -> str:
    # A leading hyphen would be read as an option by the program the name is handed to.
    if not _CLI_NAME.match(text):
        help = "a username or an alias that `sf org list` shows"
        raise _Unfit("S2S163", "is no login of the Salesforce CLI", help)
    return text


def _order(found: Finding) -> tuple[int, int, str]:
    place = found.place
    return (place.line, place.column, found.code) if place else (0, 0, found.code)
