"""The refresh token flow, and tokens that are good once.

Source: Salesforce help, "OAuth 2.0 Refresh Token Flow for Renewed Sessions" and "Refresh Token
Rotation": with rotation on, each answer brings the next refresh token and ends the one used. Who
uses an ended one gets ``invalid_grant``. So the next one is kept before the access token is used,
and two processes take turns.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

import requests

from s2sctl.salesforce.auth import Grant, ask_token, secure


class TokenKeeper(Protocol):
    """Where a refresh token lives between two runs."""

    def turn(self) -> AbstractContextManager[None]:
        """Keeps other processes from using the token at the same time."""
        ...

    def current(self) -> str:
        """The token as it stands now: another process may have replaced it."""
        ...

    def keep(self, token: str) -> None:
        """Put the token that replaces it in its place, durably.

        Raises S2sError where that is not possible; the old token is of no use any more.
        """
        ...


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A person's login, renewed. ``client_secret`` None: the app asks for none."""

    url: str
    client_id: str
    keeper: TokenKeeper
    client_secret: str | None = field(default=None, repr=False)
    renewable: bool = True

    def obtain(self, session: requests.Session) -> Grant:
        """A new access token; the refresh token that came with it is kept first."""
        url = secure(self.url)
        with self.keeper.turn():
            used = self.keeper.current()
            form = {
                "grant_type": "refresh_token",
                "client_id": self.client_id,
                "refresh_token": used,
            }
            if self.client_secret is not None:
                form["client_secret"] = self.client_secret
            grant = ask_token(session, url, form, _HELP)
            if grant.refresh_token and grant.refresh_token != used:
                self.keeper.keep(grant.refresh_token)
        return grant


_HELP = {
    "invalid_client": "the app asks for its secret: set client_secret, or correct it",
    "invalid_grant": "the refresh token was used up, revoked or idle for too long: log in anew and "
    "put the new one in its place",
    "": "check url, client_id and refresh_token of this org in configs/orgs.yaml",
}
