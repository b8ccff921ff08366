"""Metadata API over REST: send a deployment, ask what became of it.

Source: Metadata API guide, "Deploy and Retrieve Metadata with REST", "DeployResult".
"""

import json

from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.http.exchange import Answer
from s2sctl.localorg.http.multipart import parts
from s2sctl.localorg.http.routes import Call, not_found
from s2sctl.localorg.ids import base62
from s2sctl.localorg.metadata.deployment import Deployment, Message
from s2sctl.localorg.metadata.queue import Request
from s2sctl.model.ids import checksum

_OPTIONS: dict[str, object] = {
    "allowMissingFiles": False,
    "autoUpdatePackage": False,
    "checkOnly": False,
    "ignoreWarnings": False,
    "performRetrieve": False,
    "purgeOnDelete": False,
    "rollbackOnError": True,
    "runTests": None,
    "singlePackage": False,
    "testLevel": None,
}


def send(call: Call) -> Answer:
    """201 with the deployment's id; it is Pending then, as it is on a busy org."""
    call.ask.tally.note("metadata")
    if not call.viewer.modify_all_data:
        text = "insufficient access rights on object id"
        raise RequestError(403, "INSUFFICIENT_ACCESS", text)
    found = parts(call.ask.headers.get("content-type", ""), call.ask.body)
    options = _options(found.get("json", b""))
    if "file" not in found:
        raise RequestError(400, "REQUIRED_FIELD_MISSING", "the part named file is missing")
    request = Request(
        _new_id(call.site.deploys.taken + 1),
        call.viewer.user_id,
        found["file"],
        check_only=options["checkOnly"] is True,
        at_top=options["singlePackage"] is True,
    )
    call.site.deploys.take(request)
    body = {
        "id": request.id,
        "validatedDeployRequestId": None,
        "deployOptions": options,
        "deployResult": _pending(request, options),
    }
    return Answer(201, body)


def status(call: Call) -> Answer:
    """200 with the deployment's result; its components with ``?includeDetails=true``."""
    call.ask.tally.note("metadata")
    deploys, id = call.site.deploys, call.parts["id"]
    waiting, deployment = deploys.waiting(id), deploys.done(id)
    detailed = call.ask.parameters.get("includeDetails") == "true"
    if waiting is not None:
        result = _pending(waiting, _OPTIONS)
    elif deployment is not None:
        result = _result(deployment, detailed=detailed)
    else:
        raise not_found()
    address = f"/services/data/{call.version}/metadata/deployRequest/{id}"
    body = {"id": id, "url": call.ask.base_url + address, "deployResult": result}
    return Answer(200, body)


def _options(content: bytes) -> dict[str, object]:
    try:
        given = json.loads(content)["deployOptions"]
        options = _OPTIONS | dict(given)
    except (ValueError, LookupError, TypeError):
        text = "the part named json must be an object with deployOptions"
        raise RequestError(400, "JSON_PARSER_ERROR", text) from None
    unknown = sorted(set(options) - set(_OPTIONS))
    if unknown:
        text = f'Unrecognized field "{unknown[0]}" in DeployOptions'
        raise RequestError(400, "JSON_PARSER_ERROR", text)
    return options


def _new_id(number: int) -> str:
    fifteen = f"0Af{base62(number, 12)}"
    return fifteen + checksum(fifteen)


def _pending(request: Request, options: dict[str, object]) -> dict[str, object]:
    return {
        "checkOnly": request.check_only,
        "done": False,
        "id": request.id,
        "ignoreWarnings": options["ignoreWarnings"],
        "numberComponentErrors": 0,
        "numberComponentsDeployed": 0,
        "numberComponentsTotal": 0,
        "numberTestErrors": 0,
        "numberTestsCompleted": 0,
        "numberTestsTotal": 0,
        "rollbackOnError": options["rollbackOnError"],
        "runTestsEnabled": False,
        "status": "Pending",
        "success": False,
    }


def _result(deployment: Deployment, *, detailed: bool) -> dict[str, object]:
    stamp = deployment.at.strftime("%Y-%m-%dT%H:%M:%S.000+0000")
    failures = len(deployment.failures)
    result: dict[str, object] = {
        "checkOnly": deployment.check_only,
        "completedDate": stamp,
        "createdBy": deployment.user_id,
        "createdDate": stamp,
        "done": True,
        "id": deployment.id,
        "ignoreWarnings": False,
        "lastModifiedDate": stamp,
        "numberComponentErrors": failures,
        "numberComponentsDeployed": len(deployment.messages) - failures,
        "numberComponentsTotal": len(deployment.messages),
        "numberTestErrors": 0,
        "numberTestsCompleted": 0,
        "numberTestsTotal": 0,
        "rollbackOnError": True,
        "runTestsEnabled": False,
        "startDate": stamp,
        "status": "Succeeded" if deployment.succeeded else "Failed",
        "success": deployment.succeeded,
    }
    if detailed:
        result["details"] = _details(deployment, stamp)
    return result


def _details(deployment: Deployment, stamp: str) -> dict[str, object]:
    rendered = [(one, _message(one, stamp)) for one in deployment.messages]
    return {
        "allComponentMessages": [],
        "componentFailures": [body for one, body in rendered if one.problem],
        "componentSuccesses": [body for one, body in rendered if not one.problem],
        "retrieveResult": None,
        "runTestResult": {"numFailures": 0, "numTestsRun": 0, "successes": [], "failures": []},
    }


def _message(one: Message, stamp: str) -> dict[str, object]:
    return {
        "changed": not one.problem,
        "columnNumber": None,
        "componentType": one.kind,
        "created": one.created,
        "createdDate": stamp,
        "deleted": one.removed and not one.problem,
        "fileName": one.file,
        "fullName": one.name,
        "id": None,
        "lineNumber": None,
        "problem": one.problem or None,
        "problemType": "Error" if one.problem else None,
        "success": not one.problem,
        "warning": False,
    }
