"""Which objects hang on which: the child side of every lookup."""

from collections.abc import Iterator

from s2sctl.localorg.definitions import Definitions, FieldDefinition, ObjectDefinition


def children_of(
    definitions: Definitions, parent: ObjectDefinition
) -> Iterator[tuple[ObjectDefinition, FieldDefinition]]:
    """Each object with a named relationship to ``parent``, and the lookup that makes it."""
    for child in definitions:
        for field in child.fields:
            if field.child_relationship and parent.name in field.reference_to:
                yield child, field
