"""The text of ``configs/orgs.yaml`` to its values, with every problem at once. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from s2sctl.manifest.logins import (
    AccessToken,
    ClientCredentials,
    LocalLogin,
    Login,
    Logins,
    OrgLogin,
    Reference,
    reference,
)
from s2sctl.manifest.yaml_nodes import Entry, MappingNode, Node, ScalarNode
from s2sctl.manifest.yaml_read import read_yaml
from s2sctl.model.finding import Finding, Place, errors_in
from s2sctl.model.ids import OrgId, is_id, to18
from s2sctl.model.names import LABEL, OrgAlias
from s2sctl.model.nearest import did_you_mean

T = TypeVar("T")

_SECRETS = ("client_id", "client_secret", "token")
_WAYS = (
    frozenset({"url", "client_id", "client_secret"}),
    frozenset({"url", "token"}),
    frozenset({"local"}),
)
_LOGIN_KEYS = frozenset[str]().union(*_WAYS)
_KEYS = _LOGIN_KEYS | {"org_id", "api_version"}
_VERSION = re.compile(r"[5-9][0-9]\.0\Z")
_TOP = "orgs: {acme: {url: …, client_id: …, client_secret: …}}; see README, Logins"
_EXAMPLE = "url, client_id and client_secret; or url and token; or local: NAME"


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
        for known in node.entries:
            if known.key not in _KEYS:
                help = did_you_mean(known.key, _KEYS)
                text = f'unknown key "{known.key}" in "{path}"'
                self._add("S2S102", f"{path}.{known.key}", text, known.key_place, help)
        login = self._login(path, node, entry.key_place)
        org_id = self._optional(path, node, "org_id", _org_id)
        version = self._optional(path, node, "api_version", _version)
        if login is None or len(self.findings) > before:
            return None
        return OrgLogin(OrgAlias(entry.key), login, org_id, version)

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
        url = self._value(path, node, "url", _url)
        secrets = {key: self._value(path, node, key, _secret) for key in _SECRETS if key in given}
        found = {key: value for key, value in secrets.items() if value is not None}
        if url is None or len(found) < len(secrets):
            return None
        if "token" in found:
            return AccessToken(url, found["token"])
        return ClientCredentials(url, found["client_id"], found["client_secret"])

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


def _name(text: str) -> str:
    if not LABEL.match(text):
        help = "the alias given to `s2sctl local up --orgs`"
        raise _Unfit("S2S164", "cannot be a local org's name", help)
    return text


def _order(found: Finding) -> tuple[int, int, str]:
    place = found.place
    return (place.line, place.column, found.code) if place else (0, 0, found.code)
