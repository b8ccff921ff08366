"""Dependent picklists: which value of a controlling field lets which values be chosen.

Source: DescribeSObjectResult in the SOAP guide, "Dependent picklists"; CustomField, ``valueSet``,
in the Metadata API guide. The API tells of the dependency, it does not enforce it: only pages do.
"""

import base64

from s2sctl.localorg.definitions import FieldDefinition, ObjectDefinition, PicklistEntry

_BYTES = 3
"""A bitmap fills whole groups of four base64 characters, as recorded ones do (``QAAA``)."""


def controller_of(definition: ObjectDefinition, field: FieldDefinition) -> FieldDefinition | None:
    """The field that controls a dependent picklist; None where the picklist is independent."""
    return definition.find(field.controller) if field.controller else None


def valid_for(controller: FieldDefinition | None, entry: PicklistEntry) -> str | None:
    """``validFor`` of describe: a base64 bitmap over the controlling field's values, in order."""
    if controller is None:
        return None
    values = _values(controller)
    bits = bytearray(-(-len(values) // (8 * _BYTES)) * _BYTES)
    for place, value in enumerate(values):
        if value in entry.valid_for:
            bits[place >> 3] |= 0x80 >> place % 8
    return base64.b64encode(bits).decode()


def controlling_values(controller: FieldDefinition, bitmap: str) -> tuple[str, ...]:
    """The controlling values that a ``validFor`` names. Raises ``ValueError`` for no base64."""
    bits = base64.b64decode(bitmap + "=" * (-len(bitmap) % 4), validate=True)
    return tuple(
        value
        for place, value in enumerate(_values(controller))
        if place >> 3 < len(bits) and bits[place >> 3] & 0x80 >> place % 8
    )


def _values(controller: FieldDefinition) -> tuple[str, ...]:
    if controller.type == "boolean":
        return ("false", "true")
    return tuple(one.value for one in controller.picklist)
