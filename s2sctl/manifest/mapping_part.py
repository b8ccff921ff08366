"""The shape of one field's mapping in a manifest file. Pure."""

from typing import Annotated, Any

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from s2sctl.manifest.manifest import FieldMapping, OnConflict
from s2sctl.manifest.part import Part, or_short
from s2sctl.manifest.text_types import ApiName
from s2sctl.model.names import FieldName

Conflict = Annotated[OnConflict, Field(strict=False)]


class MappingPart(Part):
    """Where one of the partner's fields arrives, and how."""

    to: ApiName = Field(description="Our field.")
    values: Annotated[dict[str, str], Field(min_length=1)] | None = Field(
        None, description="Partner's value: our value."
    )
    default: str | None = Field(None, description="What a value outside the map becomes.")
    truncate: Annotated[int, Field(gt=0, le=131_072)] | None = Field(
        None, description="Longest text written, in characters."
    )
    on_conflict: Conflict | None = Field(None, description="This field's own policy.")

    @model_validator(mode="before")
    @classmethod
    def _short(cls, raw: object) -> object:
        return {"to": raw} if isinstance(raw, str) else raw

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Our field's name alone, besides the long form."""
        return or_short(core_schema, handler, {"type": "string"})

    def value(self, source: FieldName) -> FieldMapping:
        """The frozen value."""
        return FieldMapping(
            source,
            FieldName(self.to),
            tuple(self.values.items()) if self.values is not None else None,
            self.default,
            self.truncate,
            self.on_conflict,
        )
