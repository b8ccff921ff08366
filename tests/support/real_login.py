"""A local org met as any org elsewhere: by its address, with its certificate trusted.

``Elsewhere`` writes ``configs/orgs.yaml`` for the alias ``acme`` and has the keys, refresh tokens
and the stand-in for the Salesforce CLI that the ways to log in need.
"""

import json
import os
import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import requests
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from s2sctl.localorg.control import Control
from s2sctl.localorg.running import RunningOrg

USER = "integration@acme.example"
_BACK = "http://127.0.0.1:1717/OauthRedirect"
_CLI = """#!{python}
import json, os, sys, time
told = json.load(open({answers!r}))
with open({calls!r}, "a") as log:
    log.write(" ".join(sys.argv[1:]) + "\\n")
said = told.get(" ".join(word for word in sys.argv[1:4] if not word.startswith("-")))
if said is None:
    sys.stderr.write("Warning: " + " ".join(sys.argv[1:4]) + " is not a sf command.\\n")
    sys.exit(127)
time.sleep(said.get("sleep", 0))
sys.stderr.write(said.get("stderr", ""))
sys.stdout.write(said["text"] if "text" in said else json.dumps(said["json"]))
sys.exit(said.get("exit", 0))
"""


class Elsewhere:
    """One project folder and one org. Set REQUESTS_CA_BUNDLE to ``ca_file`` to reach it."""

    def __init__(self, folder: Path, running: RunningOrg) -> None:
        self.folder = folder
        self.running = running
        self.control = Control(running)
        (folder / "configs").mkdir(exist_ok=True)

    def write(self, text: str) -> None:
        (self.folder / "configs" / "orgs.yaml").write_text(f"orgs:\n  acme: {text}\n")

    def secret(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text)
        path.chmod(0o600)
        return path

    def key_pair(self) -> tuple[str, str]:
        """A private key and its certificate, PEM."""
        key = generate_private_key(65537, 2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "s2sctl")])
        day = datetime(2026, 1, 1, tzinfo=UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(day)
            .not_valid_after(day + timedelta(days=1))
            .sign(key, SHA256())
        )
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return private.decode(), made.public_bytes(Encoding.PEM).decode()

    def refresh_token(self, **settings: object) -> str:
        """What a person's login in a browser ends with."""
        self.control.app(callback_urls=[_BACK], require_pkce=False, **settings)
        self.control.password(USER, "pass")
        trust = str(self.running.ca_file)
        asked = {
            "response_type": "code",
            "client_id": self.running.client_id,
            "redirect_uri": _BACK,
        }
        address = f"{self.running.url}/services/oauth2/authorize"
        page = requests.get(address, params=asked, verify=trust, timeout=30).text
        form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
        form |= {"username": USER, "password": "pass"}
        went = requests.post(address, data=form, verify=trust, timeout=30, allow_redirects=False)
        code = parse_qs(urlsplit(went.headers["Location"]).query)["code"][0]
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": self.running.client_id,
            "client_secret": self.running.client_secret,
            "redirect_uri": _BACK,
        }
        address = f"{self.running.url}/services/oauth2/token"
        answer = requests.post(address, data=form, verify=trust, timeout=30).json()
        return str(answer["refresh_token"])

    def put_cli(self, answers: dict[str, object]) -> None:
        """A program ``sf`` that prints these answers, by the words of the command."""
        folder = self.folder / "bin"
        folder.mkdir(exist_ok=True)
        told, calls = folder / "answers.json", folder / "calls"
        told.write_text(json.dumps(answers))
        program = folder / "sf"
        text = _CLI.format(python=sys.executable, answers=str(told), calls=str(calls))
        program.write_text(text)
        program.chmod(0o755)

    def cli_calls(self) -> list[str]:
        return (self.folder / "bin" / "calls").read_text().splitlines()

    @property
    def path(self) -> str:
        return f"{self.folder / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
