"""JSON with contents in it, made in a file so that memory does not grow with them."""

import base64
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO

from s2sctl.model.names import FieldName
from s2sctl.ports.body import Body
from s2sctl.salesforce.jsontext import encode


class Upload:
    """What is to be sent as base64 somewhere in a JSON body. A place is a text that stands for
    one content until the body is written."""

    def __init__(self) -> None:
        self._bodies: dict[bytes, Body] = {}

    def places(self, bodies: Mapping[FieldName, Body]) -> dict[str, object]:
        """A place for each of ``bodies``, by the same names."""
        made: dict[str, object] = {}
        for name, body in bodies.items():
            place = secrets.token_hex(16)
            self._bodies[place.encode()] = body
            made[name] = place
        return made

    def encoded(self, body: object) -> bytes | BinaryIO:
        """``body`` as JSON: bytes, or an unlinked file where there are contents in it."""
        text = encode(body)
        if not self._bodies:
            return text
        file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
        for place, content in sorted(self._bodies.items(), key=lambda one: text.index(one[0])):
            head, _, text = text.partition(place)
            file.write(head)
            for piece in content.pieces():
                file.write(base64.b64encode(piece))
        file.write(text)
        file.seek(0)
        return file


@contextmanager
def opened(body: bytes | BinaryIO) -> Iterator[bytes | BinaryIO]:
    """A body that is let go once it was sent."""
    try:
        yield body
    finally:
        if not isinstance(body, bytes):
            body.close()
