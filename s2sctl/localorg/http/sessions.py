"""Access tokens as the wire sees them: who may call, and until when."""

from datetime import datetime, timedelta

from s2sctl.localorg.org import LocalOrg
from s2sctl.model.ids import RecordId

_IDLE = timedelta(hours=2)


class Sessions:
    """The org's tokens. They end after two idle hours of the org's clock, or by revoke.

    Two hours is a new org's setting (Salesforce help: Modify Session Security Settings).
    """

    def __init__(self, org: LocalOrg) -> None:
        self._org = org
        self._used: dict[str, datetime] = {}

    def start(self, user_id: RecordId) -> str:
        """A new access token for a user."""
        token = self._org.logins.issue(user_id)
        self._used[token] = self._org.clock.now()
        return token

    def find(self, token: str) -> RecordId | None:
        """Whose live token this is; asking counts as using it."""
        user_id = self._org.logins.user_of(token)
        if user_id is None or not self.active(user_id):
            return None
        now = self._org.clock.now()
        if now - self._used.get(token, now) > _IDLE:
            self.end(token)
            return None
        self._used[token] = now
        return user_id

    def peek(self, token: str) -> RecordId | None:
        """Whose live token this is, without using it."""
        user_id = self._org.logins.user_of(token)
        now = self._org.clock.now()
        idle = now - self._used.get(token, now)
        return user_id if user_id is not None and idle <= _IDLE else None

    def active(self, user_id: RecordId) -> bool:
        """Whether the user may log in at all."""
        sql = 'SELECT 1 FROM "User" WHERE "Id" = ? AND "IsActive" = 1'
        return self._org.database.one(sql, (user_id,)) is not None

    def end(self, token: str) -> bool:
        """End one session; False where there was none."""
        self._used.pop(token, None)
        return self._org.logins.revoke(token)

    def end_all(self) -> int:
        """End every session, and say how many there were."""
        self._used.clear()
        return self._org.database.execute('DELETE FROM "_token"').rowcount


def bearer(authorization: str) -> str:
    """The token of an ``Authorization`` header (``Bearer`` or ``OAuth``), empty if none."""
    scheme, _, token = authorization.partition(" ")
    return token.strip() if scheme.lower() in ("bearer", "oauth") else ""
