"""One org's REST API by simple-salesforce in direct mode: a token, an address, our session.

The library builds addresses, parses JSON and tells errors. What decides correctness is ours,
because its own login drops headers, it never times out and never tries again
(facts/ux.md §2.2): see :mod:`transport`, :mod:`auth`, :mod:`retry`.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, BinaryIO, TypeVar

import requests

from s2sctl.ports.clock import Clock
from s2sctl.ports.patience import Patience
from s2sctl.salesforce.auth import Flow, Grant, Tokens
from s2sctl.salesforce.faults import PAGE, PAGED, Failure, problem_of
from s2sctl.salesforce.jsontext import encode
from s2sctl.salesforce.meter import Meter
from s2sctl.salesforce.retry import Repeat, once, persistently
from s2sctl.salesforce.shapes import Json, Malformed, mapping
from s2sctl.salesforce.silence import silence
from s2sctl.salesforce.transport import Timeouts, Trust, new_session

if TYPE_CHECKING:
    from simple_salesforce.api import Salesforce

T = TypeVar("T")

API_VERSION = "64.0"
"""The version all tests run with; ``api_version`` in configs/orgs.yaml overrides it."""


class Client:
    """REST calls that are repeated as :mod:`retry` allows, and whose failures are our errors."""

    def __init__(
        self,
        alias: str,
        flow: Flow,
        clock: Clock,
        *,
        version: str = API_VERSION,
        trust: Trust = Trust(),  # noqa: B008 - a frozen value
        patience: Patience = Patience(),  # noqa: B008 - a frozen value
        timeouts: Timeouts = Timeouts(),  # noqa: B008 - a frozen value
    ) -> None:
        self.alias = alias
        self.version = version
        self.clock = clock
        self.meter = Meter(clock)
        self._patience = patience
        self._session = new_session(self.meter, trust, timeouts)
        self._tokens = Tokens(flow, self._session, alias)
        self._session.auth = self._tokens
        self._library: Salesforce | None = None

    @property
    def root(self) -> str:
        """The path that composite subrequests begin with."""
        return f"/services/data/v{self.version}/"

    def close(self) -> None:
        """Close the connections; a later call opens new ones."""
        self._session.close()

    def grant(self) -> Grant:
        """The login in use; logs in on first use."""
        return self.persist(Repeat.READ, lambda: self._tokens.grant)

    def persist(self, repeat: Repeat, attempt: Callable[[], T]) -> T:
        """``attempt``'s answer; tried again where ``repeat`` and its failures allow."""
        return persistently(heard(attempt), repeat, self.clock, self.alias, self._patience)

    def try_once(self, attempt: Callable[[], T]) -> T:
        """``attempt``'s answer, or the error that says whether it may be done and tried again."""
        return once(heard(attempt), self.alias, self._patience)

    def get(self, path: str) -> Json:
        """A resource below :attr:`root`."""
        return self.persist(Repeat.READ, lambda: self.send("GET", path))

    def send(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
    ) -> Json:
        """One request, once; call it within :meth:`persist`. None for an answer without body.

        ``body`` is sent as JSON, or as it is where it is bytes or a file.
        """
        plain = body is None or isinstance(body, bytes) or hasattr(body, "read")
        data = body if plain else encode(body)
        with self._errors():
            answer: Json = self._salesforce().restful(
                path,
                method=method,
                data=data,
                headers={**CALL_OPTIONS, **(headers or {})},
                params=dict(params) if params else None,
            )
        return answer

    def stream(self, path: str, size: int) -> Iterator[bytes]:
        """The bytes of a resource below :attr:`root` in pieces, once, within :meth:`persist`."""
        url = f"{self._tokens.grant.instance_url}{self.root}{path}"
        with self._errors():
            answer = self._session.get(url, stream=True, headers=dict(CALL_OPTIONS))
            with answer:
                self._refuse_failed(answer)
                yield from answer.iter_content(size)

    def upload(self, path: str, file: BinaryIO, content_type: str) -> None:
        """Put a file to a resource below :attr:`root` that answers without a body, once."""
        url = f"{self._tokens.grant.instance_url}{self.root}{path}"
        headers = {**CALL_OPTIONS, "Content-Type": content_type}
        with (
            self._errors(),
            self._session.put(url, data=file, headers=headers) as answer,
        ):
            self._refuse_failed(answer)

    def _refuse_failed(self, answer: requests.Response) -> None:
        if answer.status_code >= 300:
            problem = problem_of(answer.status_code, _told(answer))
            raise Failure.told(problem, self.meter.retry_after)
        if _is_page(answer):
            raise Failure.unheard(PAGE, PAGED)

    def query(self, soql: str, *, deleted: bool) -> Mapping[str, Json]:
        """The first page of a query, once."""
        with self._errors():
            page = self._salesforce().query(soql, include_deleted=deleted, headers=CALL_OPTIONS)
        return mapping(page)

    def more(self, url: str) -> Mapping[str, Json]:
        """A further page of a query, by the address the page before gave, once."""
        with self._errors():
            page = self._salesforce().query_more(url, identifier_is_url=True, headers=CALL_OPTIONS)
        return mapping(page)

    def user_info(self) -> Mapping[str, Json]:
        """Who the token belongs to (``/services/oauth2/userinfo``; no API call)."""

        def ask() -> Mapping[str, Json]:
            with self._errors():
                told: Json = self._salesforce().oauth2("userinfo")
            return mapping(told)

        return self.persist(Repeat.READ, ask)

    def _salesforce(self) -> "Salesforce":
        if self._library is None:
            from simple_salesforce.api import Salesforce

            grant = self._tokens.grant
            self._library = Salesforce(
                session_id=grant.token,
                instance_url=grant.instance_url,
                session=self._session,
                version=self.version,
                parse_float=Decimal,
                object_pairs_hook=dict,
            )
            # It asks for indented JSON with every call, which is a third more to carry.
            self._library.headers.pop("X-PrettyPrint", None)
        return self._library

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """What the library and requests raise, as failures."""
        from simple_salesforce.exceptions import SalesforceError

        try:
            yield
        except SalesforceError as error:
            problem = problem_of(error.status, error.content)
            raise Failure.told(problem, self.meter.retry_after) from None
        except requests.JSONDecodeError:
            raise Failure.unheard(f"the answer is not JSON, or cut off; or {PAGE}", PAGED) from None
        except requests.RequestException as error:
            raise silence(error) from None


def heard(attempt: Callable[[], T]) -> Callable[[], T]:
    """``attempt``, in which an answer that is not Salesforce's counts as none."""

    def asked() -> T:
        try:
            return attempt()
        except Malformed as error:
            raise Failure.unheard(error.message) from None

    return asked


def _is_page(answer: requests.Response) -> bool:
    """Whether a content is the page of somebody on the way, which would be taken for the file.

    Salesforce names the usage with every answer (REST API guide, "Limit Info Header").
    """
    kind = answer.headers.get("Content-Type", "")
    return kind.startswith("text/html") and "Sforce-Limit-Info" not in answer.headers


def _told(answer: requests.Response) -> Json:
    """An error's body: JSON, or text where it is none."""
    try:
        told: Json = answer.json()
    except requests.JSONDecodeError:
        return answer.text
    return told


CALL_OPTIONS: Mapping[str, str] = {"Sforce-Call-Options": "client=s2sctl"}
"""Names us as the origin of changes (Change Data Capture's ``changeOrigin``)."""
