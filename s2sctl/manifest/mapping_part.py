"""The shape of one field's mapping in a manifest file. Pure."""

from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, WithJsonSchema, model_validator
from pydantic_core import CoreSchema

from s2sctl.manifest.manifest import FieldMapping, OnConflict
from s2sctl.manifest.part import Part, or_short
from s2sctl.manifest.recast import Recast
from s2sctl.manifest.text_types import ApiName, fault
from s2sctl.model.names import FieldName

Conflict = Annotated[OnConflict, Field(strict=False)]


class Blank(Enum):
    """What a blank at the source does to our value."""

    CLEAR = "clear"
    KEEP = "keep"


def _rate(raw: object) -> object:
    """Exact, as written: 0.92 is no binary fraction."""
    try:
        number = Decimal(str(raw)) if not isinstance(raw, bool) else Decimal(0)
    except InvalidOperation:
        number = Decimal(0)
    if not (number.is_finite() and 0 < number < 10**9):
        raise fault("S2S221", f'"{raw}" is no rate', 'one amount of theirs in ours: rate: "0.92"')
    return number


Rate = Annotated[
    Decimal,
    BeforeValidator(_rate),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "exclusiveMinimum": 0},
                {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?$"},
            ]
        }
    ),
]


class MappingPart(Part):
    """Where one of the partner's fields arrives, and how."""

    to: ApiName = Field(description="Our field.")
    values: Annotated[dict[str, str], Field(min_length=1)] | None = Field(
        None,
        description="Partner's value: our value. Of RecordTypeId: developer names; of OwnerId: "
        "usernames and queues.",
    )
    default: str | None = Field(None, description="What a value outside the map becomes.")
    truncate: Annotated[int, Field(gt=0, le=131_072)] | None = Field(
        None, description="Longest text written, in characters."
    )
    prefix: Annotated[str, Field(min_length=1)] | None = Field(
        None, description="Put before the partner's text."
    )
    suffix: Annotated[str, Field(min_length=1)] | None = Field(
        None, description="Put after the partner's text."
    )
    strip_prefix: Annotated[str, Field(min_length=1)] | None = Field(
        None, description="Taken off the front of the partner's text."
    )
    strip_suffix: Annotated[str, Field(min_length=1)] | None = Field(
        None, description="Taken off the end of the partner's text."
    )
    join: Annotated[list[ApiName], Field(min_length=1)] | None = Field(
        None, description="More of the partner's fields, put behind this one."
    )
    split: Annotated[list[ApiName], Field(min_length=2)] | None = Field(
        None, description="Our fields, instead of to: the last one takes the rest."
    )
    separator: Annotated[str, Field(min_length=1)] | None = Field(
        None, description="What stands between joined or split texts."
    )
    zone: Annotated[str, Field(min_length=1)] | None = Field(
        None, description="IANA time zone that turns a date/time into a date, or back."
    )
    rate: Rate | None = Field(None, description="What an amount is multiplied by.")
    scale: Annotated[int, Field(ge=0, le=17)] | None = Field(
        None, description="Decimals kept after rate; our field's if left out."
    )
    null: Annotated[Blank, Field(strict=False)] = Field(
        Blank.CLEAR, description="Whether a blank of the partner's clears our value."
    )
    on_conflict: Conflict | None = Field(None, description="This field's own policy.")

    @model_validator(mode="before")
    @classmethod
    def _short(cls, raw: object) -> object:
        if isinstance(raw, str):
            return {"to": raw}
        if isinstance(raw, dict) and isinstance(raw.get("split"), list) and raw["split"]:
            if "to" in raw:
                text = '"split" names the fields itself, "to" another one'
                raise fault("S2S220", text, "keep one of them")
            return {**raw, "to": raw["split"][0]}
        return raw

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Our field's name alone, or ``split`` for ``to``, besides the long form."""
        schema = or_short(core_schema, handler, {"type": "string"})
        made = handler.resolve_ref_schema(schema)
        long = made["anyOf"][1]
        long.pop("required", None)
        long["anyOf"] = [{"required": ["to"]}, {"required": ["split"]}]
        return schema

    def values_of(self, source: FieldName) -> tuple[FieldMapping, ...]:
        """The frozen values: one, or one for each field of ``split``."""
        targets = self.split or [self.to]
        return tuple(
            FieldMapping(
                source,
                FieldName(target),
                tuple(self.values.items()) if self.values is not None else None,
                self.default,
                self.truncate,
                self.on_conflict,
                self._recast((place, len(targets)) if self.split else None),
            )
            for place, target in enumerate(targets)
        )

    def _recast(self, part: tuple[int, int] | None) -> Recast:
        return Recast(
            strip_prefix=self.strip_prefix or "",
            strip_suffix=self.strip_suffix or "",
            prefix=self.prefix or "",
            suffix=self.suffix or "",
            join=tuple(map(FieldName, self.join or ())),
            separator=self.separator or "",
            part=part,
            zone=self.zone,
            rate=self.rate,
            scale=self.scale,
            keep_blank=self.null is Blank.KEEP,
        )
