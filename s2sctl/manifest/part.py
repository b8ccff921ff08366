"""What every part of a manifest file's shape has in common. Pure."""

from typing import Any

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic_core import CoreSchema


class Part(BaseModel):
    """What all parts share: unknown keys refused, nothing converted behind one's back."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def or_short(
    core_schema: CoreSchema, handler: GetJsonSchemaHandler, short: dict[str, Any]
) -> dict[str, Any]:
    """The JSON Schema of a part that has a short form besides."""
    reference = handler(core_schema)
    schema = handler.resolve_ref_schema(reference)
    long = dict(schema)
    schema.clear()
    schema["anyOf"] = [short, long]
    return reference
