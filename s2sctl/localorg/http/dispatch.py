"""From a request to its answer: address, login, allocation, handler, refusals."""

from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.http import bulk_classic, oauth, refusals, soap, versions
from s2sctl.localorg.http.exchange import Answer, Ask
from s2sctl.localorg.http.handling import handle
from s2sctl.localorg.http.routes import not_found
from s2sctl.localorg.http.sessions import bearer
from s2sctl.localorg.http.site import Site
from s2sctl.localorg.http.table import ROUTES
from s2sctl.model.ids import RecordId

_LONGEST_URI = 16_384


def respond(site: Site, ask: Ask) -> Answer:
    """The answer to a request of the org itself (not of the control endpoint)."""
    site.deploys.advance()
    try:
        return _respond(site, ask)
    except RequestError as error:
        return refusals.of_request(error)


def _respond(site: Site, ask: Ask) -> Answer:
    segments = ask.segments
    # The limits of URI and headers: REST guide, Status Codes and Error Responses (414, 431).
    uri = len(ask.path) + len(ask.query)
    if uri > _LONGEST_URI:
        return _too_long(ask, 414, "URI Too Long")
    if uri + sum(len(name) + len(value) for name, value in ask.headers.items()) > _LONGEST_URI:
        return _too_long(ask, 431, "Request Header Fields Too Large")
    if segments[:2] == ("services", "oauth2") or segments[:1] == ("id",):
        ask.tally.calls = 0
        ask.tally.note("login")
        return oauth.respond(site, ask, segments)
    if segments[:2] == ("services", "Soap"):
        return soap.respond(ask, segments)
    if segments[:2] == ("services", "apexrest"):
        return _apex(site, ask)
    if segments[:2] == ("services", "async") and _is_version(segments):
        return _classic(site, ask, segments)
    if segments[:2] != ("services", "data"):
        raise not_found()
    if len(segments) == 2:
        ask.tally.calls = 0
        return versions.listing()
    return _data(site, ask, segments)


def _data(site: Site, ask: Ask, segments: tuple[str, ...]) -> Answer:
    version = segments[2]
    if versions.retired(version):
        ask.tally.calls = 0
        message = f"The requested API version {version[1:]} has been retired"
        raise RequestError(410, "UNSUPPORTED_API_VERSION", message)
    if not versions.supported(version):
        raise not_found()
    user_id = _user_of(site, ask)
    try:
        _check_media_type(ask, segments[3:])
    except RequestError as error:
        site.usage.charge(ask.tally.calls)
        return _metered(site, refusals.of_request(error))
    if site.usage.spent:
        ask.tally.calls = 0
        refusal = RequestError(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
        return _metered(site, refusals.of_request(refusal))
    viewer = site.org.viewer(user_id)
    answer = handle(ROUTES, site, ask, version, viewer, segments[3:])
    site.usage.charge(ask.tally.calls)
    return _metered(site, answer)


def _is_version(segments: tuple[str, ...]) -> bool:
    return len(segments) > 3 and versions.supported(f"v{segments[2]}")


def _classic(site: Site, ask: Ask, segments: tuple[str, ...]) -> Answer:
    """Bulk API 1.0, which has a session header and refusals of its own."""
    token = ask.headers.get("x-sfdc-session") or bearer(ask.headers.get("authorization", ""))
    user_id = site.sessions.find(token)
    viewer = None if user_id is None else site.org.viewer(user_id)
    answer = bulk_classic.respond(site, ask, segments, viewer)
    site.usage.charge(ask.tally.calls)
    return answer


def _user_of(site: Site, ask: Ask) -> RecordId:
    user_id = site.sessions.find(bearer(ask.headers.get("authorization", "")))
    if user_id is None:
        ask.tally.calls = 0
        raise RequestError(401, "INVALID_SESSION_ID", "Session expired or invalid")
    return user_id


def _apex(site: Site, ask: Ask) -> Answer:
    """An org without Apex classes has no Apex REST resources."""
    _user_of(site, ask)
    site.usage.charge(ask.tally.calls)
    return _metered(
        site, refusals.of_request(RequestError(404, "NOT_FOUND", "Could not find a match for URL"))
    )


def _check_media_type(ask: Ask, resource: tuple[str, ...]) -> None:
    """Raise ``RequestError`` 415 for a body of a type that no resource takes."""
    media_type = ask.headers.get("content-type", "").partition(";")[0].strip().lower()
    taken: tuple[str, ...] = ("application/json", "multipart/form-data")
    if resource[:2] == ("jobs", "ingest") and resource[3:] == ("batches",):
        taken = ("text/csv",)
    if (ask.body or ask.spooled) and media_type not in taken:
        text = f"Content-Type header missing or not supported: {media_type or 'none'}"
        raise RequestError(415, "UNSUPPORTED_MEDIA_TYPE", text)
    accepted = ask.headers.get("accept", "").lower()
    if "xml" in accepted and "json" not in accepted and "*" not in accepted:
        text = f"Answers in {accepted} are not available in this local org, only JSON"
        raise RequestError(406, "NOT_ACCEPTABLE", text)


def _metered(site: Site, answer: Answer) -> Answer:
    headers = {"Sforce-Limit-Info": site.usage.header, **answer.headers}
    return Answer(answer.status, answer.body, headers)


def _too_long(ask: Ask, status: int, reason: str) -> Answer:
    ask.tally.calls = 0
    page = f"<h1>Bad Message {status}</h1><pre>reason: {reason}</pre>".encode()
    return Answer(status, page, {"Content-Type": "text/html;charset=iso-8859-1"})
