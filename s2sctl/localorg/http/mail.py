"""The ``emailSimple`` action: mail goes into the org's outbox, which the control endpoint shows."""

from s2sctl.localorg.http.exchange import Answer
from s2sctl.localorg.http.routes import Call

_REQUIRED = ("emailBody", "emailSubject")
_KNOWN = (
    *_REQUIRED,
    "emailAddresses",
    "emailAddressesArray",
    "senderType",
    "senderAddress",
    "sendRichBody",
    "recipientId",
    "relatedRecordId",
    "logEmailOnSend",
)
_FLAGS = ("sendRichBody", "logEmailOnSend")
_MOST_ADDRESSES = 5


def actions(call: Call) -> Answer:
    """Where the two kinds of actions are."""
    root = f"/services/data/{call.version}/actions"
    return Answer(200, {"standard": f"{root}/standard", "custom": f"{root}/custom"})


def standard(call: Call) -> Answer:
    """The standard actions of this org."""
    address = f"/services/data/{call.version}/actions/standard/emailSimple"
    entry = {"label": "Send Email", "name": "emailSimple", "type": "EMAILSIMPLE", "url": address}
    return Answer(200, {"actions": [entry]})


def describe(call: Call) -> Answer:
    """What the action takes and gives."""
    address = f"/services/data/{call.version}/actions/standard/emailSimple"
    inputs = [
        {
            "byteLength": 0,
            "description": None,
            "label": name,
            "maxOccurs": 1,
            "name": name,
            "picklistValues": None,
            "required": name in _REQUIRED,
            "sobjectType": None,
            "type": "BOOLEAN" if name in _FLAGS else "STRING",
        }
        for name in _KNOWN
    ]
    body = {
        "description": "Send an email where you specify the subject, body, and recipients.",
        "inputs": inputs,
        "label": "Send Email",
        "name": "emailSimple",
        "outputs": [],
        "standard": True,
        "targetEntityName": None,
        "type": "EMAILSIMPLE",
        "url": address,
    }
    return Answer(200, body)


def send(call: Call) -> Answer:
    """200 with one result an input, or 400 where any failed (Actions guide: Send Email Action)."""
    call.ask.tally.note("other")
    inputs = call.ask.json_object().get("inputs")
    entries = inputs if isinstance(inputs, list) else [{}]
    results = [_result(call, entry if isinstance(entry, dict) else {}) for entry in entries]
    failed = any(not result["isSuccess"] for result in results)
    return Answer(400 if failed else 200, results)


def _result(call: Call, entry: dict[str, object]) -> dict[str, object]:
    problem = _problem(entry)
    if problem:
        error: dict[str, object] = {
            "statusCode": "INVALID_API_INPUT",
            "message": problem,
            "fields": [],
        }
        return _rendered([error])
    call.site.outbox.append(
        {
            "to": _addresses(entry),
            "subject": entry["emailSubject"],
            "body": entry["emailBody"],
            "sent": call.site.org.clock.now().isoformat(),
            "user_id": call.viewer.user_id,
        }
    )
    return _rendered(None)


def _rendered(errors: list[dict[str, object]] | None) -> dict[str, object]:
    return {
        "actionName": "emailSimple",
        "errors": errors,
        "invocationId": None,
        "isSuccess": errors is None,
        "outcome": None,
        "outputValues": None,
        "sortOrder": -1,
        "version": 1,
    }


def _problem(entry: dict[str, object]) -> str:
    for name in _REQUIRED:
        if not entry.get(name):
            return f"Missing required input parameter: {name}"
    unknown = [name for name in entry if name not in _KNOWN]
    if unknown:
        return f"Invalid input parameter: {unknown[0]}"
    addresses = _addresses(entry)
    if not addresses:
        return "Missing required input parameter: emailAddresses"
    if len(addresses) > _MOST_ADDRESSES:
        return f"emailAddresses holds more than {_MOST_ADDRESSES} addresses"
    bad = [one for one in addresses if "@" not in one]
    return f"Invalid email address: {bad[0]}" if bad else ""


def _addresses(entry: dict[str, object]) -> list[str]:
    array = entry.get("emailAddressesArray")
    listed = [str(one) for one in array] if isinstance(array, list) else []
    text = str(entry.get("emailAddresses") or "")
    return listed + [one.strip() for one in text.split(",") if one.strip()]
