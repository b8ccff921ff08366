"""Connected apps: what an org's OAuth clients are allowed, besides their secret and run-as user.

Source: Salesforce help "Connected App and External Client App OAuth Settings".
"""

import hashlib
import hmac
import json
import secrets
from dataclasses import asdict, dataclass

from s2sctl.localorg.database import Database
from s2sctl.model.ids import RecordId


@dataclass(frozen=True, slots=True)
class App:
    """One client's settings. Without a certificate it may not use the JWT bearer flow, without
    a callback URL not the web server flow.
    """

    client_id: str
    certificate: str = ""
    """PEM, an X.509 certificate or a public key."""
    callback_urls: tuple[str, ...] = ()
    require_pkce: bool = True
    require_secret: bool = True
    """Whether the web server and refresh flows need the client's secret."""
    rotate_refresh_tokens: bool = False
    users: tuple[str, ...] = ()
    """Usernames approved for the JWT bearer flow; none means every user."""


class Apps:
    """The apps of one org, its users' passwords, and refresh tokens."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, app: App) -> None:
        """Add a client's settings, or replace them."""
        self._database.execute(
            "INSERT OR REPLACE INTO _app VALUES (?, ?)", (app.client_id, json.dumps(asdict(app)))
        )

    def find(self, client_id: str) -> App:
        """A client's settings; the defaults where nothing was said."""
        row = self._database.one("SELECT body FROM _app WHERE client_id = ?", (client_id,))
        if row is None:
            return App(client_id)
        said = json.loads(str(row[0]))
        said |= {name: tuple(said[name]) for name in ("callback_urls", "users")}
        return App(**said)

    def set_password(self, user_id: RecordId, password: str) -> None:
        """Let a user log in on the login page."""
        salt = secrets.token_hex(16)
        self._database.execute(
            "INSERT OR REPLACE INTO _password VALUES (?, ?, ?)",
            (user_id, salt, _digest(password, salt)),
        )

    def password_fits(self, user_id: RecordId, password: str) -> bool:
        """Whether that is the user's password. A user without one never fits."""
        sql = "SELECT salt, digest FROM _password WHERE user_id = ?"
        row = self._database.one(sql, (user_id,))
        if row is None:
            return False
        return hmac.compare_digest(_digest(password, str(row[0])), str(row[1]))

    def start_refresh(self, client_id: str, user_id: RecordId, scope: str) -> str:
        """A new refresh token."""
        token = "5Aep861" + secrets.token_urlsafe(58)
        self._database.execute(
            "INSERT INTO _refresh VALUES (?, ?, ?, ?)", (token, client_id, user_id, scope)
        )
        return token

    def refresh(self, token: str) -> tuple[str, RecordId, str] | None:
        """The client, user and scope of a live refresh token."""
        sql = "SELECT client_id, user_id, scope FROM _refresh WHERE token = ?"
        row = self._database.one(sql, (token,))
        return None if row is None else (str(row[0]), RecordId(str(row[1])), str(row[2]))

    def note_access(self, refresh: str, access: str) -> None:
        """Remember that an access token hangs on a refresh token."""
        self._database.execute("INSERT OR REPLACE INTO _refreshed VALUES (?, ?)", (access, refresh))

    def rotate(self, token: str) -> str:
        """Replace a refresh token; its access tokens live on under the new one."""
        client_id, user_id, scope = self.refresh(token) or ("", RecordId(""), "")
        fresh = self.start_refresh(client_id, user_id, scope)
        self._database.execute("DELETE FROM _refresh WHERE token = ?", (token,))
        self._database.execute(
            "UPDATE _refreshed SET refresh = ? WHERE refresh = ?", (fresh, token)
        )
        return fresh

    def revoke(self, token: str) -> list[str] | None:
        """End a refresh token; the access tokens that end with it, None where there was none."""
        if self._database.execute("DELETE FROM _refresh WHERE token = ?", (token,)).rowcount == 0:
            return None
        rows = self._database.all("SELECT access FROM _refreshed WHERE refresh = ?", (token,))
        self._database.execute("DELETE FROM _refreshed WHERE refresh = ?", (token,))
        return [str(row[0]) for row in rows]


def _digest(password: str, salt: str) -> str:
    return hashlib.scrypt(password.encode(), salt=salt.encode(), n=2**12, r=8, p=1).hex()
