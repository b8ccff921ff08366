import json
from pathlib import Path

from s2sctl.manifest.jsonschema import manifest_schema

FILE = Path(__file__).parents[3] / "configs" / "schema" / "connection.schema.json"


def test_the_schema_in_configs_is_current():
    assert json.loads(FILE.read_text(encoding="utf-8")) == manifest_schema(), (
        "run: s2sctl schema > configs/schema/connection.schema.json"
    )


def test_readers_of_draft_07_can_cope():
    text = json.dumps(manifest_schema())
    for word in ('"$defs"', '"prefixItems"', '"discriminator"', '"unevaluatedProperties"'):
        assert word not in text
    assert _beside_refs(manifest_schema()) == []


def _beside_refs(node):
    if isinstance(node, list):
        return [found for item in node for found in _beside_refs(item)]
    if not isinstance(node, dict):
        return []
    here = [node] if "$ref" in node and len(node) > 1 else []
    return here + [found for value in node.values() for found in _beside_refs(value)]
