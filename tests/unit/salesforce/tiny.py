"""A tiny HTTPS server that answers from a script and keeps what it was asked."""

import datetime
import ipaddress
import json
import ssl
import time
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ORG = "00D000000000001EAA"
USER = "005000000000001AAA"
DATE = "Mon, 23 Nov 2026 10:00:00 GMT"


@dataclass
class Reply:
    """One scripted answer, ``after`` seconds; ``lost``: the connection closes without it."""

    status: int = 200
    body: object = None
    headers: dict[str, str] = field(default_factory=dict)
    lost: bool = False
    raw: bytes | None = None
    after: float = 0.0

    @property
    def data(self) -> bytes:
        if self.raw is not None:
            return self.raw
        return b"" if self.body is None else json.dumps(self.body).encode()


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


class TinyOrg:
    """Answers login by itself and everything else from ``replies``."""

    def __init__(self, folder: Path) -> None:
        self.replies: deque[Reply] = deque()
        self.asked: list[Asked] = []
        self.logins: list[Asked] = []
        self.login: Reply | None = None
        self.user_info: Reply | None = None
        self.ca = folder / "ca.pem"
        key = folder / "key.pem"
        make_certificate(self.ca, key)
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        server.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.ca, key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        self._server = server
        self.url = f"https://127.0.0.1:{server.server_port}"
        self._thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def say(self, *replies: Reply) -> None:
        self.replies.extend(replies)

    def answer(self, asked: Asked) -> Reply:
        path = urlsplit(asked.path).path
        if path.endswith("/oauth2/token"):
            self.logins.append(asked)
            return self.login or Reply(
                body={
                    "access_token": f"token{len(self.logins)}",
                    "instance_url": self.url,
                    "id": f"{self.url}/id/{ORG}/{USER}",
                    "token_type": "Bearer",
                }
            )
        if path.endswith("/oauth2/userinfo"):
            return self.user_info or Reply(
                body={
                    "organization_id": ORG,
                    "user_id": USER,
                    "preferred_username": "admin@acme.example",
                }
            )
        self.asked.append(asked)
        return self.replies.popleft() if self.replies else Reply(400, {"error": "NO_REPLY_LEFT"})


def _handler(org: TinyOrg) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def log_message(self, format, *args):
            pass

        def date_time_string(self, timestamp=None):
            return DATE

        def handle_any(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            reply = org.answer(Asked(self.command, self.path, dict(self.headers), body))
            time.sleep(reply.after)
            if reply.lost:
                self.close_connection = True
                return
            self.send_response(reply.status)
            headers = {"Content-Type": "application/json", **reply.headers}
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.data)))
            self.end_headers()
            self.wfile.write(reply.data)
            self.wfile.flush()

        do_GET = do_POST = do_PATCH = do_DELETE = handle_any

    return Handler


def make_certificate(certificate: Path, key_file: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tiny org")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.datetime(2020, 1, 1))
        .not_valid_after(datetime.datetime(2099, 1, 1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(key, hashes.SHA256())
    )
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
