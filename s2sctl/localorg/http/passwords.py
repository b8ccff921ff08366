"""A user's password (REST guide: sObject User Password). It opens the login page, nothing else."""

import secrets

from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.http.exchange import Answer
from s2sctl.localorg.http.routes import Call, not_found
from s2sctl.model.ids import RecordId, is_id, to18

_SHORTEST = 8


def expired(call: Call) -> Answer:
    """Whether the password has expired: none does here."""
    _user(call)
    call.ask.tally.note("read", "User", 1)
    return Answer(200, {"isExpired": False})


def change(call: Call) -> Answer:
    """204 with the password set. Raises ``RequestError`` for one that is too short."""
    user_id = _user(call)
    call.ask.tally.note("write", "User", 1)
    password = call.ask.json_object().get("NewPassword")
    if not isinstance(password, str) or len(password) < _SHORTEST:
        text = f"Your password must be at least {_SHORTEST} characters long."
        raise RequestError(400, "INVALID_NEW_PASSWORD", text)
    call.site.org.apps.set_password(user_id, password)
    return Answer(204)


def reset(call: Call) -> Answer:
    """200 with a new password that the org made up."""
    user_id = _user(call)
    call.ask.tally.note("write", "User", 1)
    password = secrets.token_urlsafe(12)
    call.site.org.apps.set_password(user_id, password)
    return Answer(200, {"NewPassword": password})


def _user(call: Call) -> RecordId:
    definition = call.site.org.definitions.find("User")
    wanted = call.parts["id"]
    if definition is None or not is_id(wanted):
        raise not_found()
    user_id = to18(wanted)
    if user_id != call.viewer.user_id and not call.viewer.modify_all_data:
        text = "insufficient access rights on object id"
        raise RequestError(403, "INSUFFICIENT_ACCESS_OR_READONLY", text, ())
    sql = 'SELECT 1 FROM "User" WHERE "Id" = ?'
    if call.site.org.database.one(sql, (user_id,)) is None:
        raise not_found()
    return user_id
