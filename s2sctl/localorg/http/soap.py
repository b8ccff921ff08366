"""The SOAP API, which this org does not offer: every call gets a fault that says so.

``login()`` is refused as in every org made since Winter '26: off by default, and gone from v65.0
on (facts/salesforce-api.md §7; the text as quoted in OpenFn/adaptors issue 1715). Fault shape:
wire/soap/login-fault-INVALID_LOGIN.xml.
"""

import re
from xml.sax.saxutils import escape

from s2sctl.localorg.http.exchange import Answer, Ask

_OPERATION = re.compile(rb"<(?:\w+:)?Body\b[^>]*>\s*<(?:(\w+):)?(\w+)")
_LAST_WITH_LOGIN = 64
_NAMESPACES = {
    "c": "urn:fault.enterprise.soap.sforce.com",
    "u": "urn:fault.partner.soap.sforce.com",
    "m": "http://soap.sforce.com/2006/04/metadata",
    "T": "urn:fault.tooling.soap.sforce.com",
}
_XML = {"Content-Type": "text/xml;charset=UTF-8"}


def respond(ask: Ask, segments: tuple[str, ...]) -> Answer:
    """The fault of ``/services/Soap/KIND/VERSION``: 500, or 405 for anything but POST."""
    ask.tally.calls = 0
    if ask.method != "POST":
        page = b"<title>Error 405 Only POST allowed</title>"
        return Answer(405, page, {"Content-Type": "text/html;charset=UTF-8", "Allow": "POST"})
    kind = segments[2] if len(segments) > 2 else "u"
    found = _OPERATION.search(ask.body)
    operation = found.group(2).decode() if found else "request"
    if operation == "login":
        return _fault(kind, "LoginFault", "INVALID_OPERATION", _login_text(segments))
    text = f"the SOAP operation {operation} is not available in this local org; use the REST API"
    return _fault(kind, "UnexpectedErrorFault", "INVALID_OPERATION", text)


def _login_text(segments: tuple[str, ...]) -> str:
    number = segments[3].partition(".")[0] if len(segments) > 3 else ""
    if number.isdecimal() and int(number) > _LAST_WITH_LOGIN:
        return f"SOAP API login() is not available in API version {number}.0."
    return (
        "SOAP API login() is disabled by default in this org. "
        "Contact the org administrator to enable SOAP API login()."
    )


def _fault(kind: str, name: str, code: str, text: str) -> Answer:
    namespace = _NAMESPACES.get(kind, _NAMESPACES["u"])
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" '
        f'xmlns:sf="{namespace}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        "<soapenv:Body><soapenv:Fault>"
        f"<faultcode>sf:{code}</faultcode><faultstring>{code}: {escape(text)}</faultstring>"
        f'<detail><sf:{name} xsi:type="sf:{name}">'
        f"<sf:exceptionCode>{code}</sf:exceptionCode>"
        f"<sf:exceptionMessage>{escape(text)}</sf:exceptionMessage>"
        f"</sf:{name}></detail></soapenv:Fault></soapenv:Body></soapenv:Envelope>"
    )
    return Answer(500, body.encode(), _XML)
