"""What ``org add`` was asked for, as an entry. Pure; a secret typed out is refused, never kept."""

import json
import re
from collections.abc import Mapping

from s2sctl.errors import UsageError
from s2sctl.manifest.logins import OrgLogin, reference
from s2sctl.manifest.read_logins import read_logins
from s2sctl.model.names import LABEL, OrgAlias

_BELONGS: Mapping[str, tuple[str, ...]] = {
    "client-credentials": ("url", "client-id", "client-secret"),
    "jwt": ("url", "client-id", "username", "key", "audience"),
    "refresh-token": ("url", "client-id", "client-secret"),
    "token": ("url",),
    "cli": (),
    "local": (),
}
"""The ways to log in, each with the options it may have beside its own."""

_REFERENCES = ("client-id", "client-secret", "key", "refresh-token", "token")
_WAYS = "--client-credentials, --jwt, --refresh-token REF, --token REF, --cli NAME, --local NAME"


def asked_entry(alias: str, options: Mapping[str, str]) -> OrgLogin:
    """The entry that ``options`` describe: names without ``--``, only those given; "" for flags.

    References that were left out become variables named after the alias, as ACME_CLIENT_ID.
    Raises UsageError: S2S164 for a name that can be no alias, S2S261 for a secret typed out,
    S2S262 for options that are not one way to log in, else as the file itself would be refused.
    """
    if not LABEL.match(alias):
        help = "lower case letters, digits, '.', '_' and '-'"
        raise UsageError("this name cannot be an alias", code="S2S164", help=help)
    for name in _REFERENCES:
        if options.get(name):
            _refuse_secret(alias, name, options[name])
    said = json.dumps({"orgs": {alias: _said(_way(options), alias, options)}})
    read = read_logins(said, "")
    for found in read.findings:
        raise UsageError(found.message, code=found.code, help=found.help)
    return read.logins.orgs[OrgAlias(alias)]


def _refuse_secret(alias: str, name: str, text: str) -> None:
    try:
        reference(text)
    except ValueError:
        raise UsageError(
            f"--{name} takes a reference, never the secret itself",
            code="S2S261",
            help=f"--{name} '{_variable(alias, name)}' or --{name} '${{file:PATH}}', in single "
            "quotes; a secret typed out is in your shell's history now: renew it",
        ) from None


def _way(options: Mapping[str, str]) -> str:
    ways = [name for name in _BELONGS if name in options]
    if len(ways) != 1:
        told = " and ".join(f"--{one}" for one in ways) or "none of them"
        text = f"an org is logged in to in one way; given: {told}"
        raise UsageError(text, code="S2S262", help=f"one of {_WAYS}")
    way = ways[0]
    known = {way, *_BELONGS[way], "api-version"}
    for name in options:
        if name not in known:
            allowed = ", ".join(f"--{one}" for one in _BELONGS[way]) or "nothing"
            text = f"--{name} does not go with --{way}"
            raise UsageError(text, code="S2S262", help=f"--{way} goes with {allowed}")
    missing = [name for name in ("url", "username") if name in known and name not in options]
    if missing:
        example = "https://acme.my.salesforce.com" if missing[0] == "url" else "sync@acme.example"
        text = f"--{way} needs --{missing[0]}"
        raise UsageError(text, code="S2S262", help=f"--{missing[0]} {example}")
    return way


def _said(way: str, alias: str, options: Mapping[str, str]) -> dict[str, object]:
    """The entry's keys and values."""
    version: dict[str, object] = {}
    if "api-version" in options:
        version["api_version"] = options["api-version"]
    if way in ("cli", "local"):
        return version | {way: options[way]}
    client = options.get("client-id") or _variable(alias, "client-id")
    said: dict[str, object] = {"url": options["url"]}
    if way == "token":
        return said | {"token": options["token"]} | version
    if way == "jwt":
        key = options.get("key") or _variable(alias, "key")
        jwt = {"client_id": client, "username": options["username"], "key": key}
        if "audience" in options:
            jwt["audience"] = options["audience"]
        return said | {"jwt": jwt} | version
    said["client_id"] = client
    if way == "client-credentials" or "client-secret" in options:
        said["client_secret"] = options.get("client-secret") or _variable(alias, "client-secret")
    if way == "refresh-token":
        said["refresh_token"] = options["refresh-token"]
    return said | version


def _variable(alias: str, name: str) -> str:
    """The variable that holds a secret unless told otherwise: ``${env:ACME_CLIENT_ID}``."""
    words = re.sub(r"[^A-Z0-9]", "_", f"{alias}_{name}".upper())
    return f"${{env:{words if not words[0].isdigit() else f'ORG_{words}'}}}"
