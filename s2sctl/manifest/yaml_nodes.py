"""What a YAML file holds, as nodes that know their place. Pure; ``yaml_read`` builds them."""

from dataclasses import dataclass
from typing import TypeAlias

from s2sctl.model.finding import Place

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"
"""Plain data: what JSON could hold."""


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """One value. ``text`` is what was written, without quotes and escapes."""

    value: bool | int | float | str | None
    text: str
    place: Place
    block: bool = False
    """Whether it is a block (``|`` or ``>``) or spans lines, so that columns inside are lost."""


@dataclass(frozen=True, slots=True)
class SequenceNode:
    """A list."""

    items: "tuple[Node, ...]"
    place: Place


@dataclass(frozen=True, slots=True)
class Entry:
    """One key and its value. ``key`` is the key's text, whatever type it would have."""

    key: str
    key_place: Place
    value: "Node"


@dataclass(frozen=True, slots=True)
class MappingNode:
    """A mapping, its keys in the order of the file, each once."""

    entries: tuple[Entry, ...]
    place: Place

    def get(self, key: str) -> Entry | None:
        """The entry of that key."""
        return next((entry for entry in self.entries if entry.key == key), None)


Node: TypeAlias = ScalarNode | SequenceNode | MappingNode


def plain(node: Node) -> Plain:
    """The node as plain data, without places."""
    if isinstance(node, ScalarNode):
        return node.value
    if isinstance(node, SequenceNode):
        return [plain(item) for item in node.items]
    return {entry.key: plain(entry.value) for entry in node.entries}
