"""Approvals, rules, and what a user has looked at: of which this org has none.

Source: REST guide, "Process Approvals", "Process Rules", "Recently Viewed Items". Reading a row by
the API is not viewing it, so nothing is ever recent here.
"""

from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.http.exchange import Answer
from s2sctl.localorg.http.routes import Call
from s2sctl.localorg.http.subjects import object_of

_CUSTOM = ("apex", "emailAlert", "flow", "quickAction")


def processes(call: Call) -> Answer:
    """Where the two kinds are."""
    root = f"/services/data/{call.version}/process"
    return Answer(200, {"rules": f"{root}/rules", "approvals": f"{root}/approvals"})


def approvals(call: Call) -> Answer:
    """The approval processes by object."""
    return Answer(200, {"approvals": {}})


def submit(call: Call) -> Answer:
    """Refused: there is no approval process to submit to."""
    text = "Process failed. No applicable approval process was found."
    raise RequestError(400, "NO_APPLICABLE_PROCESS", text)


def rules(call: Call) -> Answer:
    """The workflow rules by object."""
    return Answer(200, {"rules": {}})


def recent(call: Call) -> Answer:
    """The rows the user has viewed last."""
    call.ask.tally.note("read")
    return Answer(200, [])


def quick_actions(call: Call) -> Answer:
    """Refused by name: quick actions are of the user interface, and this org has none."""
    object_of(call)
    text = "The requested resource does not exist: this local org does not offer quickActions"
    raise RequestError(404, "NOT_FOUND", text)


def custom_actions(call: Call) -> Answer:
    """Where the kinds of custom invocable actions are."""
    root = f"/services/data/{call.version}/actions/custom"
    return Answer(200, {name: f"{root}/{name}" for name in _CUSTOM})


def custom_actions_of(call: Call) -> Answer:
    """The custom actions of one kind: no flow or class has been deployed."""
    if call.parts["kind"] not in _CUSTOM:
        text = f"The requested resource does not exist: {call.parts['kind']}"
        raise RequestError(404, "NOT_FOUND", text)
    return Answer(200, {"actions": []})
