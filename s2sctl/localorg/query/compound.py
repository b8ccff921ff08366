"""Compound fields: which parts an address or a location has, and their names in JSON.

Source: object reference, "Address Compound Fields" and "Geolocation Compound Field".
"""

from s2sctl.localorg.definitions import FieldDefinition, ObjectDefinition


def part_keys(
    definition: ObjectDefinition, field: FieldDefinition
) -> list[tuple[FieldDefinition, str]]:
    """The parts of a compound field with their JSON keys, sorted by key as on the wire."""
    parts = [one for one in definition.fields if one.compound == field.name]
    return sorted(((one, _key(field, one)) for one in parts), key=lambda pair: pair[1])


def _key(field: FieldDefinition, part: FieldDefinition) -> str:
    if field.type == "location":
        return "latitude" if "latitude" in part.name.lower() else "longitude"
    rest = part.name.removeprefix(field.name.removesuffix("Address"))
    return rest[0].lower() + rest[1:]
