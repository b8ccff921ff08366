"""The JSON Schema of a manifest, for editors. Pure.

Written for readers of draft-07: ``yaml-language-server`` knows newer drafts only in part.
"""

from typing import Any

from s2sctl.manifest.document import Document

DRAFT = "http://json-schema.org/draft-07/schema#"


def manifest_schema() -> dict[str, Any]:
    """The schema as plain data; the file ``configs/schema/connection.schema.json`` holds it."""
    made = _plain(Document.model_json_schema(by_alias=True))
    definitions = made.pop("$defs")
    return {
        "$schema": DRAFT,
        "title": "s2sctl connection manifest",
        **{key: value for key, value in made.items() if key != "title"},
        "definitions": definitions,
    }


def _plain(node: Any) -> Any:  # noqa: ANN401 - any part of a JSON Schema
    """The node without titles (editors show them as noise), ``definitions`` for ``$defs``."""
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node.replace("#/$defs/", "#/definitions/") if isinstance(node, str) else node
    if "$ref" in node and len(node) > 1:
        # Draft-07 ignores whatever stands beside a $ref.
        beside = {key: _plain(value) for key, value in node.items() if key != "$ref"}
        return {"allOf": [{"$ref": _plain(node["$ref"])}], **beside}
    kept = {
        key: _plain(value)
        for key, value in node.items()
        if not (key == "title" and isinstance(value, str))
    }
    if "patternProperties" in kept:
        kept["additionalProperties"] = False
    return kept
