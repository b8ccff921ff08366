"""What a new row holds where nothing was said."""

from functools import lru_cache

from s2sctl.localorg.database import Stored
from s2sctl.localorg.definitions import ObjectDefinition
from s2sctl.localorg.records.values import stored_value


@lru_cache(maxsize=256)
def _pairs(definition: ObjectDefinition) -> tuple[tuple[str, Stored], ...]:
    said: dict[str, Stored] = {}
    for one in definition.fields:
        chosen = next((entry.value for entry in one.picklist if entry.default), one.default)
        if one.writable and chosen is not None and chosen is not False:
            said[one.name] = stored_value(one, chosen)
    return tuple(said.items())


def defaults_of(definition: ObjectDefinition) -> dict[str, Stored]:
    """Default values by field name: default picklist entries, then the fields' own defaults."""
    return dict(_pairs(definition))
