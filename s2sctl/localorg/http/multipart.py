"""``multipart/form-data``, as far as deployments need it (RFC 7578)."""

import re

from s2sctl.localorg.faults import RequestError

_BOUNDARY = re.compile(r'boundary="?([^";]+)"?', re.IGNORECASE)
_NAME = re.compile(rb'name="([^"]*)"', re.IGNORECASE)


def parts(content_type: str, body: bytes) -> dict[str, bytes]:
    """The parts by name. Raises ``RequestError`` 415 or 400 for a body that is no such thing."""
    found = _BOUNDARY.search(content_type)
    if not content_type.lower().startswith("multipart/form-data") or found is None:
        text = "Content-Type header missing or not supported; multipart/form-data is required"
        raise RequestError(415, "UNSUPPORTED_MEDIA_TYPE", text)
    mark = b"--" + found.group(1).encode()
    named: dict[str, bytes] = {}
    for chunk in body.split(mark)[1:]:
        if chunk.startswith(b"--"):
            return named
        # Salesforce's own Python client sends bare line feeds, and is understood.
        end = b"\n" if chunk.startswith(b"\n") else b"\r\n"
        head, blank, content = chunk.partition(end + end)
        name = _NAME.search(head)
        if not blank or name is None:
            break
        named[name.group(1).decode(errors="replace")] = content.removesuffix(end)
    raise RequestError(400, "INVALID_MULTIPART_REQUEST", "the multipart body is not complete")
