"""A login that the Salesforce CLI keeps: its token is asked for, never read from its files.

Since May 2026 the CLI hides tokens in ``sf org display``; ``sf org auth show-access-token`` gives
them, and renews them first (salesforcecli/plugin-org 1667). The org's address still comes from
``sf org display``. A CLI of before that knows only the latter, with the token in it.
"""

import json
import os
import re
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

import requests

from s2sctl.errors import AccessDenied, ConfigInvalid, OrgUnreachable
from s2sctl.salesforce.auth import Grant, secure
from s2sctl.salesforce.shapes import Json

_SHOW = ("org", "auth", "show-access-token", "--json", "--target-org")
_DISPLAY = ("org", "display", "--json", "--target-org")
_HIDDEN = "[REDACTED]"
_TOKEN = re.compile(r"00D[A-Za-z0-9]{9,15}![\x21-\x7e]+\Z")
_UNKNOWN = re.compile(r"command.{0,80}not found|is not a sf command", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z]\w{0,79}\Z")


@dataclass(frozen=True, slots=True)
class CliLogin:
    """Asks ``program`` for the login ``name``; ``seconds`` for each of its two calls."""

    name: str
    program: str = "sf"
    seconds: float = 60.0
    renewable: bool = True

    def obtain(self, session: requests.Session) -> Grant:
        """A token as the CLI has it now.

        Raises ConfigInvalid S2S641 without a CLI, OrgUnreachable S2S642 where it does not answer,
        AccessDenied S2S643 where it has no such login or cannot renew it, S2S644 where it hides
        the token.
        """
        shown = self._ask(_SHOW)
        token = _said(shown, "accessToken") if shown is not None else ""
        display = self._ask(_DISPLAY) or {}
        token = _usable(token) or _usable(_said(display, "accessToken"))
        if not token:
            raise AccessDenied(
                f"the Salesforce CLI hides the access token of {self.name}",
                code="S2S644",
                help="update it (npm install --global @salesforce/cli, or sf update); s2sctl asks "
                "with  sf org auth show-access-token",
            )
        return Grant(token, secure(_said(display, "instanceUrl")))

    def _ask(self, words: tuple[str, ...]) -> Mapping[str, Json] | None:
        """The ``result`` of one call; None where this CLI does not know the command."""
        printed, complaint, status = self._run((self.program, *words, self.name))
        document = _document(printed)
        result = document.get("result")
        if status == 0 and isinstance(result, Mapping):
            return result
        name, said = str(document.get("name") or ""), str(document.get("message") or "")
        if _UNKNOWN.search(f"{said} {complaint}"):
            return None
        if not document:
            raise OrgUnreachable(
                f"the Salesforce CLI itself failed with exit code {status}",
                code="S2S642",
                help=f"run it yourself:  sf org display --target-org {self.name}",
            )
        # The message may quote what it will; the name is a word of the CLI's own.
        word = name if _NAME.match(name) else "no reason given"
        raise AccessDenied(
            f"the Salesforce CLI has no usable login {self.name} [{word}]",
            code="S2S643",
            help=f"see  sf org list;  log in again:  sf org login web --alias {self.name}",
        )

    def _run(self, words: tuple[str, ...]) -> tuple[str, str, int]:
        environment = {key: value for key, value in os.environ.items() if key != "FORCE_COLOR"}
        try:
            with subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                errors="replace",
                env={**environment, "NO_COLOR": "1"},
                start_new_session=True,
            ) as process:
                printed, complaint = self._hear(process)
                return printed, complaint, process.returncode
        except OSError as error:
            raise ConfigInvalid(
                f"the Salesforce CLI ({self.program}) cannot be run: "
                f"{error.strerror or type(error).__name__}",
                code="S2S641",
                help="install it and put it on the PATH, or use another way to log in; see "
                "docs/logins.md",
            ) from None

    def _hear(self, process: "subprocess.Popen[str]") -> tuple[str, str]:
        try:
            return process.communicate(timeout=self.seconds)
        except subprocess.TimeoutExpired:
            # Its own children hold the pipes: the whole group goes.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise OrgUnreachable(
                f"the Salesforce CLI did not answer in {self.seconds:.0f} seconds",
                code="S2S642",
                help=f"run it yourself:  sf org display --target-org {self.name}",
            ) from None


def _document(printed: str) -> Mapping[str, Json]:
    """What the CLI printed as JSON, past warnings before it; empty where there is none."""
    start = printed.find("{")
    try:
        found: Json = json.loads(printed[start:]) if start >= 0 else None
    except ValueError:
        return {}
    return found if isinstance(found, Mapping) else {}


def _said(result: Mapping[str, Json], key: str) -> str:
    value = result.get(key)
    return value.strip() if isinstance(value, str) else ""


def _usable(token: str) -> str:
    return token if _HIDDEN not in token and _TOKEN.match(token) else ""
