"""What it means when a request got no answer: whether it can have been done."""

import requests
from urllib3.exceptions import HTTPError, NewConnectionError, ProtocolError

from s2sctl.errors import OrgUnreachable
from s2sctl.salesforce.faults import BUSY, FAILED, Course, Failure, Rule

_UNTRUSTED = Rule(
    Course.FINAL,
    OrgUnreachable,
    "S2S611",
    "behind a proxy that opens TLS, set REQUESTS_CA_BUNDLE to its certificate",
)


def silence(error: requests.RequestException) -> Failure:
    """The failure that a transport error stands for. Its text is dropped: it names addresses."""
    match error:
        case requests.exceptions.SSLError():
            return Failure.unheard("its certificate is not trusted", _UNTRUSTED)
        case requests.ConnectTimeout():
            return Failure.unheard("no connection in time", BUSY)
        case requests.ReadTimeout():
            return Failure.unheard("no answer in time", FAILED)
        case requests.ConnectionError() if _never_connected(error):
            return Failure.unheard("no connection", BUSY)
        case _:
            return Failure.unheard("the connection broke before the answer", FAILED)


def _never_connected(error: requests.ConnectionError) -> bool:
    cause: object = error.args[0] if error.args else None
    if isinstance(cause, ProtocolError):
        return False
    reason = getattr(cause, "reason", None)
    return isinstance(cause, HTTPError) and isinstance(reason, NewConnectionError)
