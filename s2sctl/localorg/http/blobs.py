"""Blobs over the wire: their addresses in rows, and their upload (REST guide: Insert Blob Data)."""

import base64
import json

from s2sctl.localorg.definitions import Definitions
from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.http import multipart
from s2sctl.localorg.http.exchange import Ask


def addressed(
    definitions: Definitions, version: str, record: dict[str, object]
) -> dict[str, object]:
    """The row with the address of each blob in the blob's place."""
    attributes = record.get("attributes")
    name = str(attributes.get("type")) if isinstance(attributes, dict) else ""
    definition = definitions.find(name)
    blobs = [one.name for one in definition.fields if one.type == "base64"] if definition else []
    if not any(record.get(one) is not None for one in blobs) or not isinstance(attributes, dict):
        return record
    root = f"/services/data/{version}/sobjects/{name}/{str(attributes['url']).rpartition('/')[2]}"
    return {
        key: f"{root}/{key}" if key in blobs and value is not None else value
        for key, value in record.items()
    }


def values_of(ask: Ask, definitions: Definitions, sobject: str) -> dict[str, object]:
    """The values of a create: the JSON body, or the JSON part and the file of a multipart one."""
    content_type = ask.headers.get("content-type", "")
    if not content_type.lower().startswith("multipart/form-data"):
        return ask.json_object()
    definition = definitions.find(sobject)
    blobs = [one.name for one in definition.fields if one.type == "base64"] if definition else []
    parts = multipart.parts(content_type, ask.body)
    files = {name: part for name, part in parts.items() if name in blobs}
    rest = [part for name, part in parts.items() if name not in blobs]
    if len(rest) != 1 or not files:
        text = "Multipart message must include a non-binary part and a binary part"
        raise RequestError(400, "INVALID_MULTIPART_REQUEST", text)
    try:
        values = json.loads(rest[0])
    except ValueError:
        raise RequestError(400, "JSON_PARSER_ERROR", "the entity part is not JSON") from None
    if not isinstance(values, dict):
        raise RequestError(400, "JSON_PARSER_ERROR", "the entity part is not a JSON object")
    return values | {name: base64.b64encode(part).decode() for name, part in files.items()}
