"""``s2sctl schema``: the JSON Schema of manifests."""

import json

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.options import OutputOption


def schema(output: OutputOption = Format.TEXT) -> Answer:
    """Print the JSON Schema of manifests, for editors.

    \b
    Keep it:  s2sctl schema > configs/schema/connection.schema.json

    A manifest whose first line is  # yaml-language-server: $schema=../schema/connection.schema.json
    is then completed and checked while it is typed.
    """
    from s2sctl.manifest.jsonschema import manifest_schema

    made = manifest_schema()
    return Answer(
        schema="s2sctl/schema/v1", result=made, text=json.dumps(made, indent=2, ensure_ascii=False)
    )
