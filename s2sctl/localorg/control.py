"""A client of the control endpoint: clock, faults, request log, outbox. For tests and the demo."""

import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from typing import cast

from s2sctl.errors import OrgUnreachable, UsageError
from s2sctl.localorg.running import RunningOrg

_TIMEOUT_SECONDS = 120


class Control:
    """Orders what no Salesforce org lets one order. Never charged, logged, or hit by faults.

    Every method raises ``OrgUnreachable`` where nothing answers, ``UsageError`` for a bad order.
    """

    def __init__(self, org: RunningOrg) -> None:
        self._org = org
        context = ssl.create_default_context(cafile=str(org.ca_file))
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
        )

    def answers(self) -> bool:
        """Whether the org answers."""
        try:
            self.status()
        except OrgUnreachable:
            return False
        return True

    def status(self) -> Mapping[str, object]:
        """Org id, name, process id, the org's time and API usage."""
        return self._call("GET", "status")

    def move_clock(self, seconds: float) -> str:
        """Shift the org's clock, back or forth; the org's time then, ISO 8601."""
        return str(self._call("POST", "clock", {"seconds": seconds})["now"])

    def order_fault(self, kind: str, **settings: object) -> int:
        """Put a fault in force; its number.

        Kinds: ``answer_lost``, ``row_refused``, ``answer_status``, ``delay``,
        ``late_commit``, ``commit_delay``, ``dropped``, ``session_expired`` (see
        ``http.disorder.Fault``). When: ``nth=``,
        ``every=``, at most ``times=``. What: ``operation=``, ``sobject=``, ``method=``,
        ``path=`` (a part of it), ``holds=`` (a part of the body). How: ``status=``, ``code=``,
        ``message=``, ``fields=``, ``retry_after=``, ``seconds=``.
        """
        return cast(int, self._call("POST", "faults", {"kind": kind, **settings})["number"])

    def faults(self) -> list[dict[str, object]]:
        """Each fault in force, with how often it was matched (``seen``) and has ``happened``."""
        return cast(list[dict[str, object]], self._call("GET", "faults")["faults"])

    def happened(self, number: int) -> int:
        """How often that fault has happened."""
        return next(cast(int, one["happened"]) for one in self.faults() if one["number"] == number)

    def clear_faults(self) -> None:
        """Take every fault back."""
        self._call("DELETE", "faults")

    def log(self, since: int = 0) -> list[dict[str, object]]:
        """Requests after that sequence number, oldest first; see ``http.requestlog.LogEntry``."""
        return cast(list[dict[str, object]], self._call("GET", f"log?since={since}")["log"])

    def calls(self, since: int = 0) -> int:
        """API calls charged after that sequence number of the log."""
        return sum(cast(int, entry["calls"]) for entry in self.log(since))

    def reset_log(self) -> None:
        """Forget the request log; sequence numbers go on."""
        self._call("DELETE", "log")

    def capture(self, on: bool = True) -> None:
        """Keep the bodies sent and answered in the log, from now on."""
        self._call("POST", "log", {"capture": on})

    def outbox(self) -> list[dict[str, object]]:
        """E-mails sent through the org, oldest first."""
        return cast(list[dict[str, object]], self._call("GET", "outbox")["outbox"])

    def token(self, user: str | None = None) -> str:
        """A fresh access token of the user of that username or id; None: the run-as user."""
        return str(self._call("POST", "token", {"user": user})["access_token"])

    def run_as(self, username: str) -> None:
        """Let the client credentials flow log in as this user from now on."""
        self._call("POST", "client", {"run_as": username})

    def app(self, **settings: object) -> Mapping[str, object]:
        """Set up the org's OAuth client; its settings then (see ``localorg.apps.App``).

        ``certificate=`` (PEM) opens the JWT bearer flow, ``callback_urls=`` the web server flow.
        """
        return self._call("POST", "app", settings)

    def password(self, user: str, password: str) -> None:
        """Give a user, by username or id, a password for the login page."""
        self._call("POST", "password", {"user": user, "password": password})

    def end_sessions(self) -> int:
        """End every session, as an admin can; how many there were. Their next calls are 401."""
        return cast(int, self._call("DELETE", "sessions")["ended"])

    def limit(self, daily_api_requests: int) -> None:
        """Set the org's daily API request allocation."""
        self._call("POST", "limits", {"DailyApiRequests": daily_api_requests})

    def describe(self, said: object) -> list[str]:
        """Make or widen objects after a describe of a real org, or a list of them; their names."""
        return cast(list[str], self._call("POST", "describe", {"describe": said})["objects"])

    def hold_rows(self, ids: Sequence[str], wait_seconds: float | None = None) -> None:
        """Hold rows as another transaction does: who changes one waits, then is refused.

        ``wait_seconds`` is for how long they wait from now on; 10 in a real org.
        """
        wait = {} if wait_seconds is None else {"wait_seconds": wait_seconds}
        self._call("POST", "locks", {"ids": list(ids), **wait})

    def held_rows(self) -> list[str]:
        """The ids of the rows held now."""
        return cast(list[str], self._call("GET", "locks")["held"])

    def release_rows(self) -> None:
        """Let go of every row held."""
        self._call("DELETE", "locks")

    def bulk(self, **seconds: float) -> dict[str, float]:
        """Set how long Bulk API jobs wait (``queue_seconds=``) and run (``run_seconds=``); returns
        both as they are then."""
        return cast(dict[str, float], self._call("POST", "bulk", seconds))

    def deploys(self, seconds: float) -> None:
        """Set how long, by the org's clock, deployments wait in the queue before they change the
        org; 0 at first."""
        self._call("POST", "deploys", {"seconds": seconds})

    def sharing(self, sobject: str, model: str) -> None:
        """Set an object's org-wide default: Private, Read, ReadWrite or ControlledByParent."""
        self._call("POST", "sharing", {"sobject": sobject, "model": model})

    def put_rule(self, sobject: str, kind: str, name: str, **settings: object) -> None:
        """Set a rule: ``validation``, ``duplicate``, ``assignment``, ``trigger`` or ``sharing``.

        ``formula=`` is its condition (empty: every row), ``active=`` whether it applies; further
        settings are those of its kind (``records.rules``, ``records.duplicates``, ``sharing``).
        """
        self._call("POST", "rules", {"sobject": sobject, "kind": kind, "name": name, **settings})

    def clear_rules(self) -> int:
        """Remove every rule; how many there were."""
        return cast(int, self._call("DELETE", "rules")["removed"])

    def merge(self, winner: str, *losers: str) -> None:
        """Merge up to two rows into ``winner``, as a person may."""
        self._call("POST", "merge", {"winner": winner, "losers": list(losers)})

    def convert(self, lead: str, **how: str | bool) -> Mapping[str, object]:
        """Convert a Lead, as a person may; the ids of what it became.

        ``how``: ``opportunity=``, ``opportunity_name=``, ``account=``, ``contact=``, ``status=``.
        """
        return self._call("POST", "convert", {"lead": lead, **how})

    def undelete(self, record_id: str) -> None:
        """Bring a row back from the recycle bin, as a person may."""
        self._call("POST", "undelete", {"id": record_id})

    def rename_field(self, sobject: str, field: str, name: str) -> None:
        """Give a custom field another API name, as an admin may in Setup; values and id stay."""
        self._call("POST", "rename", {"sobject": sobject, "field": field, "name": name})

    def remove_field(self, sobject: str, field: str) -> None:
        """Delete a custom field and its values, as an admin may in Setup."""
        self._call("POST", "unfield", {"sobject": sobject, "field": field})

    def keep_states_and_countries(self) -> None:
        """Turn on state and country picklists, as an admin may."""
        self._call("POST", "states")

    def keep(self) -> None:
        """Make the org's present state the one that ``reset`` returns to."""
        self._call("POST", "template")

    def reset(self) -> None:
        """Put the org back to its first day."""
        self._call("POST", "reset")

    def _call(
        self, method: str, path: str, body: Mapping[str, object] | None = None
    ) -> dict[str, object]:
        request = urllib.request.Request(
            f"{self._org.url}/local/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self._org.control_token}"},
        )
        try:
            return cast(dict[str, object], json.loads(self.send(request)))
        except urllib.error.HTTPError as error:
            with error:
                raise _refused(error.read()) from None

    def send(self, request: urllib.request.Request) -> bytes:
        """The answer's body. Raises ``HTTPError`` where the org refuses."""
        try:
            with self._opener.open(request, timeout=_TIMEOUT_SECONDS) as answer:
                return cast(bytes, answer.read())
        except urllib.error.HTTPError:
            raise
        except OSError as error:
            raise OrgUnreachable(
                f"the local org '{self._org.alias}' does not answer",
                code="S2S813",
                help=f"s2sctl local up --orgs {self._org.alias}",
            ) from error


def _refused(body: bytes) -> UsageError:
    try:
        message = str(json.loads(body)[0]["message"])
    except (ValueError, LookupError, TypeError):
        message = "no reason given"
    return UsageError(f"the local org refused: {message}", code="S2S816")
