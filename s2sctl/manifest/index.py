"""Which path of a manifest stands where in its file. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from s2sctl.manifest.yaml_nodes import Entry, MappingNode, Node, ScalarNode, SequenceNode
from s2sctl.model.finding import Finding, Place


@dataclass(frozen=True, slots=True)
class Index:
    """Places by path (``subscribe.Lead.fields.Email``).

    A path of a mapping's entry means its value where that is one value, its key where that is a
    list or a mapping. A mapped field means the partner's field, the key; its ``.to`` is ours,
    written short or long. A list's item is found by number (``[0]``) and by name.
    """

    file: str
    places: dict[str, Place] = field(default_factory=dict)
    keys: dict[str, Place] = field(default_factory=dict)
    scalars: dict[str, ScalarNode] = field(default_factory=dict)

    def place(self, path: str) -> Place:
        """Where ``path`` stands; where the file lacks it, its nearest ancestor, or the top."""
        while path:
            found = self.places.get(path)
            if found is not None:
                return found
            path = parent(path)
        return Place(self.file, 1, 1)

    def key(self, path: str) -> Place:
        """Where the key of that entry stands."""
        return self.keys.get(path) or self.place(path)

    def last_item(self, path: str, text: str) -> Place:
        """Where the list at ``path`` says ``text`` for the last time."""
        place = self.place(path)
        for name, scalar in self.scalars.items():
            if scalar.text == text and parent(name) == path and name.endswith("]"):
                place = scalar.place
        return place

    def inside(self, path: str, offset: int, width: int) -> Place:
        """Some characters of a text value; the whole value where columns cannot be told."""
        scalar, whole = self.scalars.get(path), self.place(path)
        if scalar is None or scalar.block:
            return whole
        quotes = whole.width - len(scalar.text)
        if quotes not in (0, 2):
            return whole
        return Place(whole.file, whole.line, whole.column + quotes // 2 + offset, max(1, width))

    def locate(self, found: Finding) -> Finding:
        """The finding with its place, unless it already has one."""
        return found if found.place is not None else found.at(self.place(found.path))


def parent(path: str) -> str:
    """The path one step up; empty at the top."""
    cut = max(path.rfind("."), path.rfind("["))
    return path[:cut] if cut > 0 else ""


def build_index(root: Node | None, file: str) -> Index:
    """The index of a whole document."""
    index = Index(file)
    for path, entry, node in _walk("", None, root) if root is not None else ():
        if entry is not None:
            index.keys.setdefault(path, entry.key_place)
        if isinstance(node, ScalarNode):
            index.scalars.setdefault(path, node)
        by_key = entry is not None and (not isinstance(node, ScalarNode) or _is_mapped(path))
        place = entry.key_place if entry is not None and by_key else node.place
        index.places.setdefault(path, place)
        if _is_mapped(path) and isinstance(node, ScalarNode):
            index.places.setdefault(f"{path}.to", node.place)
    return index


def _walk(path: str, entry: Entry | None, node: Node) -> Iterator[tuple[str, Entry | None, Node]]:
    if path:
        yield path, entry, node
    if isinstance(node, MappingNode):
        for child in node.entries:
            yield from _walk(f"{path}.{child.key}" if path else child.key, child, child.value)
    elif isinstance(node, SequenceNode):
        for number, item in enumerate(node.items):
            yield from _walk(f"{path}[{number}]", None, item)
            if isinstance(item, ScalarNode):
                yield f"{path}.{item.text}", None, item


def _is_mapped(path: str) -> bool:
    """Whether the path is ``subscribe.<object>.fields.<field>``."""
    steps = path.split(".")
    return len(steps) == 4 and steps[0] == "subscribe" and steps[2] == "fields"
