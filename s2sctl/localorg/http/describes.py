"""Describe, global and of one object, with its conditional forms (REST guide: sObject Describe)."""

from s2sctl.localorg import describe
from s2sctl.localorg.http import conditions
from s2sctl.localorg.http.exchange import Answer
from s2sctl.localorg.http.routes import Call
from s2sctl.localorg.http.subjects import object_of


def everything(call: Call) -> Answer:
    """Every object the user may see, with encoding and largest batch size."""
    call.ask.tally.note("describe")
    body = describe.describe_global(call.site.org, call.viewer, call.version[1:])
    return _conditional(call, "", body)


def one(call: Call) -> Answer:
    """All of one object the user may see."""
    definition = object_of(call)
    call.ask.tally.note("describe", definition.name)
    body = describe.describe_object(call.site.org, call.viewer, definition.name, call.version[1:])
    return _conditional(call, definition.name, body)


def basic(call: Call) -> Answer:
    """An object's entry of the global describe, and recently viewed rows (none by API)."""
    definition = object_of(call)
    call.ask.tally.note("describe", definition.name)
    body = describe.describe_global(call.site.org, call.viewer, call.version[1:])
    entries = body["sobjects"]
    assert isinstance(entries, list)
    entry = next(one for one in entries if one["name"] == definition.name)
    return Answer(200, {"objectDescribe": entry, "recentItems": []})


def _conditional(call: Call, address: str, body: object) -> Answer:
    validators = call.site.descriptions.validators(
        call.viewer.user_id, f"{call.version}/{address}", body, call.site.org.clock.now()
    )
    unchanged = conditions.not_modified(call.ask.headers, validators)
    return unchanged or Answer(200, body, validators.headers())
