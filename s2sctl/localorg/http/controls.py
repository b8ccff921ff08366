"""The control endpoint, ``/local/…``: for the person at this machine, guarded by its own token."""

import hmac
import os
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta
from typing import TypeAlias

from s2sctl.localorg.apps import App
from s2sctl.localorg.deployables.described import take_describes
from s2sctl.localorg.deployables.problem import ComponentProblem
from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.http import jwtbearer, oauth, refusals
from s2sctl.localorg.http.admin import ADMIN_ORDERS
from s2sctl.localorg.http.exchange import Answer, Ask
from s2sctl.localorg.http.routes import not_found
from s2sctl.localorg.http.sessions import bearer
from s2sctl.localorg.http.site import Site
from s2sctl.localorg.records.removal import purge
from s2sctl.model.ids import RecordId, is_id

_MODELS = ("Private", "Read", "ReadWrite", "ControlledByParent")

Order: TypeAlias = Callable[[Site, Ask], dict[str, object]]


def respond(site: Site, ask: Ask) -> Answer:
    """The answer of the control endpoint; always a JSON object, or a list of one error."""
    try:
        given = bearer(ask.headers.get("authorization", ""))
        if not hmac.compare_digest(given.encode(), site.credentials.control_token.encode()):
            raise RequestError(401, "INVALID_SESSION_ID", "the control token is missing or wrong")
        segments = ask.segments
        order = _ORDERS.get((ask.method, segments[1])) if len(segments) == 2 else None
        if order is None:
            raise not_found()
        return Answer(200, order(site, ask))
    except RequestError as error:
        return refusals.of_request(error)


def _status(site: Site, ask: Ask) -> dict[str, object]:
    return {
        "org_id": site.org.org_id,
        "name": site.org.name,
        "pid": os.getpid(),
        "now": site.org.clock.now().isoformat(),
        "api_usage": site.usage.header,
    }


def _clock(site: Site, ask: Ask) -> dict[str, object]:
    seconds = ask.json_object().get("seconds")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise RequestError(400, "INVALID_INPUT", "seconds must be a number")
    site.org.move_clock(timedelta(seconds=seconds))
    with site.org.database.transaction():
        purge(site.org)
    return {"now": site.org.clock.now().isoformat()}


def _order_fault(site: Site, ask: Ask) -> dict[str, object]:
    return site.disorder.order(ask.json_object()).report()


def _faults(site: Site, ask: Ask) -> dict[str, object]:
    return {"faults": site.disorder.reports()}


def _clear_faults(site: Site, ask: Ask) -> dict[str, object]:
    site.disorder.clear()
    return {}


def _log(site: Site, ask: Ask) -> dict[str, object]:
    since = ask.parameters.get("since", "0")
    return {"log": site.log.since(int(since) if since.isdecimal() else 0)}


def _clear_log(site: Site, ask: Ask) -> dict[str, object]:
    site.log.clear()
    return {}


def _capture(site: Site, ask: Ask) -> dict[str, object]:
    site.log.capture = bool(ask.json_object().get("capture"))
    return {"capture": site.log.capture}


def _outbox(site: Site, ask: Ask) -> dict[str, object]:
    return {"outbox": site.outbox}


def _token(site: Site, ask: Ask) -> dict[str, object]:
    wanted = ask.json_object().get("user")
    client = site.org.logins.client(site.credentials.client_id)
    if wanted is None and client is not None:
        return oauth.grant_body(site, ask, client[1])
    return oauth.grant_body(site, ask, _user(site, wanted))


def _user(site: Site, wanted: object) -> RecordId:
    column = "Id" if is_id(str(wanted)) else "Username"
    sql = f'SELECT "Id" FROM "User" WHERE "{column}" = ? AND "IsActive" = 1'
    row = site.org.database.one(sql, (str(wanted),))
    if row is None:
        raise RequestError(400, "INVALID_INPUT", "there is no such active user")
    return RecordId(str(row[0]))


def _client(site: Site, ask: Ask) -> dict[str, object]:
    user_id = _user(site, ask.json_object().get("run_as"))
    secret = site.credentials
    site.org.logins.register(secret.client_id, secret.client_secret, user_id)
    return {"run_as": user_id}


def _app(site: Site, ask: Ask) -> dict[str, object]:
    body = ask.json_object()
    unknown = sorted(set(body) - set(App.__slots__))
    if unknown:
        raise RequestError(400, "INVALID_INPUT", f"unknown setting: {unknown[0]}")
    client_id = str(body.get("client_id", site.credentials.client_id))
    said: dict[str, object] = asdict(site.org.apps.find(client_id)) | body
    for name in ("callback_urls", "users"):
        listed = said[name]
        said[name] = tuple(str(one) for one in listed) if isinstance(listed, list | tuple) else ()
    app = App(**(said | {"client_id": client_id}))  # type: ignore[arg-type]  # - names checked above
    if app.certificate:
        try:
            jwtbearer.public_key(str(app.certificate))
        except ValueError:
            text = "certificate must be an RSA certificate or public key in PEM"
            raise RequestError(400, "INVALID_INPUT", text) from None
    site.org.apps.put(app)
    return asdict(app)


def _password(site: Site, ask: Ask) -> dict[str, object]:
    body = ask.json_object()
    user_id, password = _user(site, body.get("user")), body.get("password")
    if not isinstance(password, str) or not password:
        raise RequestError(400, "INVALID_INPUT", "password must be a text")
    site.org.apps.set_password(user_id, password)
    return {"user_id": user_id}


def _end_sessions(site: Site, ask: Ask) -> dict[str, object]:
    return {"ended": site.sessions.end_all()}


def _limits(site: Site, ask: Ask) -> dict[str, object]:
    maximum = ask.json_object().get("DailyApiRequests")
    if isinstance(maximum, bool) or not isinstance(maximum, int) or maximum < 0:
        raise RequestError(400, "INVALID_INPUT", "DailyApiRequests must be a number")
    site.usage.maximum = maximum
    return {"DailyApiRequests": maximum}


def _describe(site: Site, ask: Ask) -> dict[str, object]:
    try:
        return {"objects": take_describes(site.org, ask.json_object().get("describe"))}
    except ComponentProblem as problem:
        site.org.reload_definitions()
        raise RequestError(400, "INVALID_INPUT", str(problem)) from None


def _locks(site: Site, ask: Ask) -> dict[str, object]:
    locks = site.org.locks
    if ask.method == "DELETE":
        locks.release_all()
    elif ask.method == "POST":
        said = ask.json_object()
        ids, wait = said.get("ids", []), said.get("wait_seconds", locks.wait_seconds)
        if not isinstance(ids, list) or not all(is_id(str(one)) for one in ids):
            raise RequestError(400, "INVALID_INPUT", "ids must be a list of record ids")
        if isinstance(wait, bool) or not isinstance(wait, int | float) or wait < 0:
            raise RequestError(400, "INVALID_INPUT", "wait_seconds must be a number")
        locks.wait_seconds = wait
        locks.hold(map(str, ids))
    return {"held": list(locks.held()), "wait_seconds": locks.wait_seconds}


def _bulk(site: Site, ask: Ask) -> dict[str, object]:
    said = ask.json_object()
    for name, value in said.items():
        number = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
        if name not in ("queue_seconds", "run_seconds") or not number:
            raise RequestError(400, "INVALID_INPUT", f"not a setting of Bulk jobs: {name}")
    for name, value in said.items():
        setattr(site.bulk, name, value)
    return {"queue_seconds": site.bulk.queue_seconds, "run_seconds": site.bulk.run_seconds}


def _deploys(site: Site, ask: Ask) -> dict[str, object]:
    seconds = ask.json_object().get("seconds")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds < 0:
        raise RequestError(400, "INVALID_INPUT", "seconds must be a number")
    site.deploys.seconds = seconds
    return {"seconds": seconds}


def _sharing(site: Site, ask: Ask) -> dict[str, object]:
    body = ask.json_object()
    definition = site.org.definitions.find(str(body.get("sobject")))
    model = body.get("model")
    if definition is None or model not in _MODELS:
        text = f"sobject must be an object, model one of {', '.join(_MODELS)}"
        raise RequestError(400, "INVALID_INPUT", text)
    site.org.define(replace(definition, sharing=str(model)))
    return {"sobject": definition.name, "model": model}


def _keep(site: Site, ask: Ask) -> dict[str, object]:
    site.org.keep_as_template()
    return {}


def _reset(site: Site, ask: Ask) -> dict[str, object]:
    site.reset()
    return _status(site, ask)


_ORDERS: dict[tuple[str, str], Order] = {
    ("GET", "status"): _status,
    ("POST", "clock"): _clock,
    ("POST", "faults"): _order_fault,
    ("GET", "faults"): _faults,
    ("DELETE", "faults"): _clear_faults,
    ("GET", "log"): _log,
    ("DELETE", "log"): _clear_log,
    ("POST", "log"): _capture,
    ("GET", "outbox"): _outbox,
    ("POST", "token"): _token,
    ("POST", "client"): _client,
    ("POST", "app"): _app,
    ("POST", "password"): _password,
    ("DELETE", "sessions"): _end_sessions,
    ("POST", "limits"): _limits,
    ("POST", "bulk"): _bulk,
    ("POST", "deploys"): _deploys,
    ("POST", "describe"): _describe,
    ("GET", "locks"): _locks,
    ("POST", "locks"): _locks,
    ("DELETE", "locks"): _locks,
    ("POST", "reset"): _reset,
    ("POST", "template"): _keep,
    ("POST", "sharing"): _sharing,
    **ADMIN_ORDERS,
}
