"""Access tokens and OAuth clients of an org."""

import secrets

from s2sctl.localorg.clock import OrgClock
from s2sctl.localorg.database import Database
from s2sctl.model.ids import OrgId, RecordId


class Logins:
    """Issues tokens, tells whose they are, and knows the org's OAuth clients."""

    def __init__(self, database: Database, clock: OrgClock, org_id: OrgId) -> None:
        self._database = database
        self._clock = clock
        self._org_id = org_id

    def issue(self, user_id: RecordId) -> str:
        """A new access token for a user: ``<org id>!<secret>``, as real ones look."""
        token = f"{self._org_id[:15]}!{secrets.token_urlsafe(72)}"
        self._database.execute(
            "INSERT INTO _token VALUES (?, ?, ?)", (token, user_id, self._clock.stamp())
        )
        return token

    def user_of(self, token: str) -> RecordId | None:
        """Whose token this is, or None when it is unknown or revoked."""
        row = self._database.one("SELECT user_id FROM _token WHERE token = ?", (token,))
        return None if row is None else RecordId(str(row[0]))

    def revoke(self, token: str) -> bool:
        """End a token. False when there was none."""
        return bool(self._database.execute("DELETE FROM _token WHERE token = ?", (token,)).rowcount)

    def register(self, client_id: str, secret: str, user_id: RecordId) -> None:
        """Let a client-credentials client run as a user."""
        self._database.execute(
            "INSERT OR REPLACE INTO _client VALUES (?, ?, ?)", (client_id, secret, user_id)
        )

    def client(self, client_id: str) -> tuple[str, RecordId] | None:
        """A client's secret and its run-as user."""
        row = self._database.one(
            "SELECT secret, user_id FROM _client WHERE client_id = ?", (client_id,)
        )
        return None if row is None else (str(row[0]), RecordId(str(row[1])))
